import { get, type Tree } from '../../yaml/tree.ts';
import type { Buildable } from '../build.ts';
import type { SamRoute } from './expansion.ts';

const ANYTHING = 'execute-api:/*';

/**
 * The resource policy of an API, from its `Auth.ResourcePolicy` and those of its events.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
 */
export function resourcePolicy(api: Tree | undefined, routes: readonly SamRoute[]): Buildable {
  const trees = [api, ...routes.map(({ event }) => get(event, 'Auth', 'ResourcePolicy'))];
  const statements = trees.flatMap((tree) => (tree ? statementsOf(tree) : []));
  return statements.length > 0 ? { Version: '2012-10-17', Statement: statements } : undefined;
}

function statementsOf(policy: Tree): Buildable[] {
  const statements: Buildable[] = [];
  const add = (effect: 'Allow' | 'Deny', principal: Buildable, condition?: Buildable) =>
    statements.push({
      Effect: effect,
      Principal: principal,
      Action: 'execute-api:Invoke',
      Resource: ANYTHING,
      Condition: condition,
    });
  const list = (key: string) => get(policy, key);
  if (list('AwsAccountWhitelist')) add('Allow', { AWS: list('AwsAccountWhitelist') });
  if (list('AwsAccountBlacklist')) add('Deny', { AWS: list('AwsAccountBlacklist') });
  const limits: [string, string, string][] = [
    ['IpRangeWhitelist', 'NotIpAddress', 'aws:SourceIp'],
    ['IpRangeBlacklist', 'IpAddress', 'aws:SourceIp'],
    ['SourceVpcWhitelist', 'StringNotEquals', 'aws:SourceVpc'],
    ['SourceVpcBlacklist', 'StringEquals', 'aws:SourceVpc'],
    ['IntrinsicVpcWhitelist', 'StringNotEquals', 'aws:SourceVpc'],
    ['IntrinsicVpcBlacklist', 'StringEquals', 'aws:SourceVpc'],
    ['IntrinsicVpceWhitelist', 'StringNotEquals', 'aws:SourceVpce'],
    ['IntrinsicVpceBlacklist', 'StringEquals', 'aws:SourceVpce'],
  ];
  let isLimited = false;
  for (const [key, operator, condition] of limits) {
    if (!list(key)) continue;
    if (!isLimited) add('Allow', '*');
    isLimited = true;
    add('Deny', '*', { [operator]: { [condition]: list(key) } });
  }
  const own = list('CustomStatements');
  for (const item of own?.kind === 'list' ? own.items : own ? [own] : []) statements.push(item);
  return statements;
}
