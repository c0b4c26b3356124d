/** A letter of ASCII, by its code. */
export function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

/** A digit of ASCII, by its code. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/**
 * Whether one of some pairs of letters stands at `at`, in either case: a look before a word is read.
 * @param pairs in lower case, one behind the other: `seinpa`
 */
export function startsWithOneOf(text: string, at: number, pairs: string): boolean {
  const first = text.charCodeAt(at) | 32;
  const second = text.charCodeAt(at + 1) | 32;
  for (let i = 0; i < pairs.length; i += 2) {
    if (pairs.charCodeAt(i) === first && pairs.charCodeAt(i + 1) === second) return true;
  }
  return false;
}
