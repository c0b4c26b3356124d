import { isReference, type NeededStatement, type TemplateValue } from '@bulkhead/core';
import type { OwnResources } from '../resources/scope.ts';
import { joinParts, type Part, partsOf } from '../resources/template-text.ts';
import { spelledOut } from './portable.ts';

/** Statements of a role, such that the function can be made after its role. */
export interface Ordered {
  /** In the role. */
  readonly first: readonly NeededStatement[];
  /** In a policy of its own, made after the function: they name the function, or what is made after it. */
  readonly later: readonly NeededStatement[];
}

/**
 * CloudFormation makes a role before its function, so a role must not refer to the function (its own log group, an
 * invocation of itself), nor to what refers to it (the bucket that notifies it). Where the template sets the name, the ARN
 * is written out; what stays goes into a policy that is made last.
 */
export function orderStatements(
  statements: readonly NeededStatement[],
  functionId: string | undefined,
  own: OwnResources,
): Ordered {
  if (functionId === undefined) return { first: statements, later: [] };
  const after = madeAfter(functionId, own);
  const first: NeededStatement[] = [];
  const later: NeededStatement[] = [];
  for (const statement of statements) {
    const resources = statement.resources.map((value) => withNames(value, after, own));
    const [back, free] = [
      resources.filter((value) => refersTo(value, after)),
      resources.filter((value) => !refersTo(value, after)),
    ];
    const isConditionBack = Object.values(statement.conditions ?? {}).some((keys) => refersTo(keys, after));
    if (isConditionBack) later.push({ ...statement, resources });
    else {
      if (free.length > 0) first.push({ ...statement, resources: free });
      if (back.length > 0) later.push({ ...statement, resources: back });
    }
  }
  return { first, later };
}

/** The function, and every resource that refers to it, directly or through others. */
function madeAfter(functionId: string, own: OwnResources): ReadonlySet<string> {
  const referring = referringResources(own);
  const after = new Set([functionId]);
  const waiting = [functionId];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const next of referring.get(id) ?? []) {
      if (after.has(next)) continue;
      after.add(next);
      waiting.push(next);
    }
  }
  return after;
}

const known = new WeakMap<OwnResources, ReadonlyMap<string, readonly string[]>>();

/** By id, the resources that refer to it; made once for an application. */
function referringResources(own: OwnResources): ReadonlyMap<string, readonly string[]> {
  const kept = known.get(own);
  if (kept !== undefined) return kept;
  const referring = new Map<string, string[]>();
  for (const resource of own.byId.values()) {
    const targets = new Set<string>(resource.dependsOn ?? []);
    visitReferences(resource.properties, (id) => targets.add(id));
    for (const target of targets) {
      const list = referring.get(target);
      if (list) list.push(resource.id);
      else referring.set(target, [resource.id]);
    }
  }
  known.set(own, referring);
  return referring;
}

/** Values of templates are finite and nest as deep as their reader allows. */
function visitReferences(value: TemplateValue, visit: (id: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (isReference(value)) {
    visit(value.ref);
    return;
  }
  for (const inner of Array.isArray(value) ? value : Object.values(value))
    visitReferences(inner as TemplateValue, visit);
}

function refersTo(value: TemplateValue, ids: ReadonlySet<string>): boolean {
  let found = false;
  visitReferences(value, (id) => {
    found ||= ids.has(id);
  });
  return found;
}

function withNames(value: TemplateValue, after: ReadonlySet<string>, own: OwnResources): TemplateValue {
  const parts = partsOf(value);
  if (parts === undefined || !refersTo(value, after)) return value;
  return joinParts(parts.flatMap((part) => (isReference(part) && after.has(part.ref) ? named(part, own) : [part])));
}

/** The ARN or name of a resource whose name the template sets; else the reference as it is. */
function named(part: Part, own: OwnResources): readonly Part[] {
  const spelt = spelledOut(part, own);
  return spelt.some((piece) => piece === '*') ? [part] : spelt;
}
