/** One window's characters: a string that is put together from thousands of pieces takes ten times as long. */
let units: Uint16Array | undefined;

/** Room for the characters of a rewritten text. It is shared: {@link toText} must be called before anybody else asks. */
export function roomFor(length: number): Uint16Array {
  units ??= new Uint16Array(4096);
  return length > units.length ? new Uint16Array(length) : units;
}

/** @param all every code in `out`, or-ed */
export function toText(out: Uint16Array, used: number, all: number): string {
  // Little-endian, as every machine that Lambda runs on.
  if (all > 0xff) return Buffer.from(out.buffer, out.byteOffset, used * 2).toString('utf16le');
  const bytes = Buffer.allocUnsafe(used);
  for (let i = 0; i < used; i++) bytes[i] = out[i]!;
  return bytes.toString('latin1');
}

/** Above a code, how many characters of the text it stands for. */
export const TAKES = 1 << 16;
/** In place of a code: the characters are left out. */
export const DROPPED = 1 << 28;

/**
 * A text in which what begins with one sign is read as something else, in one pass.
 * @param sign code of the character at which `read` is asked
 * @param read says what the text at this place becomes: a code and {@link TAKES} for each character that it stands for; 0
 * for nothing
 */
export function rewrite(text: string, sign: number, read: (text: string, at: number) => number): string {
  const { length } = text;
  let i = 0;
  let found = 0;
  for (; i < length; i++) {
    if (text.charCodeAt(i) !== sign) continue;
    found = read(text, i);
    if (found !== 0) break;
  }
  if (found === 0) return text;
  const out = roomFor(length);
  let all = 0;
  for (let at = 0; at < i; at++) {
    const code = text.charCodeAt(at);
    all |= code;
    out[at] = code;
  }
  let used = i;
  while (i < length) {
    const code = text.charCodeAt(i);
    found = code === sign ? read(text, i) : 0;
    if (found === 0) {
      all |= code;
      out[used++] = code;
      i++;
      continue;
    }
    i += (found & ~DROPPED) >> 16;
    if ((found & DROPPED) !== 0) continue;
    const becomes = found & 0xffff;
    all |= becomes;
    out[used++] = becomes;
  }
  return toText(out, used, all);
}
