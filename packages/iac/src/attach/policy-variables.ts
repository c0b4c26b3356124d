import { dirname } from 'node:path';
import { BulkheadError, compilePolicy, type PolicyDocument } from '@bulkhead/core';
import { EXEC_WRAPPER } from './layer-zip.ts';

/**
 * Characters of a policy in the environment. All variables of a function together may have 4 KB
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html); a longer policy travels in the layer.
 */
const MOST_IN_ENVIRONMENT = 2_000;

export interface PolicyVariables {
  readonly variables: Readonly<Record<string, string>>;
  /** What the layer has to bring along for it. */
  readonly file?: { readonly name: string; readonly bytes: Buffer };
}

/**
 * How a deployed function gets its part of the application's policy.
 * @param next what to do about a policy that is too long, where the layer takes none; left out: the layer takes it
 * @throws BulkheadError BULKHEAD_BAD_POLICY for such a policy
 */
export function policyVariables(
  policy: { readonly document: PolicyDocument; readonly file: string } | undefined,
  name: string,
  next?: string,
): PolicyVariables {
  if (policy === undefined) return { variables: {} };
  const text = JSON.stringify(compilePolicy(policy.document, name));
  if (text.length <= MOST_IN_ENVIRONMENT) return { variables: { BULKHEAD_POLICY: text } };
  if (next !== undefined) {
    throw new BulkheadError('BULKHEAD_BAD_POLICY', `the policy of ${name} is too long for its environment`, {
      place: { file: policy.file, line: 1, column: 1 },
      next,
    });
  }
  const file = `policy/${name.replace(/[^\w.-]/g, '-')}.json`;
  return {
    variables: { BULKHEAD_POLICY_FILE: `${dirname(EXEC_WRAPPER)}/${file}` },
    file: { name: file, bytes: Buffer.from(text) },
  };
}
