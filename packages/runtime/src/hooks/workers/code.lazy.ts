import { changesScript, type Script } from '../code/script-structure.ts';

/**
 * Index of the first string that changes a worker's code; -1 without one. A part of its own: the code hook reads every module
 * that is loaded by a part of its, which therefore cannot be loaded from here.
 */
export function firstInCode(text: string, values: readonly string[]): number {
  const script: Script = { text, tokens: undefined };
  return values.findIndex((value) => changesScript(script, value));
}
