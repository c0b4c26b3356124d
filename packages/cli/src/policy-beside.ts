import { BulkheadError } from '@bulkhead/core';
import { loadApp, loadPolicy } from '@bulkhead/iac';
import type { Io } from './io.ts';

/**
 * Refuses a `bulkhead.yml` that no deploy could use, for commands that work beside it without reading it.
 * @param folder absolute folder of the project; without a policy there is nothing to check
 * @throws BulkheadError BULKHEAD_BAD_POLICY with the place of each problem
 */
export async function checkPolicyBeside(folder: string, io: Pick<Io, 'env'>): Promise<void> {
  // Its own words first: a template that cannot be read is another command's matter.
  if (!(await loadPolicy(folder))) return;
  const app = await loadApp(folder, { env: io.env }).catch((error: unknown) => {
    if (error instanceof BulkheadError) return undefined;
    throw error;
  });
  if (app) await loadPolicy(folder, app.functions);
}
