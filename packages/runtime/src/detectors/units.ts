/** One window's characters, and a few around them. */
const ROOM = 4096 + 8;
const SHORT = 40;

let shared: Uint16Array | undefined;
let bytes: Buffer | undefined;

/**
 * The characters of a text as numbers: reading a string's own takes twice as long, whatever V8 knows of it. The array is shared,
 * good until the next call, and holds what others left behind its last character.
 * @param before how many numbers stand before the first character
 * @param after how many there must be behind the last
 */
export function unitsOf(text: string, before = 0, after = 0): Uint16Array {
  const length = before + text.length + after;
  if (shared === undefined || length > shared.length) {
    shared = new Uint16Array(Math.max(length, ROOM));
    bytes = Buffer.from(shared.buffer);
  }
  const units = shared;
  // Calling into C++ costs as much as this loop does for so many characters.
  if (text.length <= SHORT) for (let i = 0; i < text.length; i++) units[before + i] = text.charCodeAt(i);
  // Little-endian, as every machine that Lambda runs on.
  else bytes!.write(text, before * 2, 'utf16le');
  return units;
}
