/*
 * A look at the first two letters and the length of a word, before it is copied and looked for in a list: nearly all words of prose
 * end here.
 */

/** For each pair of letters that words begin with the lengths of these words, a bit each. */
export type Look = Int32Array;

/** @param words in lower case, blanks between them; at most 30 letters, and those of one count as none */
export function makeLook(words: string): Look {
  const look = new Int32Array(1024);
  for (const word of words.split(' ')) if (word.length > 1) look[placeOf(word, 0)]! |= 1 << word.length;
  return look;
}

/** Whether the letters from `start` to `end` may be one of the words, in either case. */
export function mayBeWord(text: string, start: number, end: number, look: Look): boolean {
  return end - start < 31 && end - start > 1 && ((look[placeOf(text, start)]! >> (end - start)) & 1) === 1;
}

function placeOf(text: string, at: number): number {
  return ((text.charCodeAt(at) & 31) << 5) | (text.charCodeAt(at + 1) & 31);
}
