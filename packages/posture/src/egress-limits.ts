import path from 'node:path';
import { type App, compilePolicy } from '@bulkhead/core';
import { loadPolicy } from '@bulkhead/iac';

/** Files of policies at the root of a scan, which hold for templates in folders of their own as well. */
export const ROOT_POLICIES = ['bulkhead.yml', 'bulkhead.yaml'];

/**
 * Ids of the functions whose way out `bulkhead.yml` limits to a list of hosts. A policy that cannot be read limits nothing: at run
 * time it means alert mode.
 */
export async function limitedFunctions(app: App): Promise<ReadonlySet<string>> {
  const beside = path.dirname(app.file);
  const policy = (await policyIn(path.join(app.root, beside), app)) ?? (await policyIn(app.root, app));
  if (!policy) return new Set();
  const isLimited = (id: string): boolean => {
    const { mode, hooks } = compilePolicy(policy.document, id);
    const { action, allow } = hooks.outbound;
    return mode === 'block' && action === 'block' && allow !== undefined && !allow.includes('*');
  };
  return new Set(app.functions.map(({ id }) => id).filter(isLimited));
}

async function policyIn(folder: string, app: App): ReturnType<typeof loadPolicy> {
  try {
    return await loadPolicy(folder, app.functions);
  } catch {
    return undefined;
  }
}
