import type { PolicyIssue, TemplateValue } from '@bulkhead/core';
import { type IamAction, iamAction, iamService } from '../data/service-data.ts';
import { overlap } from '../evaluate/overlap.ts';
import { fitsAction } from '../evaluate/wildcards.ts';
import { lintCondition } from './lint-conditions.ts';
import { asMap, isOpen, textsOf } from './values.ts';

type Path = readonly (string | number)[];
type Fields = { readonly [key: string]: TemplateValue };

/** Statements, actions and resources past which a document is not looked at: AWS takes 20,480 characters at most. */
const MOST = 2_000;

/** Signs compared in one document; the longest that AWS takes needs a fraction. Past it, nothing more is found wrong. */
const MOST_COMPARED = 20_000_000;

/** What is left of {@link MOST_COMPARED}. */
export interface Budget {
  left: number;
}

/**
 * What AWS's data says against a policy document: actions and condition keys that do not exist, resources that an action
 * does not know, what a deploy would refuse. What only the deploy knows is not judged.
 * @param document the document, as an object or as a text of JSON
 * @param path where it stands in its resource's properties
 * @param kind a policy of a resource names its own resource in many ways that are not judged
 * @example lintPolicy({Statement: {Effect: 'Allow', Action: 's3:GetObjekt', Resource: '*'}}, []) // [{kind: 'unknown-action', …}]
 */
export function lintPolicy(
  document: TemplateValue | undefined,
  path: Path,
  kind: 'identity' | 'resource' = 'identity',
): readonly PolicyIssue[] {
  if (document === undefined || document === null || isOpen(document)) return [];
  const read = typeof document === 'string' ? parsed(document) : document;
  if (read === undefined) return [{ kind: 'malformed', path, text: 'holds a policy that is no JSON' }];
  const fields = asMap(read);
  const list = fields?.['Statement'];
  if (fields && isOpen(list)) return [];
  const statements = (
    Array.isArray(list) ? list : list === undefined || list === null ? [] : [list]
  ) as readonly TemplateValue[];
  if (statements.length === 0) return [{ kind: 'malformed', path, text: 'holds a policy without a statement' }];
  const sids = new Set<string>();
  const budget: Budget = { left: MOST_COMPARED };
  return statements.slice(0, MOST).flatMap((value, i) => {
    const statement = asMap(value);
    if (!statement) return [];
    return [
      ...lintStatement(statement, [...path, 'Statement', ...(Array.isArray(list) ? [i] : [])], kind, sids, budget),
    ];
  });
}

function parsed(text: string): TemplateValue | undefined {
  try {
    return JSON.parse(text) as TemplateValue;
  } catch {
    return undefined;
  }
}

function* lintStatement(
  statement: Fields,
  path: Path,
  kind: 'identity' | 'resource',
  sids: Set<string>,
  budget: Budget,
): Iterable<PolicyIssue> {
  const sid = statement['Sid'];
  if (typeof sid === 'string' && sid !== '') {
    // Only policies of identities are that strict: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
    if (kind === 'identity' && !/^[A-Za-z0-9]+$/.test(sid)) {
      yield {
        kind: 'invalid-sid',
        path: [...path, 'Sid'],
        text: `has the Sid "${sid.slice(0, 60)}": letters and digits only`,
      };
    }
    if (sids.has(sid)) yield { kind: 'duplicate-sid', path: [...path, 'Sid'], text: `has the Sid ${sid} twice` };
    sids.add(sid);
  }
  const problem = malformed(statement, kind);
  if (problem) {
    yield { kind: 'malformed', path, text: problem };
    return;
  }
  const actions = textsOf(statement['Action']).slice(0, MOST);
  const expanded: { readonly pattern: string; readonly found: readonly IamAction[]; readonly at: readonly number[] }[] =
    [];
  for (const { text, at } of actions) {
    const found = actionsOf(text, budget);
    if (found === undefined) continue;
    if (found.length === 0) {
      yield {
        kind: 'unknown-action',
        path: [...path, 'Action', ...at],
        text: `names ${text.slice(0, 100)}, which is no action`,
      };
    }
    expanded.push({ pattern: text, found, at });
  }
  const effect = String(statement['Effect']);
  yield* lintCondition(statement['Condition'], { effect, actions: actions.map(({ text }) => text), budget }, [
    ...path,
    'Condition',
  ]);
  yield* lintResources(statement, expanded, { effect, path, kind, budget });
}

