/**
 * Nothing in a line passes for the beginning of a record of ours, and nothing ends it early: some readers take NEL and
 * U+2028 for the end of a line. What JSON has outside of texts is left alone.
 */
export function harmless(text: string): string {
  return text.replace(/"bulkhead\\*"(?=:)|[\u007f-\u009f\u2028\u2029]/g, (found) =>
    found[1] ? `${found} ` : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
