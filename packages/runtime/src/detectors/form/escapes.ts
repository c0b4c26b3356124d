import { isLetter } from '../characters.ts';
import { hexByte, hexDigit } from '../hex.ts';
import { LONGEST_NAME, signOf } from '../html/signs.ts';

/**
 * What a reader makes of an escape: the code of a character of eight bits, and above it ({@link LENGTH_SHIFT}) how many
 * characters the escape takes. 0 where nothing is escaped, or something else.
 */
export type Escape = number;

export const LENGTH_SHIFT = 8;

function escaped(code: number, length: number): Escape {
  return code | (length << LENGTH_SHIFT);
}

/** Zeros and digits of one reference that are read. */
const MOST_DIGITS = 40;

/**
 * A character reference at the `&` at `at`: https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state.
 * A number needs no semicolon. `&lt;`, `&gt;` and `&amp;` are none here, however they are written.
 */
export function readReference(text: string, at: number): Escape {
  const first = text.charCodeAt(at + 1);
  if (first !== 35) return isLetter(first) ? readNamed(text, at) : 0;
  const isHex = (text.charCodeAt(at + 2) | 32) === 120;
  const from = at + (isHex ? 3 : 2);
  const most = from + MOST_DIGITS;
  let code = 0;
  let i = from;
  for (; i < most; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit === -1 || (digit > 9 && !isHex)) break;
    code = Math.min(code * (isHex ? 16 : 10) + digit, 0x10ffff);
  }
  if (i === from || code === 60 || code === 62 || code === 38) return 0;
  const closed = text.charCodeAt(i) === 59;
  // `Q&#1` is no reference.
  if (!closed && code < 9) return 0;
  const sign = code === 0xa0 ? 32 : toAscii(code);
  return sign === -1 ? 0 : escaped(sign, i - at + (closed ? 1 : 0));
}

function readNamed(text: string, at: number): Escape {
  const most = at + 1 + LONGEST_NAME;
  let i = at + 2;
  while (i <= most && isLetter(text.charCodeAt(i))) i++;
  if (text.charCodeAt(i) !== 59 || i - at < 4) return 0;
  // The most frequent one, and its kin.
  if (i - at === 4 && text.startsWith('amp', at + 1)) return 0;
  const sign = signOf(text.slice(at + 1, i));
  return sign === 0 || sign === 60 || sign === 62 || sign === 38 ? 0 : escaped(sign, i + 1 - at);
}

/** `\x27`, `\u0027`, `\u{27}`, `\x{27}`, and octal in at least two digits: a lone one refers to a group of a pattern. */
export function readEscape(text: string, at: number): Escape {
  const code = text.charCodeAt(at + 1);
  if (code >= 48 && code <= 55) return readOctal(text, at, code - 48);
  const kind = code | 32;
  if (kind === 117) return text.charCodeAt(at + 2) === 123 ? readBraced(text, at) : readUnit(text, at);
  if (kind !== 120) return 0;
  if (text.charCodeAt(at + 2) === 123) return readBraced(text, at);
  const byte = hexByte(text, at + 2);
  return byte === -1 ? 0 : escaped(byte, 4);
}

function readOctal(text: string, at: number, first: number): Escape {
  const second = text.charCodeAt(at + 2) - 48;
  if (!(second >= 0 && second <= 7)) return 0;
  const third = text.charCodeAt(at + 3) - 48;
  const isLong = first <= 3 && third >= 0 && third <= 7;
  const code = isLong ? first * 64 + second * 8 + third : first * 8 + second;
  const isText = (code >= 32 && code < 127) || code === 9 || code === 10 || code === 13;
  return isText ? escaped(code, isLong ? 4 : 3) : 0;
}

function readBraced(text: string, at: number): Escape {
  let code = 0;
  let i = at + 3;
  for (; i < at + 15; i++) {
    const digit = hexDigit(text.charCodeAt(i));
    if (digit === -1) break;
    code = Math.min(code * 16 + digit, 0x10ffff);
  }
  const sign = toAscii(code);
  return i === at + 3 || text.charCodeAt(i) !== 125 || sign === -1 ? 0 : escaped(sign, i + 1 - at);
}

/** `\u0027` and `%u0027`: four hexadecimal digits behind two signs. */
export function readUnit(text: string, at: number): Escape {
  const high = hexByte(text, at + 2);
  const low = high === -1 ? -1 : hexByte(text, at + 4);
  if (low === -1 || (text.charCodeAt(at + 1) | 32) !== 117) return 0;
  const sign = toAscii(high * 256 + low);
  return sign === -1 ? 0 : escaped(sign, 6);
}

/** Full-width forms and the apostrophes that nobody types are folded; typographic ones are honest where they are escaped. */
function toAscii(code: number): number {
  if (code < 128) return code;
  if (code >= 0xff01 && code <= 0xff5e) return code - 0xfee0;
  return code === 0x2b9 || code === 0x2bc ? 39 : -1;
}

/**
 * A letter or digit among the Mathematical Alphanumeric Symbols (U+1D400 to U+1D7FF), which Python's names and names of hosts are
 * normalised from (NFKC): its ASCII with the two units it takes, 0 for every other.
 */
export function readStyled(text: string, at: number): number {
  const low = text.charCodeAt(at + 1) - 0xdc00;
  if (low < 0 || low > 0x3ff) return 0;
  if (low < 0x2a4) return escaped((low % 52 < 26 ? 65 : 71) + (low % 52), 2);
  return low >= 0x3ce ? escaped(48 + ((low - 0x3ce) % 10), 2) : 0;
}

/** Full-width forms (U+FF01 to U+FF5E) and the look-alikes of quotes, blanks and slashes that databases fold. */
export function fold(code: number): number {
  if (code >= 0xff01) return code <= 0xff5e ? code - 0xfee0 : code;
  switch (code) {
    case 0xa0:
    case 0x3000:
      return 32;
    case 0x2b9:
    case 0x2bc:
    case 0x2018:
    case 0x2019:
    case 0x2032:
      return 39;
    case 0x2024:
      return 46;
    case 0x2044:
    case 0x2215:
      return 47;
    default:
      return code;
  }
}
