import { DROPPED, rewrite, TAKES } from '../form/rewrite.ts';
import { hexByte, hexDigit } from '../hex.ts';

/** Rounds of undoing: `%25252e` takes three. */
const ROUNDS = 4;

/**
 * A text with `.`, `/` and `\` as a server would see them after undoing what some servers undo: percent-encoding (several
 * deep), overlong and full-width UTF-8, `%u002e`, `%%32%65`, hexadecimal `0x2e`. Every backslash becomes a slash.
 *
 * Blanks and line ends stay encoded: they say where a path ends.
 */
export function plainSpelling(text: string): string {
  let plain = text;
  let again = plain.includes('%');
  const undoOne = (value: string, at: number): number => {
    const sign = percentAt(value, at);
    if (sign !== 0 && mayHideMore(sign & 0xffff)) again = true;
    return sign;
  };
  for (let round = 0; again && round < ROUNDS; round++) {
    again = false;
    plain = rewrite(plain, 37, undoOne);
  }
  if (plain.includes('0x')) plain = rewrite(plain, 48, hexadecimalAt);
  // `..2f..2f`: the percent signs were filtered out.
  if (plain.includes('..') && /\.\.(?:2f|5c)/i.test(plain)) plain = plain.replace(/2f|5c/gi, '/');
  // Full-width and look-alike signs that file systems' best-fit tables fold.
  if (FOLDED.test(plain)) plain = plain.replace(/[\uff0e\u2024]/g, '.').replace(/[\uff0f\uff3c\u2215\u2216]/g, '/');
  return plain.includes('\\') ? dropBackslashes(plain) : plain;
}

const FOLDED = /[\uff0e\u2024\uff0f\uff3c\u2215\u2216]/;

/** A percent sign, a digit or a letter: part of what is undone in the next round. */
function mayHideMore(code: number): boolean {
  return code === 37 || (code >= 48 && code <= 57) || code >= 97 || (code >= 65 && code <= 90);
}

/** A backslash is a separator on Windows; before every sign, as in `\\/\\.\\.`, it is only an escape. */
function dropBackslashes(text: string): string {
  // By its rarer sign first: some texts are full of backslashes.
  const escaped = text.includes('/\\.') && text.includes('\\/\\.');
  return rewrite(text, 92, escaped ? escapeAt : separatorAt);
}

const separatorAt = (): number => SOLIDUS + TAKES;

function escapeAt(text: string, at: number): number {
  const next = text.charCodeAt(at + 1);
  return next === DOT || next === SOLIDUS ? DROPPED + TAKES : 0;
}

const DOT = 46;
const SOLIDUS = 47;

/** `0x2e`, `0x2f`, `0x5c`. */
function hexadecimalAt(text: string, at: number): number {
  if (text.charCodeAt(at + 1) !== 120) return 0;
  const byte = hexByte(text, at + 2);
  if (byte === DOT) return DOT + 4 * TAKES;
  return byte === SOLIDUS || byte === 92 ? SOLIDUS + 4 * TAKES : 0;
}

/** The sign that is encoded at a `%`: for `rewrite`. */
function percentAt(text: string, at: number): number {
  const next = text.charCodeAt(at + 1) | 32;
  // Nothing encoded has another third sign: digits, `g` of `%bg%qf`.
  const third = text.charCodeAt(at + 2) | 32;
  if (third < 48 || third > 103 || (third > 57 && third < 97)) return 0;
  if (next === 117) return unitAt(text, at);
  const byte = hexByte(text, at + 1);
  if (byte === -1) {
    if (next === 37) return doubledAt(text, at);
    return text.startsWith('bg%qf', at + 1) ? SOLIDUS + 6 * TAKES : 0;
  }
  if (byte >= 0x80) return longAt(text, at, byte);
  if (byte === 0) return NUL + 3 * TAKES;
  return byte > 32 && byte < 127 ? byte + 3 * TAKES : 0;
}

const NUL = 0;

