import { describe, expect, it } from 'vitest';
import { bucketWidth, parseFilter } from './range.ts';
import { ATTACK_BUCKET_MS } from './store/schema.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = 1_795_000_000_000;

describe('the range of a request', () => {
  it.each([
    [{}, { from: NOW - DAY, to: NOW }],
    [
      { from: '5', to: '9' },
      { from: 5, to: 9 },
    ],
    [{ to: '9' }, { from: 0, to: 9 }],
    [{ from: String(NOW + 5) }, { from: NOW + 5, to: NOW + 5 }],
    [
      { from: '', q: '', class: 'sqli' },
      { from: NOW - DAY, to: NOW, class: 'sqli' },
    ],
  ])('%j', (query, filter) => {
    expect(parseFilter(query as Record<string, string>, NOW)).toEqual({ ok: true, filter });
  });

  it.each([
    [{ from: '-1' }],
    [{ from: '1.5' }],
    [{ to: 'x' }],
    [{ from: '9', to: '5' }],
    [{ q: 'x'.repeat(201) }],
    [{ action: 'x' }],
  ])('%j is refused', (query) => {
    expect(parseFilter(query as Record<string, string>, NOW).ok).toBe(false);
  });
});

describe('the width of a chart', () => {
  it.each([
    [0, 5 * MINUTE],
    [15 * MINUTE, 5 * MINUTE],
    [DAY, 5 * MINUTE],
    [2 * DAY, 10 * MINUTE],
    [7 * DAY, 60 * MINUTE],
    [30 * DAY, 180 * MINUTE],
    [365 * DAY, 2 * DAY],
  ])('%i ms: %i', (range, width) => {
    expect(bucketWidth(NOW - range, NOW)).toBe(width);
  });

  it.each([[0], [1], [DAY], [8.64e15]])('of %i ms has at most 301 points and fits the roll-up', (range) => {
    const width = bucketWidth(0, range);
    expect(range / width).toBeLessThanOrEqual(300);
    expect(width % ATTACK_BUCKET_MS).toBe(0);
  });
});
