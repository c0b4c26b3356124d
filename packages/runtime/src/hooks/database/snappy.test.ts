import { describe, expect, it } from 'vitest';
import { unsnap } from './snappy.ts';

const bytes = (...parts: (number | string)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));
const text = (packed: Uint8Array, size: number): string | undefined => {
  const whole = unsnap(packed, size);
  return whole && Buffer.from(whole).toString();
};

const LONG = 'x'.repeat(300);

describe('unsnap', () => {
  it.each([
    ['a literal', bytes(5, 4 << 2, 'hello'), 'hello'],
    ['a literal with its length in a byte of its own', bytes(61, 60 << 2, 60, 'y'.repeat(61)), 'y'.repeat(61)],
    ['a literal with its length in two', bytes(0xac, 2, 61 << 2, 43, 1, LONG), LONG],
    ['a copy with an offset of 11 bits', bytes(10, 3 << 2, 'abcd', 1 | (2 << 2), 4), 'abcdabcdab'],
    ['one with 16', bytes(8, 3 << 2, 'abcd', 2 | (3 << 2), 4, 0), 'abcdabcd'],
    ['one with 32', bytes(8, 3 << 2, 'abcd', 3 | (3 << 2), 4, 0, 0, 0), 'abcdabcd'],
    ['a copy of what it has just written', bytes(9, 0, 'a', 2 | (7 << 2), 1, 0), 'aaaaaaaaa'],
    ['nothing', bytes(0), ''],
  ])('%s', (_, packed, whole) => {
    expect(text(packed, whole.length)).toBe(whole);
  });

  it.each([
    ['no length', bytes(), 0],
    ['a length without end', bytes(255, 255, 255, 255, 255, 255), 5],
    ['another length than the message says', bytes(5, 4 << 2, 'hello'), 6],
    ['a literal that is cut', bytes(5, 4 << 2, 'hel'), 5],
    ['a literal past the end', bytes(3, 4 << 2, 'hello'), 3],
    ['a copy from before the start', bytes(8, 3 << 2, 'abcd', 2 | (3 << 2), 5, 0), 8],
    ['a copy from nowhere', bytes(8, 3 << 2, 'abcd', 2 | (3 << 2), 0, 0), 8],
    ['a copy that is cut', bytes(8, 3 << 2, 'abcd', 2 | (3 << 2), 4), 8],
    ['a copy past the end', bytes(6, 3 << 2, 'abcd', 2 | (3 << 2), 4, 0), 6],
    ['too little', bytes(8, 3 << 2, 'abcd'), 8],
  ])('%s is refused', (_, packed, size) => {
    expect(unsnap(packed, size)).toBeUndefined();
  });
});
