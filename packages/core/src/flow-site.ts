import type { SourcePlace } from './app.ts';
import type { Flow } from './function-code.ts';

/** Text of the step in which data becomes part of a longer text: a statement, a command, an address. */
export const JOINED_STEP = 'becomes part of a text';
/** How the text of the step begins in which data goes into a function of the project. */
export const PASSED_STEP = 'is passed to ';

/**
 * Where a flow is mended: where the dangerous text is put together, if it is handed to another function from there (one
 * helper that sends every statement is not the one mistake of the application), else where it is used.
 * @returns `undefined` for a flow without steps
 */
export function flowSite({ steps }: Pick<Flow, 'steps'>): SourcePlace | undefined {
  const joined = steps.findLastIndex(({ text }) => text === JOINED_STEP);
  const handed = steps.slice(joined + 1).some(({ text }) => text.startsWith(PASSED_STEP));
  return (joined >= 0 && handed ? steps[joined] : steps.at(-1))?.place;
}
