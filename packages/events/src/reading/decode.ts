import { decodeLoosely } from './decode-loosely.lazy.ts';

/** Result of percent-decoding; the value itself when there was nothing to decode. */
export function decodePercent(value: string): string {
  if (!hasPercentCode(value)) return value;
  return isWellFormed(value) ? decodeURIComponent(value) : decodeLoosely(value);
}

/**
 * Whether `decodeURIComponent` takes a text. What it throws otherwise costs three microseconds, and a stranger could make it
 * throw for each of a quarter of a million strings.
 */
function isWellFormed(value: string): boolean {
  for (let at = value.indexOf('%'); at !== -1; at = value.indexOf('%', at)) {
    const lead = byteAt(value, at);
    at += 3;
    if (lead >= 0 && lead < 0x80) continue;
    // RFC 3629 section 4: how many bytes follow, and which ones the first of them may be.
    const more = lead < 0xc2 ? -1 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : -1;
    if (more === -1) return false;
    const least = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    const most = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    for (let i = 0; i < more; i++, at += 3) {
      const byte = byteAt(value, at);
      if (byte < (i === 0 ? least : 0x80) || byte > (i === 0 ? most : 0xbf)) return false;
    }
  }
  return true;
}

/** The byte that the percent code at `at` stands for; -1 where none does. */
function byteAt(value: string, at: number): number {
  const high = digitAt(value, at + 1);
  const low = digitAt(value, at + 2);
  return value.charCodeAt(at) !== 0x25 || high === -1 || low === -1 ? -1 : high * 16 + low;
}

function digitAt(value: string, at: number): number {
  const code = value.charCodeAt(at);
  return isHex(code) ? (code <= 57 ? code - 48 : (code | 32) - 87) : -1;
}

/** `application/x-www-form-urlencoded`: `+` is a space, then percent-decoding. */
export function decodeForm(value: string): string {
  return decodePercent(value.includes('+') ? value.replaceAll('+', ' ') : value);
}

function hasPercentCode(value: string): boolean {
  for (let at = value.indexOf('%'); at !== -1; at = value.indexOf('%', at + 1)) {
    const next = value.charCodeAt(at + 1);
    if (isHex(next) && isHex(value.charCodeAt(at + 2))) return true;
    if ((next | 32) === 0x75 && isHex(value.charCodeAt(at + 2)) && isHex(value.charCodeAt(at + 5))) return true;
  }
  return false;
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}
