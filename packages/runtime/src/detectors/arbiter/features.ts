import { bytesOf } from '../bytes.ts';

/** Weights of the scorer: one for each bucket of n-grams. */
export const BUCKETS = 1 << 15;

const SHIFT = 32 - 15;

const WIDE = 127;
const BLANK = 32;
const DIGIT = 48;
/** Stands before the first character and after the last. */
const EDGE = 1;

/** What each character counts as: capitals as small letters, digits as `0`, blanks and controls as one blank, all beyond ASCII as one. */
const FOLD = makeFold();

/** Buckets that one character adds. */
export const MOST_BUCKETS = 3;

/**
 * The bucket of each n-gram of 2, 3 and 4 characters of a text, in order, repetitions included. Runs of digits and of blanks
 * count as one.
 * @param into has room for {@link MOST_BUCKETS} for each character and one more
 * @returns how many there are
 */
export function readBuckets(text: string, into: Uint16Array): number {
  const fold = FOLD;
  const { length } = text;
  let count = 0;
  let c3 = 0;
  let c2 = 0;
  let c1 = EDGE;
  for (let i = 0; i <= length; i++) {
    const unit = i === length ? -1 : text.charCodeAt(i);
    const c = unit === -1 ? EDGE : unit > 127 ? WIDE : fold[unit]!;
    if (c === c1 && (c === BLANK || c === DIGIT || c === WIDE)) continue;
    const two = (c1 << 7) | c;
    into[count++] = Math.imul(two + 0x1000000, 0x9e3779b1) >>> SHIFT;
    if (c2 !== 0) {
      const three = (c2 << 14) | two;
      into[count++] = Math.imul(three + 0x2000000, 0x85ebca6b) >>> SHIFT;
      if (c3 !== 0) into[count++] = Math.imul(((c3 << 21) | three) ^ 0x5bd1e995, 0xc2b2ae35) >>> SHIFT;
    }
    c3 = c2;
    c2 = c1;
    c1 = c;
  }
  return count;
}

/** How many buckets {@link sumWeights} added up last: a pair of numbers would be an object of its own. */
let added = 0;

/** How many n-grams the last {@link sumWeights} found. */
export function lastCount(): number {
  return added;
}

/**
 * What the weights of the n-grams of {@link readBuckets} add up to. One loop, since a list between two costs as much again.
 * @param weights one for each bucket
 * @param offset what each has too much, within a byte
 */
export function sumWeights(text: string, weights: Int8Array | Uint8Array, offset: number): number {
  const fold = FOLD;
  const { length } = text;
  const bytes = bytesOf(text, 0, 1);
  let sum = 0;
  let count = 0;
  let c3 = 0;
  let c2 = 0;
  let c1 = EDGE;
  for (let i = 0; i <= length; i++) {
    const c = i < length ? fold[bytes[i]!]! : EDGE;
    if (c === c1 && (c === BLANK || c === DIGIT || c === WIDE)) continue;
    const two = (c1 << 7) | c;
    sum += ((weights[Math.imul(two + 0x1000000, 0x9e3779b1) >>> SHIFT]! - offset) << 24) >> 24;
    count++;
    if (c2 !== 0) {
      const three = (c2 << 14) | two;
      sum += ((weights[Math.imul(three + 0x2000000, 0x85ebca6b) >>> SHIFT]! - offset) << 24) >> 24;
      count++;
      if (c3 !== 0) {
        sum += ((weights[Math.imul(((c3 << 21) | three) ^ 0x5bd1e995, 0xc2b2ae35) >>> SHIFT]! - offset) << 24) >> 24;
        count++;
      }
    }
    c3 = c2;
    c2 = c1;
    c1 = c;
  }
  added = count;
  return sum;
}

function makeFold(): Uint8Array {
  const table = new Uint8Array(256).fill(WIDE, 128);
  for (let code = 0; code < 128; code++) {
    if (code <= 32 || code === 127) table[code] = BLANK;
    else if (code >= 48 && code <= 57) table[code] = DIGIT;
    else if (code >= 65 && code <= 90) table[code] = code + 32;
    else table[code] = code;
  }
  return table;
}
