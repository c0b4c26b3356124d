import type { LambdaFunction } from '@bulkhead/core';
import { referenceOf } from '../cloudformation/intrinsic.ts';
import { functionLogicalId } from '../local-value.ts';
import { get, type Tree } from '../yaml/tree.ts';
import type { FunctionContext } from './functions.ts';

const SHARED_ROLE = 'IamRoleLambdaExecution';

/**
 * The role of a function: its own, the provider's, one by the plugin serverless-iam-roles-per-function, or the one that
 * the framework makes for all.
 * https://www.serverless.com/framework/docs/providers/aws/guide/iam
 */
export function readRole(id: string, tree: Tree, context: FunctionContext): Pick<LambdaFunction, 'role'> {
  const { provider, read, plugins } = context;
  const own = get(tree, 'role');
  if (!own && plugins.includes('serverless-iam-roles-per-function') && get(tree, 'iamRoleStatements')) {
    return { role: `${functionLogicalId(id).replace(/LambdaFunction$/, '')}${SHARED_ROLE}` };
  }
  const settings = get(provider, 'iam', 'role');
  const role =
    own ?? (settings?.kind === 'map' && !referenceOf(settings) ? undefined : settings) ?? get(provider, 'role');
  if (!role) return { role: SHARED_ROLE };
  const target = referenceOf(role)?.id;
  if (target !== undefined) return { role: target };
  const value = read.value(role);
  if (value?.kind === 'unknown') return { role: value.unknown };
  return value?.kind === 'scalar' ? { role: String(value.value) } : {};
}
