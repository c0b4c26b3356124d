/** @returns the value of a hexadecimal digit, or -1 */
export function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** @returns the byte that two hexadecimal digits at `at` say, or -1 */
export function hexByte(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  if (high === -1) return -1;
  const low = hexDigit(text.charCodeAt(at + 1));
  return low === -1 ? -1 : high * 16 + low;
}
