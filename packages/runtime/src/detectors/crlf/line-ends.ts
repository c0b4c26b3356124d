/**
 * Line ends as some server reads them: percent-encoded once or several times (`%0d`, `%250a`, `%25%30%61`, `%%0a0a`),
 * `%u000a`, UTF-8 of the characters that old software cuts down to CR and LF (U+560D, U+560A, U+010D, U+010A), and of
 * those that are line ends in Unicode (U+2028, U+0085).
 */
const ENCODED =
  /%(?:25){0,3}(?:0[ad]|u000[ad]|%?30(?:%(?:25){0,2})?(?:[ad]|%?[46][14])|30%?[46][14]|%0[ad](?:0[ad])?|e5%98%8[ad]|c4%8[ad]|e2%80%a[89]|c2%85)/iy;

/** Escapes of source text, where a field follows: in a value they are letters until a log or a header decodes them. */
const ESCAPED = /\\r\\n|\\[rn](?=(?:\\[rn])?[A-Z][\w-]{2,30}:)/giy;

/** What an encoded line end begins with. */
const BEGIN = /[%\\\u560a\u560d\u010a\u010d\u2028\u2029]/g;

/** Encoded line ends of one text that are looked at. */
const MOST = 16;

/** The places behind each encoded line end; several in a row are one. */
export function encodedLineEnds(text: string): number[] {
  const ends: number[] = [];
  BEGIN.lastIndex = 0;
  while (ends.length < MOST && BEGIN.test(text)) {
    const at = BEGIN.lastIndex - 1;
    const end = endOfLineEnd(text, at);
    if (end === -1) continue;
    if (ends.length > 0 && ends[ends.length - 1] === at) ends[ends.length - 1] = end;
    else ends.push(end);
    BEGIN.lastIndex = end;
  }
  return ends;
}

/** @returns where the encoded line end that begins at `at` ends, or -1 */
function endOfLineEnd(text: string, at: number): number {
  switch (text.charCodeAt(at)) {
    case 37: {
      // The signs that can follow: `%20` and most others need no pattern.
      const next = text.charCodeAt(at + 1) | 32;
      const hex = text.charCodeAt(at + 2) | 32;
      const may =
        (next === 48 && (hex === 97 || hex === 100)) || // 0a
        (next === 50 && hex === 53) || // 25
        (next === 51 && hex === 48) || // 30
        (next === 99 && (hex === 50 || hex === 52)) || // c2 c4
        (next === 101 && (hex === 50 || hex === 53)) || // e2 e5
        next === 117 || // u
        (next === 37 && (hex === 48 || hex === 51)); // %0 %3
      if (!may) return -1;
      ENCODED.lastIndex = at;
      return ENCODED.test(text) ? ENCODED.lastIndex : -1;
    }
    case 92: {
      const next = text.charCodeAt(at + 1) | 32;
      if (next !== 114 && next !== 110) return -1;
      ESCAPED.lastIndex = at;
      return ESCAPED.test(text) ? ESCAPED.lastIndex : -1;
    }
    case 0x560a:
    case 0x560d:
    case 0x010a:
    case 0x010d:
    case 0x2028:
    case 0x2029:
      return at + 1;
    default:
      return -1;
  }
}

/** True where a text is nothing but encoded line ends and what fuzzers put around them: `%20`, `%09`, `%23`, `%3f`. */
export function isOnlyLineEnds(text: string): boolean {
  if (text.length > 64) return false;
  let found = false;
  let at = 0;
  while (at < text.length) {
    const end = endOfLineEnd(text, at);
    if (end !== -1) {
      found = true;
      at = end;
    } else if (/^%(?:20|09|23|3f|0[09])/i.test(text.slice(at, at + 3))) {
      at += 3;
    } else {
      return false;
    }
  }
  return found && text.includes('%');
}
