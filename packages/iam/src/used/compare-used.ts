import type { GrantedStatement, NeededStatement } from '@bulkhead/core';
import { iamAction } from '../data/service-data.ts';
import { fitsAction } from '../evaluate/wildcards.ts';
import type { CloudTrailUse, UsedAction } from './cloudtrail.ts';

/** One action of a function's role, seen from code, grant and use. */
export interface ActionUse {
  readonly action: string;
  /** The code needs it. */
  readonly needed: boolean;
  /** As granted today: `dynamodb:*`; left out: nothing grants it. */
  readonly granted?: string;
  readonly used?: UsedAction;
  /**
   * `remove`: granted, not needed by the code, not seen, and would have been. `watch`: the same, but the trail records no
   * such events. `look`: seen, and the code does not show why. `unseen`: needed by the code and not seen. `keep`: needed and
   * seen.
   */
  readonly advice: 'remove' | 'watch' | 'look' | 'unseen' | 'keep';
}

/**
 * Sets what a function's code needs and its role grants against what CloudTrail saw. A rare call (a dead letter, a yearly
 * report) is needed and unseen: nothing that the code needs is ever proposed for removal.
 * @param names deployed name of the function, which is the name of its sessions, and of its role
 */
export function compareUse(
  names: { readonly function: string; readonly role?: string },
  needed: readonly NeededStatement[],
  granted: readonly GrantedStatement[],
  use: CloudTrailUse,
): readonly ActionUse[] {
  const uses =
    use.bySession.get(names.function) ??
    (names.role === undefined ? undefined : use.byRole.get(names.role)) ??
    new Map<string, UsedAction>();
  const grants = granted.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions);
  const needs = new Set(needed.flatMap(({ actions }) => actions));
  const grantOf = (action: string) => grants.find((pattern) => fitsAction(pattern, action));
  const rows: ActionUse[] = [];
  for (const action of new Set([...needs, ...uses.keys()])) {
    const grant = grantOf(action);
    const used = uses.get(action);
    const isNeeded = needs.has(action);
    rows.push({
      action,
      needed: isNeeded,
      ...(grant === undefined ? {} : { granted: grant }),
      ...(used ? { used } : {}),
      advice: isNeeded ? (used ? 'keep' : 'unseen') : 'look',
    });
  }
  for (const grant of new Set(grants)) {
    const isWanted = [...needs, ...uses.keys()].some((action) => fitsAction(grant, action));
    // What Lambda itself does under the role leaves no event of the function.
    if (isWanted || isOfRuntime(grant)) continue;
    rows.push({ action: grant, needed: false, granted: grant, advice: isRecorded(grant, use) ? 'remove' : 'watch' });
  }
  return rows.sort((a, b) => (a.action === b.action ? 0 : a.action < b.action ? -1 : 1));
}

const RUNTIME =
  /^(?:logs:(?:CreateLog(?:Group|Stream)|PutLogEvents|TagResource)|xray:Put\w+|ec2:\w*NetworkInterface\w*)$/i;

/** What Lambda itself does under the role. */
export function isOfRuntime(grant: string): boolean {
  return RUNTIME.test(grant);
}

/** Services whose everyday calls are data events, which a trail records on request only. */
const DATA = new Set([
  's3',
  'dynamodb',
  'lambda',
  'sqs',
  'sns',
  'kinesis',
  'firehose',
  'ssm',
  'states',
  'events',
  'kms',
  'cognito-idp',
  'rds-data',
  'execute-api',
  'sts',
  'ses',
  'xray',
  'cloudwatch',
  'logs',
]);
/** Of these, calls that are management events all the same. */
const MANAGED = /^(?:kms|sts|ssm):/i;

function isRecorded(grant: string, { dataOf }: CloudTrailUse): boolean {
  const prefix = grant.slice(0, Math.max(0, grant.indexOf(':'))).toLowerCase();
  if (prefix === '' || prefix.includes('*')) return false;
  if (!DATA.has(prefix) || MANAGED.test(grant) || dataOf.has(prefix)) return true;
  // `Create…` and `Delete…` of whole queues and tables are management events; reading and writing what is in them is not.
  const level = iamAction(grant)?.level;
  return (
    level === 'Permissions management' ||
    level === 'Tagging' ||
    (level === 'List' && prefix !== 's3' && prefix !== 'dynamodb')
  );
}
