import { type Candidate, LINE_END } from '../scan.ts';
import { eachFeature } from './features.ts';
import { BIAS, SCALE, WEIGHTS } from './weights.ts';

/** Longer texts, and texts of several lines, are documents: what occurs somewhere in them says little of the whole. */
const LONGEST = 256;

/** Scores from which a text counts as an attack, chosen by leaving one source out (`tools/train-arbiter.mjs --evaluate`). */
const ALONE = 0.95;
const HINTED = 0.8;

/** Whether the arbiter has a say: in short texts that some grammar could begin in. */
export function mayArbitrate({ text, chars }: Candidate): boolean {
  return text.length <= LONGEST && ((chars & LINE_END) === 0 || !hasLines(text));
}

/** Two line ends with something between or around them. */
function hasLines(text: string): boolean {
  const first = text.indexOf('\n');
  return first !== -1 && text.indexOf('\n', first + 1) !== -1;
}

/**
 * Whether a text in which no detector is sure is an attack as a whole: a linear scorer over its n-grams of 2 to 4
 * characters, learned from labelled texts.
 * @param hinted a detector saw something that means little by itself
 */
export function isLikelyAttack(candidate: Candidate, hinted: boolean): boolean {
  return mayArbitrate(candidate) && scoreOf(candidate.text) >= (hinted ? HINTED : ALONE);
}

/** Above 0: more like an attack than not. About 3 ns a character. */
export function scoreOf(text: string): number {
  weights ??= decode();
  const table = weights;
  let sum = 0;
  let count = 0;
  eachFeature(text, (bucket) => {
    sum += table[bucket]!;
    count++;
  });
  return (sum / Math.sqrt(Math.max(1, count))) * SCALE + BIAS;
}

let weights: Int8Array | undefined;

function decode(): Int8Array {
  const bytes = Buffer.from(WEIGHTS, 'base64');
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
