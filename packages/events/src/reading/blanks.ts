/** Index of the first character of JSON from `start` on. */
export function skipBlanks(text: string, start: number): number {
  let i = start;
  while (i < text.length && isBlank(text.charCodeAt(i))) i++;
  return i;
}

/** The last character of JSON. */
export function lastOf(text: string): number {
  let i = text.length - 1;
  while (i > 0 && isBlank(text.charCodeAt(i))) i--;
  return text.charCodeAt(i);
}

/** White space, the separator of JSON text sequences (RFC 7464). */
function isBlank(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0x1e;
}
