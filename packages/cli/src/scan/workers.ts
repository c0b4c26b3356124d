import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ScanOptions } from '@bulkhead/posture';

/** More threads than this wait for each other, and each holds a program and its grammars: some 100 MB. */
const MOST = 4;

/** Threads for repositories of many templates, as many as there are processors; only where this program was built. */
export function workerOption(): Pick<ScanOptions, 'workers'> {
  const count = Math.min(MOST, availableParallelism());
  if (count < 2 || !import.meta.url.includes('/dist/')) return {};
  const file = fileURLToPath(new URL('./part.mjs', import.meta.url));
  return { workers: { count, start: () => new Worker(file, { execArgv: [] }) } };
}