function malformed(statement: Fields, kind: 'identity' | 'resource'): string | undefined {
  const has = (name: string) => statement[name] !== undefined && statement[name] !== null;
  const effect = statement['Effect'];
  if (typeof effect === 'string' && effect !== 'Allow' && effect !== 'Deny')
    return `has the Effect ${effect.slice(0, 20)}`;
  if (has('Action') && has('NotAction')) return 'has Action and NotAction in one statement';
  if (has('Resource') && has('NotResource')) return 'has Resource and NotResource in one statement';
  if (!has('Action') && !has('NotAction')) return 'has a statement without an action';
  if (kind === 'identity' && !has('Principal') && !has('Resource') && !has('NotResource'))
    return 'has a statement without a resource';
  return undefined;
}

/** Actions that the reference does not have, and the policy that SNS gives to a new topic has. */
const OF_DEFAULT_POLICIES: readonly string[] = ['sns:receive'];

/** The actions that a pattern covers; `undefined`: all of them, or a service that the data does not know yet. */
function actionsOf(pattern: string, budget: Budget): readonly IamAction[] | undefined {
  const exact = iamAction(pattern);
  if (exact) return [exact];
  if (OF_DEFAULT_POLICIES.includes(pattern.toLowerCase())) return undefined;
  const [prefix = '', name = ''] = pattern.split(':', 2);
  if (/[*?]/.test(prefix) || !pattern.includes(':')) return pattern === '*' ? undefined : [];
  const service = iamService(prefix);
  if (!service) return [];
  if (/^\*+$/.test(name)) return undefined;
  budget.left -= service.actions.size * (pattern.length + 20);
  if (budget.left <= 0) return undefined;
  return [...service.actions.values()].filter((action) => fitsAction(pattern, action.name));
}

function* lintResources(
  statement: Fields,
  expanded: readonly {
    readonly pattern: string;
    readonly found: readonly IamAction[];
    readonly at: readonly number[];
  }[],
  {
    effect,
    path,
    kind,
    budget,
  }: {
    readonly effect: string;
    readonly path: Path;
    readonly kind: 'identity' | 'resource';
    readonly budget: Budget;
  },
): Iterable<PolicyIssue> {
  const value = statement['Resource'];
  const resources = textsOf(value).slice(0, MOST);
  for (const { text, at } of resources) {
    if (!isArn(text)) {
      yield {
        kind: 'invalid-arn',
        path: [...path, 'Resource', ...at],
        text: `names the resource "${text.slice(0, 100)}", which is no ARN`,
      };
    }
  }
  if (kind === 'resource' || effect !== 'Allow') return;
  const all = Array.isArray(value) ? value.length : 1;
  const isWhole = resources.length > 0 && resources.length === all && resources.every(({ text }) => isArn(text));
  for (const { pattern, found, at } of expanded) {
    if (!isWhole || found.length === 0) continue;
    if (resources.some(({ text }) => found.some((action) => takes(action, text, budget)))) continue;
    yield {
      kind: 'resource-mismatch',
      path: [...path, 'Action', ...at],
      text: `allows ${pattern} on resources that it does not know, so not at all`,
    };
  }
  const starred = resources.filter(({ text }) => text.startsWith('arn:') && text.includes('*'));
  if (starred.length === 0) return;
  const known = expanded.flatMap(({ found }) => found.flatMap(({ resourceTypes }) => resourceTypes));
  const whole = new Map(known.map(({ arn, name }) => [patternOf(arn), name]));
  for (const { text, at } of starred) {
    const any = whole.get(text.replace(/^arn:[^:*]+:/, 'arn:*:'));
    if (any !== undefined) {
      yield {
        kind: 'resource-effectively-any',
        path: [...path, 'Resource', ...at],
        text: `names ${text}, which is every ${any} there is`,
      };
    }
  }
}

/** An action that knows no resource is asked for on all of its service: `arn:aws:s3:::*` is as good as `*` there. */
function takes({ resourceTypes }: IamAction, resource: string, budget: Budget): boolean {
  if (resource === '*' || (resourceTypes.length === 0 && /:\*$/.test(resource))) return true;
  return resourceTypes.some(({ arn }) => {
    budget.left -= resource.length * arn.length;
    return budget.left <= 0 || overlap(resource, patternOf(arn));
  });
}

function isArn(text: string): boolean {
  return /^(?:arn:|arn\*|a?r?\*)/.test(text);
}

/** By the ARN as the data has it: as many as there are kinds of resources. */
const patterns = new Map<string, string>();

/** `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}` with a `*` for each variable. */
function patternOf(arn: string): string {
  let pattern = patterns.get(arn);
  if (pattern === undefined) {
    pattern = arn.replaceAll(/\$\{[^}]*\}/g, '*');
    patterns.set(arn, pattern);
  }
  return pattern;
}
