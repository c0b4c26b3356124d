import { expect, it } from 'vitest';
import { retryAfterMs } from './post-once.ts';

const NOW = Date.parse('2026-11-20T09:00:00Z');

it.each([
  [null, undefined],
  ['3', 3_000],
  ['0', 0],
  ['Fri, 20 Nov 2026 09:00:05 GMT', 5_000],
  ['Fri, 20 Nov 2026 08:00:00 GMT', 0],
  ['999999', 60_000],
  ['soon', undefined],
])('Retry-After: %s', (header, expected) => {
  expect(retryAfterMs(header, NOW)).toBe(expected);
});
