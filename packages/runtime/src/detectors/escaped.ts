import { anyAt } from './any-at.ts';

/*
 * What stands behind the backslashes of a text. Four grammars ask for one sign or two behind them, of which a hostile text has hundreds:
 * one pass answers all.
 */

let found = 0;

function note(text: string, at: number): boolean {
  found |= 1 << (text.charCodeAt(at + 1) & 31);
  return false;
}

/** A bit for each sign behind a backslash, by its lower five bits: certain only where one is not set. */
export function escapedIn(text: string): number {
  found = 0;
  anyAt(text, '\\', 92, note);
  return found;
}

/** `n` or `r`. */
export const ESCAPED_END = (1 << 14) | (1 << 18);
/** `t` */
export const ESCAPED_T = 1 << 20;
