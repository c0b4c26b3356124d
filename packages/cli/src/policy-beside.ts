import { dirname, join, relative } from 'node:path';
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

/**
 * What is wrong with each `bulkhead.yml` that stands beside a template, or in the folder that was named.
 * @param root absolute folder
 * @param templates files relative to it
 * @returns one error a file, whose place is relative to `root`
 */
export async function policyProblems(
  root: string,
  templates: readonly string[],
  io: Pick<Io, 'env'>,
): Promise<BulkheadError[]> {
  const problems: BulkheadError[] = [];
  for (const folder of new Set([root, ...templates.map((file) => dirname(join(root, file)))])) {
    try {
      await checkPolicyBeside(folder, io);
    } catch (error) {
      if (!(error instanceof BulkheadError) || !error.place) throw error;
      const { file } = error.place;
      const place = { ...error.place, file: relative(root, join(folder, file)) };
      const message = error.message.replaceAll(`\n${file}:`, `\n${place.file}:`);
      problems.push(new BulkheadError(error.code, message, { place, next: error.next, cause: error }));
    }
  }
  return problems;
}