/** `%%32%65` and `%%32%%65`: both digits of `%2e` are encoded. */
function doubledAt(text: string, at: number): number {
  const first = hexByte(text, at + 2);
  if (first === -1 || text.charCodeAt(at + 4) !== 37) return 0;
  const skip = text.charCodeAt(at + 5) === 37 ? 1 : 0;
  const high = hexDigit(first);
  const low = hexDigit(hexByte(text, at + 5 + skip));
  if (high === -1 || low === -1) return 0;
  const byte = high * 16 + low;
  return (byte > 32 && byte < 127) || byte === 0 ? byte + (7 + skip) * TAKES : 0;
}

/** `%u002e`, and the code points that Windows folds to a dot or a slash. */
function unitAt(text: string, at: number): number {
  const high = hexByte(text, at + 2);
  const low = hexByte(text, at + 4);
  if (high === -1 || low === -1) return 0;
  const sign = high === 0 && low > 32 && low < 127 ? low : foldedUnit(high * 256 + low);
  return sign === 0 ? 0 : sign + 6 * TAKES;
}

function foldedUnit(unit: number): number {
  switch (unit) {
    case 0xff0e:
    case 0x2024:
      return DOT;
    case 0xff0f:
    case 0xff3c:
    case 0x2215:
    case 0x2216:
    case 0x2044:
    case 0xf028: // as IIS once read them
    case 0xf025:
    case 0xefc8:
      return SOLIDUS;
    default:
      return 0;
  }
}

/**
 * ASCII in more bytes than it needs, as no encoder writes it: `%c0%ae`, `%e0%80%af`, also with a second byte that is no
 * continuation (`%c0%2e`, `%c1%1c`), of which old decoders took the lower six bits.
 */
function longAt(text: string, at: number, lead: number): number {
  if (lead === 0xc0 || lead === 0xc1) return shortOverlongAt(text, at, lead);
  const extra = lead === 0xe0 ? 2 : lead === 0xf0 ? 3 : lead === 0xf8 ? 4 : lead === 0xfc ? 5 : lead === 0xef ? 2 : 0;
  if (extra === 0) return 0;
  let code = lead === 0xef ? 15 : 0;
  for (let i = 1; i <= extra; i++) {
    const byte = text.charCodeAt(at + i * 3) === 37 ? hexByte(text, at + i * 3 + 1) : -1;
    if (byte < 0x40 || byte > 0xbf) return 0;
    code = code * 64 + (byte & 0x3f);
  }
  const sign = code > 32 && code < 127 ? code : foldedUnit(code);
  return sign === 0 ? 0 : sign + (3 + extra * 3) * TAKES;
}

function shortOverlongAt(text: string, at: number, lead: number): number {
  const after = text.charCodeAt(at + 3);
  if (after === DOT) return DOT + 4 * TAKES;
  if (after !== 37) return 0;
  const second = hexByte(text, at + 4);
  const odd = lead === 0xc0 ? afterC0(text, at + 4, second) : afterC1(text, at + 4, second);
  if (odd !== 0) return odd + 6 * TAKES;
  if (second === -1) return 0;
  const code = second >= 0x80 || second < 0x2e || second > 0x2f ? (lead & 1) * 64 + (second & 0x3f) : second;
  return code > 32 && code < 127 ? code + 6 * TAKES : 0;
}

/** What old decoders made of second bytes that are not even hexadecimal, or have other bits set. */
function afterC0(text: string, at: number, byte: number): number {
  if (byte === 0x5e) return DOT;
  return byte === 0x5c || byte === 0x1f || isPair(text, at, 'qf') || isPair(text, at, '9v') ? SOLIDUS : 0;
}

function afterC1(text: string, at: number, byte: number): number {
  return byte === 0xaf || byte === 0x9c || byte === 0x1c || isPair(text, at, '8s') || isPair(text, at, 'pc')
    ? SOLIDUS
    : 0;
}

/** Two signs of a pair in lower case. */
function isPair(text: string, at: number, pair: string): boolean {
  return (
    (text.charCodeAt(at) | 32) === pair.charCodeAt(0) && (text.charCodeAt(at + 1) | 32) === (pair.charCodeAt(1) | 32)
  );
}
