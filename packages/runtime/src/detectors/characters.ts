/** A letter of ASCII, by its code. */
export function isLetter(code: number): boolean {
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

/** A digit of ASCII, by its code. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
