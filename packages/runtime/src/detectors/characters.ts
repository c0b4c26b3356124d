/** A letter of ASCII, by its code. */
export function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

/** A digit of ASCII, by its code. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A letter, a digit or `_` of ASCII, by its code: `\w` of a pattern. */
export function isWordSign(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === 95;
}

/** A blank, or a bracket that closes, by its code. */
export function isBetween(code: number): boolean {
  return code <= 32 || code === 41 || code === 93 || code === 125;
}

/** Pairs of letters that words begin with: for each first letter the second ones, a bit each. */
export type Pairs = Int32Array;

/** @param pairs in lower case, one behind the other: `seinpa` */
export function makePairs(pairs: string): Pairs {
  const seconds = new Int32Array(32);
  for (let i = 0; i < pairs.length; i += 2) seconds[pairs.charCodeAt(i) & 31]! |= 1 << (pairs.charCodeAt(i + 1) & 31);
  return seconds;
}

/** Whether one of some pairs may stand at `at`, in either case: a look before a pattern. Signs count as letters of the same five bits. */
export function mayBePair(text: string, at: number, pairs: Pairs): boolean {
  const first = text.charCodeAt(at);
  return first > 64 && ((pairs[first & 31]! >> (text.charCodeAt(at + 1) & 31)) & 1) === 1;
}

/** As {@link mayBePair}, for certain, of a few pairs that no table is made for. */
export function startsWithOneOf(text: string, at: number, pairs: string): boolean {
  const first = text.charCodeAt(at) | 32;
  if (!isLetter(first)) return false;
  const second = text.charCodeAt(at + 1) | 32;
  for (let i = 0; i < pairs.length; i += 2) {
    if (pairs.charCodeAt(i) === first && pairs.charCodeAt(i + 1) === second) return true;
  }
  return false;
}
