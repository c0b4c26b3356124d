import { isDigit, isLetter } from '../characters.ts';
/** What the name of a program holds: letters, digits, `-`, `.`, `_`. */
export function isNameCode(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 45 || code === 46 || code === 95;
}

export function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}

/** Ends a simple command: `; | & )` and line ends. */
export function isEnd(code: number): boolean {
  return code === 59 || code === 124 || code === 38 || code === 41 || code === 10 || code === 13;
}

/** `' " \ $ ^` and a backtick: what hides a part of a name, or ends a quotation around it. */
export function isHiding(code: number): boolean {
  return code === 39 || code === 34 || code === 92 || code === 36 || code === 94 || code === 96;
}

/** Past blanks, at most `most` of them. */
export function skipBlanks(text: string, from: number, most: number): number {
  let i = from;
  const limit = Math.min(text.length, from + most);
  while (i < limit && codeAt(text, i) <= 32) i++;
  return i;
}

/**
 * The character at `at`, 0 outside of the text. After one read past an end V8 takes the slow way at that place for good: four
 * times the time.
 */
export function codeAt(text: string, at: number): number {
  return at >= 0 && at < text.length ? text.charCodeAt(at) : 0;
}
