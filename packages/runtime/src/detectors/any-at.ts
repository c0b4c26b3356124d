/** Looking for a sign that stands nearer than this to the next one takes longer than a loop over the text. */
const NEAR = 8;
const MOST_LOOKS = 64;

/**
 * Whether some place that begins with a sign passes a test. Texts with few of the sign cost next to nothing, such with
 * nothing else a nanosecond a character and the test.
 * @param code of the first character of `sign`
 */
export function anyAt(text: string, sign: string, code: number, test: (text: string, at: number) => boolean): boolean {
  let at = text.indexOf(sign);
  for (let looks = 0; at !== -1 && (looks < MOST_LOOKS || at > looks * NEAR); looks++) {
    if (test(text, at)) return true;
    at = text.indexOf(sign, at + 1);
  }
  if (at !== -1) for (; at < text.length; at++) if (text.charCodeAt(at) === code && test(text, at)) return true;
  return false;
}
