/** Which pairs of neighbouring characters a text has, upper and lower case alike; may say yes where it is no. */
export type Pairs = Uint8Array;

const SIZE = 4_096;
/** In the place of a pair with a character beyond ASCII, whose case changes more than a bit: every text has it. */
const ANY = SIZE;

export function pairsOf(text: string): Pairs {
  const pairs = new Uint8Array(SIZE + 1);
  pairs[ANY] = 1;
  let last = fold(text.charCodeAt(0));
  for (let at = 1; at < text.length; at++) {
    const code = fold(text.charCodeAt(at));
    pairs[(last * 61 + code) & (SIZE - 1)] = 1;
    last = code;
  }
  return pairs;
}

/** The number in {@link Pairs} of the pair that begins at a place. */
export function pairAt(text: string, at: number): number {
  const one = text.charCodeAt(at);
  const other = text.charCodeAt(at + 1);
  return one > 127 || other > 127 ? ANY : (fold(one) * 61 + fold(other)) & (SIZE - 1);
}

/** Pairs of a value that are looked at. */
export const LOOKS = 4;

/**
 * Some pairs of a value, by which most texts that do not hold it are told: an event has hundreds of values, and a search for each
 * of them in each query would cost more than all the rest. Blanks around the value do not count.
 * @param into is given {@link LOOKS} numbers
 */
export function lookPairs(value: string, into: Uint16Array, offset: number): void {
  let from = 0;
  let to = value.length;
  while (from < to && value.charCodeAt(from) <= 32) from++;
  while (to > from && value.charCodeAt(to - 1) <= 32) to--;
  const span = to - from - 2;
  for (let look = 0; look < LOOKS; look++) {
    into[offset + look] = span < 0 ? ANY : pairAt(value, from + (((span * look) / (LOOKS - 1)) | 0));
  }
}

/** Whether a text could hold the value whose pairs {@link lookPairs} put there. */
export function mayHold(pairs: Pairs, looks: Uint16Array, offset: number): boolean {
  for (let at = offset; at < offset + LOOKS; at++) if (pairs[looks[at]!] === 0) return false;
  return true;
}

function fold(code: number): number {
  return code >= 65 && code <= 90 ? code | 32 : code;
}
