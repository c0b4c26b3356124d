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
  for (let round = 0; round < ROUNDS; round++) {
    const before = plain;
    if (plain.includes('%')) plain = undoPercent(plain);
    if (plain.includes('0x')) plain = plain.replace(/0x2e/gi, '.').replace(/0x(?:2f|5c)/gi, '/');
    if (plain === before) break;
  }
  // `..2f..2f`: the percent signs were filtered out.
  if (plain.includes('..') && /\.\.(?:2f|5c)/i.test(plain)) plain = plain.replace(/2f|5c/gi, '/');
  // Full-width and look-alike signs that file systems' best-fit tables fold.
  if (/[^\0-\x7f]/.test(plain))
    plain = plain.replace(/[\uff0e\u2024]/g, '.').replace(/[\uff0f\uff3c\u2215\u2216]/g, '/');
  return plain.includes('\\') ? dropBackslashes(plain) : plain;
}

/** A backslash is a separator on Windows; before every sign, as in `\\/\\.\\.`, it is only an escape. */
function dropBackslashes(text: string): string {
  return text.includes('\\/\\.') ? text.replace(/\\(?=[./])/g, '') : text.replaceAll('\\', '/');
}

function undoPercent(text: string): string {
  let plain = '';
  let from = 0;
  let at = text.indexOf('%');
  while (at !== -1) {
    const sign = mayDecode(text, at) ? decodeAt(text, at) : undefined;
    if (sign !== undefined) {
      plain += text.slice(from, at) + sign.text;
      from = at + sign.length;
      at = text.indexOf('%', from);
    } else {
      at = text.indexOf('%', at + 1);
    }
  }
  return plain + text.slice(from);
}

/** Two hexadecimal digits, `u`, `bg`, or `%` and a digit: what most signs after a `%` are not. */
function mayDecode(text: string, at: number): boolean {
  const code = text.charCodeAt(at + 1) | 32;
  const next = hexDigit(text.charCodeAt(at + 2));
  if (code === 37) return next !== -1;
  return code === 117 || code === 98 || (next !== -1 && hexDigit(code) !== -1);
}

interface Sign {
  readonly text: string;
  /** Characters that it took. */
  readonly length: number;
}

/** The sign that is encoded at a `%`. */
function decodeAt(text: string, at: number): Sign | undefined {
  const next = text.charCodeAt(at + 1) | 32;
  if (next === 117) return decodeUnit(text, at);
  const byte = hexByte(text, at + 1);
  if (byte === -1) {
    // `%%32%65` and `%%32%%65` are `%2e` in the next round.
    if (next === 37 && hexByte(text, at + 2) !== -1) {
      const first = hexByte(text, at + 2);
      const skip = text.charCodeAt(at + 5) === 37 ? 1 : 0;
      const second = text.charCodeAt(at + 4) === 37 ? hexByte(text, at + 5 + skip) : -1;
      if (second !== -1 && isHex(first) && isHex(second))
        return { text: `%${String.fromCharCode(first, second)}`, length: 7 + skip };
    }
    return text.startsWith('bg%qf', at + 1) ? { text: '/', length: 6 } : undefined;
  }
  if (byte >= 0x80) return decodeLong(text, at, byte);
  if (byte === 0) return { text: '\0', length: 3 };
  return byte > 32 && byte < 127 ? { text: String.fromCharCode(byte), length: 3 } : undefined;
}

/** `%u002e`, and the code points that Windows folds to a dot or a slash. */
function decodeUnit(text: string, at: number): Sign | undefined {
  const high = hexByte(text, at + 2);
  const low = hexByte(text, at + 4);
  if (high === -1 || low === -1) return undefined;
  const sign = UNITS[high * 256 + low] ?? (high === 0 && low > 32 && low < 127 ? String.fromCharCode(low) : undefined);
  return sign === undefined ? undefined : { text: sign, length: 6 };
}

const UNITS: Readonly<Record<number, string>> = {
  65294: '.',
  8228: '.',
  65295: '/',
  65340: '/',
  8725: '/',
  8726: '/',
  8260: '/',
  61480: '/', // F028
  61477: '/', // F025, as IIS once read it
  61384: '/', // EFC8
};

/**
 * ASCII in more bytes than it needs, as no encoder writes it: `%c0%ae`, `%e0%80%af`, also with a second byte that is no
 * continuation (`%c0%2e`, `%c1%1c`), of which old decoders took the lower six bits.
 */
function decodeLong(text: string, at: number, lead: number): Sign | undefined {
  if (lead === 0xc0 || lead === 0xc1) {
    const after = text.slice(at + 3, at + 6).toLowerCase();
    if (after[0] === '.') return { text: '.', length: 4 };
    if (after[0] !== '%') return undefined;
    const fixed = lead === 0xc0 ? AFTER_C0[after] : AFTER_C1[after];
    if (fixed !== undefined) return { text: fixed, length: 6 };
    const second = hexByte(text, at + 4);
    if (second === -1) return undefined;
    const code = second >= 0x80 || second < 0x2e || second > 0x2f ? (lead & 1) * 64 + (second & 0x3f) : second;
    return code > 32 && code < 127 ? { text: String.fromCharCode(code), length: 6 } : undefined;
  }
  const extra = lead === 0xe0 ? 2 : lead === 0xf0 ? 3 : lead === 0xf8 ? 4 : lead === 0xfc ? 5 : lead === 0xef ? 2 : 0;
  if (extra === 0) return undefined;
  let code = lead === 0xef ? 15 : 0;
  for (let i = 1; i <= extra; i++) {
    const byte = text.charCodeAt(at + i * 3) === 37 ? hexByte(text, at + i * 3 + 1) : -1;
    if (byte < 0x40 || byte > 0xbf) return undefined;
    code = code * 64 + (byte & 0x3f);
  }
  const sign = code > 32 && code < 127 ? String.fromCharCode(code) : UNITS[code];
  return sign === undefined ? undefined : { text: sign, length: 3 + extra * 3 };
}

/** What old decoders made of second bytes that are not even hexadecimal, or have other bits set. */
const AFTER_C0: Readonly<Record<string, string>> = { '%qf': '/', '%9v': '/', '%5c': '/', '%5e': '.', '%1f': '/' };
const AFTER_C1: Readonly<Record<string, string>> = { '%af': '/', '%8s': '/', '%pc': '/', '%9c': '/', '%1c': '/' };

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 102);
}
