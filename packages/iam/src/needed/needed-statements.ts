import type { App, CodeAnalysis, CodeProblem, DeployedResource, NeededStatement, TemplateValue } from '@bulkhead/core';
import { canonicalArn } from '../evaluate/canonical.ts';
import { covers } from '../evaluate/covers.ts';
import { indexResources, makeScope, type OwnResources } from '../resources/scope.ts';
import { type Atom, createAtoms, groupAtoms } from './atoms.ts';
import { type CallOptions, callAtoms } from './call-atoms.ts';
import { byFunction } from './function-target.ts';
import { runtimeAtoms } from './runtime-atoms.ts';

export interface Needs {
  /** By function id; a function whose code was not read is absent. */
  readonly statements: ReadonlyMap<string, readonly NeededStatement[]>;
  /** Calls that no statement could be made for. */
  readonly problems: readonly (CodeProblem & { readonly functionId: string })[];
}

/** What each function needs: its code's calls, and what Lambda does in its name; with what could not be told. */
export function findNeeds(
  app: App,
  code: CodeAnalysis,
  resources: readonly DeployedResource[],
  options: CallOptions = {},
): Needs {
  if (code.functions.size === 0) return { statements: new Map(), problems: [] };
  const own = indexResources(resources);
  const mappings = byFunction('AWS::Lambda::EventSourceMapping', 'FunctionName', own);
  const invokeConfigs = byFunction('AWS::Lambda::EventInvokeConfig', 'FunctionName', own);
  const statements = new Map<string, readonly NeededStatement[]>();
  const problems: (CodeProblem & { functionId: string })[] = [];
  for (const fn of app.functions) {
    const read = code.functions.get(fn.id);
    if (read === undefined) continue;
    const scope = makeScope(app, fn, own, read);
    const atoms = createAtoms();
    for (const call of read.calls) {
      const { atoms: needed, problem } = callAtoms(call, scope, options);
      for (const atom of needed) atoms.add(atom);
      if (problem !== undefined) {
        const kind = call.operation === '*' ? 'dynamic-operation' : 'unknown-operation';
        problems.push({ kind, message: problem, place: call.place, functionId: fn.id });
      }
    }
    const id = scope.deployed?.id ?? '';
    const parts = { mappings: mappings.get(id) ?? [], invokeConfigs: invokeConfigs.get(id) ?? [] };
    for (const atom of runtimeAtoms(scope, parts)) atoms.add(atom);
    statements.set(fn.id, groupAtoms(withoutCovered(atoms.all(), arnText(app, own))));
  }
  return { statements, problems };
}

/**
 * What the role of each function has to allow.
 * @param resources what `deployedResources(app)` gives
 * @returns by function id; a function whose code was not read is absent
 */
export function neededStatements(
  app: App,
  code: CodeAnalysis,
  resources: readonly DeployedResource[],
): ReadonlyMap<string, readonly NeededStatement[]> {
  return findNeeds(app, code, resources).statements;
}

/** Without those that another one of the same action grants already: each statement that stays is needed. */
function withoutCovered(atoms: readonly Atom[], textOf: (resource: TemplateValue) => string): readonly Atom[] {
  const byAction = new Map<string, Atom[]>();
  for (const atom of atoms) {
    const same = byAction.get(atom.action);
    if (same) same.push(atom);
    else byAction.set(atom.action, [atom]);
  }
  return [...byAction.values()].flatMap((same) =>
    same.filter((atom) => !same.some((other) => isCoveredBy(atom, other, textOf))),
  );
}

/** References are written out, so that `table/*` covers the application's own table; each text is made once. */
function arnText(app: App, own: OwnResources): (resource: TemplateValue) => string {
  const region = typeof app.region === 'string' ? app.region : undefined;
  const texts = new Map<TemplateValue, string>();
  return (resource) => {
    let text = texts.get(resource);
    if (text === undefined) {
      text = canonicalArn(resource, own, region);
      texts.set(resource, text);
    }
    return text;
  };
}

function isCoveredBy(atom: Atom, other: Atom, textOf: (resource: TemplateValue) => string): boolean {
  if (atom === other) return false;
  const sameConditions = JSON.stringify(atom.conditions ?? null) === JSON.stringify(other.conditions ?? null);
  if (!sameConditions && other.conditions !== undefined) return false;
  const wide = textOf(other.resource);
  const narrow = textOf(atom.resource);
  if (wide === narrow) return !sameConditions;
  return covers(wide, narrow);
}
