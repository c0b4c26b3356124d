const WINDOW = 4096;

/** One window's characters: a string that is put together from thousands of pieces takes ten times as long. */
let units = new Uint16Array(0);
/** The same memory, with Node.js's way to write a string: making that takes longer than writing most texts. */
let unitsBuffer: Buffer | undefined;

/**
 * The characters of a text, to be rewritten where they are: reading them from a string takes three times as long where one is wide.
 * The array is shared: {@link toText} must be called before anybody else asks.
 */
export function unitsOf(text: string): Uint16Array {
  let into = units;
  let buffer = unitsBuffer;
  if (buffer === undefined || text.length > into.length) {
    into = new Uint16Array(Math.max(text.length, WINDOW));
    buffer = Buffer.from(into.buffer);
    // Longer texts are rare, and their memory is not kept.
    if (into.length === WINDOW) {
      units = into;
      unitsBuffer = buffer;
    }
  }
  // Little-endian, as every machine that Lambda runs on.
  buffer.write(text, 0, 'utf16le');
  return into;
}

/** @param all every code in `out`, or-ed */
export function toText(out: Uint16Array, used: number, all: number): string {
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
 * A text in which what begins with one sign is read as something else, in one pass. What it becomes is never longer.
 * @param sign code of the character at which `read` is asked
 * @param read says what the text at this place becomes: a code and {@link TAKES} for each character that it stands for; 0
 * for nothing
 */
export function rewrite(text: string, sign: number, read: (text: string, at: number) => number): string {
  if (!text.includes(String.fromCharCode(sign))) return text;
  const { length } = text;
  const out = unitsOf(text);
  let all = 0;
  let used = 0;
  let rewritten = false;
  for (let i = 0; i < length; ) {
    const code = out[i]!;
    const found = code === sign ? read(text, i) : 0;
    if (found === 0) {
      all |= code;
      out[used++] = code;
      i++;
      continue;
    }
    rewritten = true;
    i += (found & ~DROPPED) >> 16;
    if ((found & DROPPED) !== 0) continue;
    const becomes = found & 0xffff;
    all |= becomes;
    out[used++] = becomes;
  }
  return rewritten ? toText(out, used, all) : text;
}
