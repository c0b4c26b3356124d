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
    if (isHex(value.charCodeAt(at + 1)) && isHex(value.charCodeAt(at + 2))) return true;
  }
  return false;
}

/** For what `decodeURIComponent` refuses: stray `%`, broken UTF-8. Servers differ there; a detector wants what is readable. */
function decodeLoosely(value: string): string {
  const bytes = Buffer.from(value, 'utf8');
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0x25 && isHex(bytes[i + 1]!) && isHex(bytes[i + 2]!)) {
      bytes[length++] = hexValue(bytes[i + 1]!) * 16 + hexValue(bytes[i + 2]!);
      i += 2;
    } else {
      bytes[length++] = byte;
    }
  }
  return bytes.toString('utf8', 0, length);
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

function hexValue(code: number): number {
  return code <= 57 ? code - 48 : (code | 32) - 87;
}
