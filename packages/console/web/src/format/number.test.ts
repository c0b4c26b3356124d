import { describe, expect, it } from 'vitest';
import { formatCount, formatPlural, formatShare, formatShort } from './number.ts';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [27_853_779, '27,853,779'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('count %d is %s', (value, text) => expect(formatCount(value)).toBe(text));

  it.each([
    [0, '0'],
    [950, '950'],
    [12_500, '12.5K'],
    [3_000_000, '3M'],
  ])('short %d is %s', (value, text) => expect(formatShort(value)).toBe(text));

  it.each([
    [0, 0, '–'],
    [0, 10, '0%'],
    [10, 10, '100%'],
    [999, 1000, '>99%'],
    [1, 1000, '<1%'],
    [2, 3, '67%'],
    [Number.NaN, 3, '–'],
  ])('share %d of %d is %s', (part, total, text) => expect(formatShare(part, total)).toBe(text));

  it('counts one and many', () => {
    expect(formatPlural(1, 'event')).toBe('1 event');
    expect(formatPlural(1204, 'event')).toBe('1,204 events');
    expect(formatPlural(2, 'entry', 'entries')).toBe('2 entries');
  });
});
