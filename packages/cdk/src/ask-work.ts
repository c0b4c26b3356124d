import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { WorkAnswers, WorkError, WorkRequest } from './work-request.ts';

/** Longer than the largest application takes: what still runs then never ends. */
const TIMEOUT_MS = 300_000;
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Asks the program that reads templates and code, and waits: CDK takes no promises. It gets nothing of the environment, so
 * that no value of it can come into a report, and none of this process's options, which may load a compiler.
 * @throws Error with a message for a person
 */
export function askWork<K extends WorkRequest['kind']>(request: Extract<WorkRequest, { kind: K }>): WorkAnswers[K] {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program()], {
    input: JSON.stringify(request),
    encoding: 'utf8',
    env: {},
    timeout: TIMEOUT_MS,
    maxBuffer: MOST_BYTES,
  });
  if (error) throw new Error(`Bulkhead could not be run: ${error.message}`);
  if (status !== 0) throw new Error(`Bulkhead failed, please report this: ${stderr.trim().slice(-2000)}`);
  const answer = JSON.parse(stdout) as WorkAnswers[K] | WorkError;
  if ('error' in answer) throw new Error(answer.error);
  return answer;
}

/** Built, it stands beside this file; in tests this file is still a source. */
function program(): string {
  const places = [new URL('./work.mjs', import.meta.url), new URL('../dist/work.mjs', import.meta.url)];
  const found = places.map((url) => fileURLToPath(url)).find((file) => existsSync(file));
  if (found === undefined) throw new Error('work.mjs is missing from this installation; install @bulkhead/cdk again');
  return found;
}
