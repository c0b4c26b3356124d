import { type App, compilePolicy } from '@bulkhead/core';
import { policyOf } from '@bulkhead/iac';

/**
 * Ids of the functions whose way out `bulkhead.yml` limits to a list of hosts. A policy that cannot be read limits nothing: at run
 * time it means alert mode.
 */
export async function limitedFunctions(app: App): Promise<ReadonlySet<string>> {
  const policy = await policyOf(app).catch(() => undefined);
  if (!policy) return new Set();
  const isLimited = (id: string): boolean => {
    const { mode, hooks } = compilePolicy(policy.document, id);
    const { action, allow } = hooks.outbound;
    return mode === 'block' && action === 'block' && allow !== undefined && !allow.includes('*');
  };
  return new Set(app.functions.map(({ id }) => id).filter(isLimited));
}
