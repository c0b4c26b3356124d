/** An encoded or literal line end in a text. */
export interface LineEnd {
  /** Behind it. */
  readonly end: number;
}

/**
 * Line ends as some server reads them: percent-encoded once or several times (`%0d`, `%250a`, `%25%30%61`, `%%0a0a`),
 * `%u000a`, the escapes `\r` and `\n` before a name, and the characters that old software cuts down to CR and LF
 * (U+560D, U+560A, U+010D, U+010A) or reads as line ends (U+2028, U+0085).
 */
const ENCODED =
  /%(?:25){0,3}(?:0[ad]|u000[ad]|%?30(?:%(?:25){0,2})?(?:[ad]|%?[46][14])|30%?[46][14]|%0[ad](?:0[ad])?|e5%98%8[ad]|c4%8[ad]|e2%80%a[89]|c2%85|30[ad])|[\u560a\u560d\u010a\u010d\u2028\u2029]|%(?:25)?30%(?:25)?(?:[46][14])|\\r\\n|\\[rn](?=(?:\\[rn])?[A-Z][\w-]{2,30}:)/gi;

/** Encoded line ends of one text that are looked at. */
const MOST = 32;

/** The places behind each encoded line end. */
export function encodedLineEnds(text: string): number[] {
  const ends: number[] = [];
  for (const match of text.matchAll(ENCODED)) {
    const end = match.index + match[0].length;
    // Two in a row are one.
    if (ends.length > 0 && ends.at(-1)! === match.index) ends[ends.length - 1] = end;
    else ends.push(end);
    if (ends.length >= MOST) break;
  }
  return ends;
}
