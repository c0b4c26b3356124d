/** Which pairs of neighbouring characters a text has, upper and lower case alike; may say yes where it is no. */
export type Pairs = Uint8Array;

const SIZE = 4_096;

export function pairsOf(text: string): Pairs {
  const pairs = new Uint8Array(SIZE);
  let last = fold(text.charCodeAt(0));
  for (let at = 1; at < text.length; at++) {
    const code = fold(text.charCodeAt(at));
    pairs[(last * 61 + code) & (SIZE - 1)] = 1;
    last = code;
  }
  return pairs;
}

/** Whether a text could hold two characters beside each other; yes for what is beyond ASCII, whose case changes more than a bit. */
export function hasPair(pairs: Pairs, one: number, other: number): boolean {
  return one > 127 || other > 127 || pairs[(fold(one) * 61 + fold(other)) & (SIZE - 1)] !== 0;
}

/** Pairs of a value that are looked at. */
const LOOKS = 6;

/**
 * Whether a text could hold a value, by some of its pairs: an event has hundreds of values, and a search for each of them in
 * each query would cost more than all the rest. Blanks around the value do not count.
 */
export function mayHold(pairs: Pairs, value: string): boolean {
  let from = 0;
  let to = value.length;
  while (from < to && value.charCodeAt(from) <= 32) from++;
  while (to > from && value.charCodeAt(to - 1) <= 32) to--;
  const span = to - from - 2;
  if (span < 0) return true;
  for (let look = 0; look < LOOKS; look++) {
    const at = from + (((span * look) / (LOOKS - 1)) | 0);
    const one = value.charCodeAt(at);
    const other = value.charCodeAt(at + 1);
    if (!hasPair(pairs, one, other)) return false;
  }
  return true;
}

function fold(code: number): number {
  return code >= 65 && code <= 90 ? code | 32 : code;
}
