/**
 * For what `decodeURIComponent` refuses: stray `%`, broken UTF-8, overlong UTF-8 (`%c0%ae`) and IIS's `%u002e`. Servers
 * differ there; a detector wants what is readable.
 */
export function decodeLoosely(value: string): string {
  const bytes = Buffer.from(value, 'utf8');
  let length = 0;
  let all = 0;
  let overlong = false;
  for (let i = 0; i < bytes.length; i++) {
    let byte = bytes[i]!;
    if (byte === 0x25) {
      const pair = hexAt(bytes, i + 1);
      if (pair !== -1) {
        byte = pair;
        i += 2;
      }
      const unit = pair === -1 && (bytes[i + 1]! | 32) === 0x75 ? unitAt(bytes, i + 2) : -1;
      if (unit !== -1) {
        all |= unit;
        // Three bytes at most, in place of six.
        length += bytes.write(String.fromCharCode(unit), length, 'utf8');
        i += 5;
        continue;
      }
    }
    all |= byte;
    if (byte >= 0xc0) overlong ||= OVERLONG_LEADS.includes(byte);
    bytes[length++] = byte;
  }
  // Looked for here: of many short values four searches of each take longer than all the rest.
  if (overlong) return foldOverlong(bytes.subarray(0, length));
  return bytes.toString(all < 0x80 ? 'latin1' : 'utf8', 0, length);
}

/** Text in UTF-8 in which overlong forms of ASCII stand for what they stand for: `c0 ae` and `e0 80 ae` are `.`. */
export function utf8OfOverlong(bytes: Buffer): string {
  return OVERLONG_LEADS.some((lead) => bytes.includes(lead)) ? foldOverlong(bytes) : bytes.toString('utf8');
}

function foldOverlong(bytes: Buffer): string {
  const folded = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    const size = overlongAt(bytes, i);
    if (size === 0) {
      folded[length++] = bytes[i]!;
      continue;
    }
    const last = bytes[i + size - 1]! & 63;
    folded[length++] = (bytes[i + size - 2]! & (size === 2 ? 31 : 63)) * 64 + last;
    i += size - 1;
  }
  return folded.toString('utf8', 0, length);
}

const OVERLONG_LEADS = [0xc0, 0xc1, 0xe0, 0xf0];

/** Length of the overlong form of an ASCII character at `i`; 0 when there is none. */
function overlongAt(bytes: Buffer, i: number): number {
  const lead = bytes[i]!;
  if (lead === 0xc0 || lead === 0xc1) return isContinuation(bytes[i + 1]) ? 2 : 0;
  if (lead === 0xe0) return isLowest(bytes[i + 1]) && isContinuation(bytes[i + 2]) ? 3 : 0;
  if (lead !== 0xf0 || bytes[i + 1] !== 0x80) return 0;
  return isLowest(bytes[i + 2]) && isContinuation(bytes[i + 3]) ? 4 : 0;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >> 6 === 2;
}

/** Continuation bytes that leave no more than seven bits. */
function isLowest(byte: number | undefined): boolean {
  return byte === 0x80 || byte === 0x81;
}

/** Value of the two hexadecimal digits at `i`, -1 when they are none. */
function hexAt(bytes: Buffer, i: number): number {
  const high = bytes[i];
  const low = bytes[i + 1];
  if (high === undefined || low === undefined || !isHex(high) || !isHex(low)) return -1;
  return hexValue(high) * 16 + hexValue(low);
}

function unitAt(bytes: Buffer, i: number): number {
  const high = hexAt(bytes, i);
  const low = hexAt(bytes, i + 2);
  return high === -1 || low === -1 ? -1 : high * 256 + low;
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

function hexValue(code: number): number {
  return code <= 57 ? code - 48 : (code | 32) - 87;
}
