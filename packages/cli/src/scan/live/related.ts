import type { TemplateValue } from '@bulkhead/core';
import type { LiveResource } from '@bulkhead/iac';

/** Texts of some resources, in which the names of others are looked for. */
export interface Mentions {
  readonly texts: ReadonlySet<string>;
  /** Everything between separators: words that names of buckets, queues and tables are compared with. */
  readonly words: ReadonlySet<string>;
}

/** Values that are looked through; a role with 20 policies of 6 kB has about 2,000. */
const MAX_VALUES = 200_000;

/** What functions and their roles name: event sources, destinations, variables, resources of policies. */
export function mentionsOf(resources: readonly LiveResource[]): Mentions {
  const texts = new Set<string>();
  const words = new Set<string>();
  let left = MAX_VALUES;
  const visit = (value: TemplateValue): void => {
    if (left-- <= 0) return;
    if (typeof value === 'string') {
      texts.add(value);
      for (const word of value.split(/[\s:/,;"'|]+/)) if (word.length > 2) words.add(word);
    } else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) Object.values(value as object).forEach(visit);
  };
  for (const { id, type, properties } of resources) {
    visit(properties as TemplateValue);
    if (type !== 'AWS::Lambda::Function') continue;
    // What calls a function names it, and so does its log group.
    texts.add(id);
    words.add(id.split(':')[6] ?? id);
    texts.add(`/aws/lambda/${id.split(':')[6]}`);
  }
  return { texts, words };
}

/** Whether one of a thing's names stands in the texts. */
export function isMentioned(names: readonly (string | undefined)[], { texts, words }: Mentions): boolean {
  return names.some((name) => name !== undefined && (texts.has(name) || words.has(name) || words.has(lastPart(name))));
}

function lastPart(name: string): string {
  return name.replace(/^.*[:/]/, '');
}

/**
 * Roles that other resources use or that Lambda may assume, with the account's policies attached to them.
 * @param withUsers people, groups and their keys as well
 */
export function usedRoles(
  iam: readonly LiveResource[],
  others: readonly LiveResource[],
  withUsers = false,
): readonly LiveResource[] {
  const { texts: used } = mentionsOf(others);
  const isUser = ({ type }: LiveResource) => type !== 'AWS::IAM::Role' && type !== 'AWS::IAM::ManagedPolicy';
  const holders = iam.filter((one) => {
    if (isUser(one)) return withUsers;
    return one.type === 'AWS::IAM::Role' && (used.has(one.id) || (withUsers && isForLambda(one)));
  });
  const attached = new Set(
    holders.flatMap(({ properties }) => (properties['ManagedPolicyArns'] as readonly string[] | undefined) ?? []),
  );
  return [...holders, ...iam.filter(({ id, type }) => type === 'AWS::IAM::ManagedPolicy' && attached.has(id))];
}

function isForLambda({ properties }: LiveResource): boolean {
  return JSON.stringify(properties['AssumeRolePolicyDocument'] ?? '').includes('lambda.amazonaws.com');
}
