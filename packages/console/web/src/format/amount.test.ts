import { describe, expect, it } from 'vitest';
import { formatCost, formatDuration } from './amount.ts';

describe('amounts', () => {
  it.each([
    [0, '0 ms'],
    [0.2, '<1 ms'],
    [1, '1 ms'],
    [1.526, '1.53 ms'],
    [12.34, '12.3 ms'],
    [99.96, '100 ms'],
    [847.4, '847 ms'],
    [999.6, '1 s'],
    [1_234, '1.23 s'],
    [59_940, '59.9 s'],
    [60_000, '1 min'],
    [3_599_600, '1 h'],
    [754_000, '12 min 34 s'],
    [7_500_000, '2 h 5 min'],
    [400_000_000, '4 d 15 h'],
    [-1, '–'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

  it.each([
    [0, '$0'],
    [0.0000042, '$0.0000042'],
    [0.00001234, '$0.000012'],
    [0.5, '$0.50'],
    [0.99, '$0.99'],
    [12.3456, '$12.35'],
    [1e-20, '$0.000000000000'],
    [-1, '–'],
    [Number.NaN, '–'],
  ])('%d dollars are %s', (dollars, text) => expect(formatCost(dollars)).toBe(text));
});
