import { setFlagsFromString } from 'node:v8';

/**
 * How often a function runs before V8 optimises it, by V8's major version: Node.js 20, 22 and 24. Each flag is known to that
 * version; V8 would complain of another's.
 */
export const LATE: ReadonlyMap<string, readonly string[]> = new Map([
  ['11', ['--interrupt-budget=800000']],
  ['12', ['--invocation-count-for-turbofan=20000']],
  ['13', ['--invocation-count-for-turbofan=20000', '--invocation-count-for-maglev=2000']],
]);

/**
 * For commands that are done in seconds: most of what V8 optimises in the background has run for the last time before it is
 * ready, which is a quarter of the CPU time of a scan. What runs long is still optimised, later.
 */
export function compileLate(): void {
  for (const flag of LATE.get(v8Major()) ?? []) setFlagsFromString(flag);
}

export function v8Major(): string {
  return process.versions.v8.split('.', 1)[0]!;
}
