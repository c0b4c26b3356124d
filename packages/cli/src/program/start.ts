import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { run as runProgram } from '../main.ts';
import { compileLate } from './compile-late.ts';
import { openProgram } from './open-program.ts';

/** Commands that are done in seconds. */
const SHORT: ReadonlySet<string> = new Set(['scan', 'roles']);

/** What `bin/bulkhead.mjs` runs: the program beside this file. */
export async function run(args: readonly string[]): Promise<number> {
  const command = args.find((arg) => !arg.startsWith('-')) ?? '';
  const isShort = SHORT.has(command);
  // First: what V8 has compiled under other flags is none of its own.
  if (isShort) compileLate();
  const program = openProgram(path.dirname(fileURLToPath(import.meta.url)), isShort ? command : 'any', Date.now());
  const { run } = program.load('main.cjs') as { readonly run: typeof runProgram };
  const code = await run(args);
  if (isShort) program.keep();
  return code;
}
