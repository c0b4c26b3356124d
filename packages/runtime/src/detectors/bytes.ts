/** One window's characters, and a few around them. */
const ROOM = 4096 + 8;

/** Below this a loop is as fast as any call, on every Node.js. */
const SHORT = 12;

let bytes = new Uint8Array(0);
let units = new Uint16Array(0);
/** The same memory, with Node.js's way to write a string. */
let bytesBuffer: Buffer | undefined;
let unitsBuffer: Buffer | undefined;

/**
 * The characters of a text as bytes; one beyond Latin-1 is 255, at which nothing begins. Reading a string's own takes twice as long,
 * whatever V8 knows of it, and writing it out costs 20 ns on Node.js 22, 50 on 20, whatever its length. The array is shared, good until
 * the next call, and holds what others left behind its last character.
 * @param before how many bytes stand before the first character
 * @param after how many there must be behind the last
 */
export function bytesOf(text: string, before: number, after: number): Uint8Array {
  const { length } = text;
  if (before + length + after > bytes.length) {
    bytes = new Uint8Array(Math.max(before + length + after, ROOM));
    bytesBuffer = Buffer.from(bytes.buffer);
  }
  const into = bytes;
  if (length <= SHORT) {
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      into[before + i] = code < 256 ? code : 255;
    }
  } else if (BEYOND_LATIN.test(text)) writeWide(text, into, before);
  else bytesBuffer!.write(text, before, 'latin1');
  return into;
}

/** A piece of what {@link bytesOf} gave last, as a string of its own; only of texts within Latin-1. */
export function textOf(start: number, end: number): string {
  return bytesBuffer!.toString('latin1', start, end);
}

/** Costs nothing where V8 holds a text in one byte a character: no such text can match, which it sees before it reads any. */
const BEYOND_LATIN = /[^\0-\xff]/;

function writeWide(text: string, into: Uint8Array, before: number): void {
  const { length } = text;
  if (length > units.length) {
    units = new Uint16Array(Math.max(length, ROOM));
    unitsBuffer = Buffer.from(units.buffer);
  }
  const from = units;
  // Little-endian, as every machine that Lambda runs on.
  unitsBuffer!.write(text, 0, 'utf16le');
  for (let i = 0; i < length; i++) {
    const code = from[i]!;
    into[before + i] = code < 256 ? code : 255;
  }
}
