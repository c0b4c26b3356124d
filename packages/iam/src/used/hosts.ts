import { serviceOfEndpoint } from '@bulkhead/code';
import type { GrantedStatement, NeededStatement } from '@bulkhead/core';
import { prefixOfClient } from '../data/client-prefixes.ts';
import { fitsAction } from '../evaluate/wildcards.ts';
import type { UsedAction } from './cloudtrail.ts';
import { type ActionUse, isOfRuntime } from './compare-used.ts';

/** How often a host was connected to, and when; milliseconds since the epoch. */
export interface SeenHost {
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** Labels that say where, not what. */
const WHERE = /^(?:[a-z]{2}(?:-[a-z]+)+-\d|dualstack|vpce|vpce-\w+|\*|fips|api|aws|amazonaws|com|cn|on|queue)$/;
/** Names of endpoints that no client has: account-based ones of DynamoDB, workflows that are waited for, queues of old. */
const OTHERS: Readonly<Record<string, string>> = { ddb: 'dynamodb', 'sync-states': 'states', 'lambda-url': 'lambda' };

/**
 * IAM prefix of the service behind a host; `undefined` for hosts that are not AWS's.
 * https://docs.aws.amazon.com/general/latest/gr/rande.html
 * @param host with or without its port; `*` may stand for a label
 * @example prefixOfHost('*.s3.eu-west-1.amazonaws.com:443') // 's3'
 */
export function prefixOfHost(host: string): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (!/\.(?:amazonaws\.com|amazonaws\.com\.cn|api\.aws|on\.aws)$/.test(name)) return undefined;
  if (/\.queue\.amazonaws\.com$/.test(name)) return 'sqs';
  const labels = name.split('.').slice(0, 12);
  // The service stands right before the region: what is before it names a bucket, an API or an account.
  const kept = labels.filter((label) => !WHERE.test(label)).map((label) => label.replace(/-fips$/, ''));
  for (const label of [kept.slice(-2).join('.'), `api.${kept.at(-1) ?? ''}`, ...kept.reverse()]) {
    if (Object.hasOwn(OTHERS, label)) return OTHERS[label];
    const service = serviceOfEndpoint(label);
    if (service !== undefined) return prefixOfClient(service) ?? service;
  }
  return undefined;
}

/**
 * Sets what a function's code needs and its role grants against the hosts that its guard saw it connect to. Hosts tell
 * services, not actions: a service that was never spoken to can go, of one that was, only what the code does not need may.
 * @param hosts of one function; empty: it was not seen, and nothing is proposed
 */
export function compareHosts(
  hosts: ReadonlyMap<string, SeenHost>,
  needed: readonly NeededStatement[],
  granted: readonly GrantedStatement[],
): readonly ActionUse[] {
  const seen = new Map<string, UsedAction>();
  for (const [host, { count, first, last }] of hosts) {
    const prefix = prefixOfHost(host);
    if (prefix === undefined) continue;
    const known = seen.get(prefix);
    seen.set(prefix, {
      action: `${prefix}:*`,
      count: count + (known?.count ?? 0),
      first: Math.min(first, known?.first ?? first),
      last: Math.max(last, known?.last ?? last),
      denied: 0,
    });
  }
  const prefixOf = (action: string): string => action.slice(0, action.indexOf(':')).toLowerCase();
  const ofCode = needed.filter(({ because }) => because.some(({ kind }) => kind !== 'runtime'));
  const needs = [...new Set(ofCode.flatMap(({ actions }) => actions))];
  // What Lambda does in the function's name leaves no connection of the function.
  const all = new Set(needed.flatMap(({ actions }) => actions));
  const grants = [...new Set(granted.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions))];
  const rows: ActionUse[] = needs.map((action) => {
    const used = seen.get(prefixOf(action));
    const grant = grants.find((pattern) => fitsAction(pattern, action));
    return {
      action,
      needed: true,
      ...(grant === undefined ? {} : { granted: grant }),
      ...(used ? { used } : {}),
      advice: used ? 'keep' : 'unseen',
    };
  });
  for (const grant of grants) {
    if (isOfRuntime(grant) || [...all].some((action) => fitsAction(grant, action))) continue;
    const prefix = prefixOf(grant);
    const used = seen.get(prefix);
    const isTold = hosts.size > 0 && prefix !== '' && !prefix.includes('*') && !INDIRECT.has(prefix);
    const advice = used === undefined && isTold ? 'remove' : 'watch';
    rows.push({ action: grant, needed: false, granted: grant, ...(used ? { used } : {}), advice });
  }
  const prefixes = new Set([...needs, ...grants].map(prefixOf));
  for (const [prefix, used] of seen) {
    if (!prefixes.has(prefix)) rows.push({ action: used.action, needed: false, used, advice: 'look' });
  }
  return rows.sort((a, b) => (a.action === b.action ? 0 : a.action < b.action ? -1 : 1));
}

/** Used through other services, or without a connection of the function's own. */
const INDIRECT = new Set(['kms', 'iam', 'xray', 'logs', 'ec2', 'ecr', 'elasticfilesystem', 'rds-db', 'kafka-cluster']);
