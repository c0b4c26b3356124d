import { isMap } from '@bulkhead/core';
import { matchesPattern } from './routes.ts';

export type PolicyVerdict = 'allow' | 'deny' | 'no-match';

/**
 * Whether a Lambda authorizer's policy lets one method be called: an explicit deny wins, and what no statement names
 * is not allowed. Conditions are not evaluated: a statement with one counts when it denies and not when it allows.
 */
export function judgePolicy(document: unknown, arn: string): PolicyVerdict {
  const statements = isMap(document) ? asList(document['Statement']) : [];
  let verdict: PolicyVerdict = 'no-match';
  for (const statement of statements) {
    if (!isMap(statement) || !namesInvoke(statement['Action']) || !namesArn(statement['Resource'], arn)) continue;
    if (statement['Effect'] === 'Deny') return 'deny';
    if (statement['Effect'] === 'Allow' && statement['Condition'] === undefined) verdict = 'allow';
  }
  return verdict;
}

function namesInvoke(action: unknown): boolean {
  return asList(action).some(
    (name) => typeof name === 'string' && matchesPattern(name.toLowerCase(), 'execute-api:invoke'),
  );
}

function namesArn(resource: unknown, arn: string): boolean {
  return asList(resource).some((pattern) => typeof pattern === 'string' && matchesPattern(pattern, arn));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
