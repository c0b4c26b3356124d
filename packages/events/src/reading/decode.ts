import { decodeLoosely } from './decode-loosely.lazy.ts';

/** Result of percent-decoding; the value itself when there was nothing to decode. */
export function decodePercent(value: string): string {
  if (!hasPercentCode(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return decodeLoosely(value);
  }
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
