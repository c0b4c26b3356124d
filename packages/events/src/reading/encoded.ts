import { visitJwt } from './jwt.ts';
import { readUndeclared } from './packed.lazy.ts';
import type { Walk } from './walk.ts';

/** Shorter ones say nothing that a detector would raise, and most of them are words and ids. */
export const SHORTEST_ENCODED = 16;

/**
 * Visits what a value says when the whole of it is an encoding that nobody declared: a JSON web token at `|jwt`, text in
 * base64 or base64url at `|base64`, also behind `data:…;base64,`. Ordinary words, ids and hashes are turned away at their
 * second or third character, since base64 of text has few beginnings.
 */
export function visitEncoded(walk: Walk, value: string, parent: string, key: string | number, decodings: number): void {
  let start = 0;
  if (!beginsAsText(value)) {
    // By the first letter alone, since nearly every value of an event comes this far.
    const first = value.charCodeAt(0);
    // Gzip begins with the same three bytes, so that its base64 begins with the same four characters; zlib with one byte.
    if ((first === 0x48 ? value.startsWith('H4sI') : first === 0x65 && value[1] === 'J') && isBase64(value, 0)) {
      readUndeclared(walk, value, parent, key, decodings);
    }
    if (first !== 0x64 || !value.startsWith('data:')) return;
    start = value.indexOf(';base64,', 5) + 8;
    if (start < 8 || start > 200) return;
  } else if (value.startsWith('eyJ') && visitJwt(walk, value, 0, parent, key, decodings)) return;
  if (!isBase64(value, start)) return;
  // A form reader has made blanks of `+`.
  readUndeclared(walk, start === 0 ? value.replaceAll(' ', '+') : value.slice(start), parent, key, decodings);
}

/** True when the first six bytes of base64 are ASCII that can be read, or well-formed UTF-8. */
export function beginsAsText(value: string, start = 0): boolean {
  const second = sextetOf(value.charCodeAt(start + 1));
  // Three characters give two bytes, which turn nearly everything away.
  const byte = (sextetOf(value.charCodeAt(start)) << 2) | (second >> 4);
  if (second === -1 || !isLead(byte)) return false;
  const next = ((second & 15) << 4) | (sextetOf(value.charCodeAt(start + 2)) >> 2);
  if (byte < 0x80 ? !isLead(next) : next >> 6 !== 2) return false;
  let bits = 0;
  let pending = 0;
  let continuations = 0;
  for (let i = 0; i < 8; i++) {
    const sextet = sextetOf(value.charCodeAt(start + i));
    if (sextet === -1) return false;
    pending = ((pending << 6) | sextet) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    const current = (pending >> bits) & 0xff;
    if (continuations === 0) {
      if (!isLead(current)) return false;
      if (current >= 0xc2) continuations = current < 0xe0 ? 1 : current < 0xf0 ? 2 : 3;
    } else if (current >> 6 === 2) continuations--;
    else return false;
  }
  return true;
}

/** Readable ASCII, or the first byte of another character in UTF-8. */
function isLead(byte: number): boolean {
  return byte < 0x7f ? byte >= 32 || (byte >= 9 && byte <= 13) : byte >= 0xc2 && byte <= 0xf4;
}

/** Only letters, digits and signs of base64 or base64url from `start` on, of a length that occurs, padded or not. */
function isBase64(value: string, start: number): boolean {
  let end = value.length;
  while (end > start && end > value.length - 2 && value.charCodeAt(end - 1) === 0x3d) end--;
  let count = 0;
  for (let i = start; i < end; i++) {
    const code = value.charCodeAt(i);
    if (code === 10 || code === 13) continue;
    if (sextetOf(code) === -1) return false;
    count++;
  }
  return count % 4 !== 1 && count >= 12;
}

function sextetOf(code: number): number {
  return code < 128 ? SEXTETS[code]! : -1;
}

/** Values of the letters of base64 and base64url. A blank counts as the `+` that it was before a form reader took it. */
const SEXTETS = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) {
  SEXTETS['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.charCodeAt(i)] = i;
}
for (const [letter, value] of [
  ['-', 62],
  [' ', 62],
  ['_', 63],
] as const) {
  SEXTETS[letter.charCodeAt(0)] = value;
}
