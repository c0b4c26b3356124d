/*
 * A look at the first two letters and the length of a word, before it is copied and looked for in a list: nearly all words of prose
 * end here.
 */

/** For each first letter the second letters, and the lengths, of the words, a bit each. */
export interface Look {
  readonly seconds: Int32Array;
  readonly lengths: Int32Array;
}

/** @param words in lower case, blanks between them; those of one letter count as none */
export function makeLook(words: string): Look {
  const seconds = new Int32Array(32);
  const lengths = new Int32Array(32);
  for (const word of words.split(' ')) {
    if (word.length < 2) continue;
    const first = word.charCodeAt(0) & 31;
    seconds[first]! |= 1 << (word.charCodeAt(1) & 31);
    lengths[first]! |= 1 << Math.min(word.length, 31);
  }
  return { seconds, lengths };
}

/** Whether the letters from `start` to `end` may be one of the words, in either case. */
export function mayBeWord(text: string, start: number, end: number, { seconds, lengths }: Look): boolean {
  const first = text.charCodeAt(start) & 31;
  if (((lengths[first]! >> Math.min(end - start, 31)) & 1) === 0 || end - start < 2) return false;
  return ((seconds[first]! >> (text.charCodeAt(start + 1) & 31)) & 1) === 1;
}
