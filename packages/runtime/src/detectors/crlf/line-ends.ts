import { isWideEnd, mayEncodeEnd } from './begins.ts';

/**
 * Line ends as some server reads them: percent-encoded once or several times (`%0d`, `%250a`, `%25%30%61`, `%%0a0a`),
 * `%u000a`, UTF-8 of the characters that old software cuts down to CR and LF (U+560D, U+560A, U+010D, U+010A), and of
 * those that are line ends in Unicode (U+2028, U+0085).
 */
const ENCODED =
  /%(?:25){0,3}(?:0[ad]|u000[ad]|%?30(?:%(?:25){0,2})?(?:[ad]|%?[46][14])|30%?[46][14]|%0[ad](?:0[ad])?|e5%98%8[ad]|c4%8[ad]|e2%80%a[89]|c2%85)/iy;

/** Escapes of source text, where a field follows: in a value they are letters until a log or a header decodes them. */
const ESCAPED = /\\r\\n(?:\\t)?|\\[rn](?:\\t|%20|%09)?(?=(?:\\[rn])?[A-Z][\w-]{2,30}:)/giy;

/** Encoded line ends of one text that are looked at. */
const MOST = 16;

/** The places behind each encoded line end; several in a row are one. */
export function encodedLineEnds(text: string): number[] {
  const ends: number[] = [];
  for (let at = 0; at < text.length && ends.length < MOST; at++) {
    const code = text.charCodeAt(at);
    if (code !== 37 && code !== 92 && code < 0x010a) continue;
    const end = endOfLineEnd(text, at);
    if (end === -1) continue;
    if (ends.length > 0 && ends[ends.length - 1] === at) ends[ends.length - 1] = end;
    else ends.push(end);
    at = end - 1;
  }
  return ends;
}

/** @returns where the encoded line end that begins at `at` ends, or -1 */
function endOfLineEnd(text: string, at: number): number {
  switch (text.charCodeAt(at)) {
    case 37: {
      if (!mayEncodeEnd(text, at)) return -1;
      ENCODED.lastIndex = at;
      return ENCODED.test(text) ? ENCODED.lastIndex : -1;
    }
    case 92: {
      const next = text.charCodeAt(at + 1) | 32;
      if (next !== 114 && next !== 110) return -1;
      ESCAPED.lastIndex = at;
      return ESCAPED.test(text) ? ESCAPED.lastIndex : -1;
    }
    default:
      return isWideEnd(text.charCodeAt(at)) ? at + 1 : -1;
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
