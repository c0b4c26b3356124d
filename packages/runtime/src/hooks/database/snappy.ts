/**
 * Undoes snappy's compression, whole and without a frame: github.com/google/snappy/blob/main/format_description.txt
 * @param size what it must come to
 * @returns `undefined` where it does not, or where these are no bytes of snappy
 */
export function unsnap(bytes: Uint8Array, size: number): Uint8Array | undefined {
  let at = 0;
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    if (byte === undefined || shift > 28) return undefined;
    length += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) break;
  }
  if (length !== size) return undefined;
  const whole = new Uint8Array(size);
  let end = 0;
  while (at < bytes.length) {
    const tag = bytes[at++]!;
    let run: number;
    let back = 0;
    switch (tag & 3) {
      case 0: {
        run = tag >> 2;
        const more = run - 59;
        if (more > 0) {
          if (at + more > bytes.length) return undefined;
          run = 0;
          for (let i = more - 1; i >= 0; i--) run = run * 256 + bytes[at + i]!;
          at += more;
        }
        run++;
        if (at + run > bytes.length || end + run > size) return undefined;
        whole.set(bytes.subarray(at, at + run), end);
        at += run;
        end += run;
        continue;
      }
      case 1:
        run = 4 + ((tag >> 2) & 7);
        back = ((tag >> 5) << 8) | bytes[at]!;
        at += 1;
        break;
      case 2:
        run = 1 + (tag >> 2);
        back = bytes[at]! | (bytes[at + 1]! << 8);
        at += 2;
        break;
      default:
        run = 1 + (tag >> 2);
        back = (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
        at += 4;
    }
    if (at > bytes.length || back === 0 || back > end || end + run > size) return undefined;
    // Byte by byte: a run may repeat what it has just written.
    for (let i = 0; i < run; i++, end++) whole[end] = whole[end - back]!;
  }
  return end === size ? whole : undefined;
}
