import { expect, it } from 'vitest';
import { isoTime } from './timestamp.ts';

it.each([
  Date.UTC(2000, 2, 1),
  Date.UTC(2024, 1, 29, 23, 59, 59, 999),
  Date.UTC(2026, 11, 31, 23, 59, 59, 999),
  Date.UTC(2027, 0, 1),
  Date.UTC(2100, 1, 28, 12),
  Date.UTC(2100, 2, 1) - 1,
])('%d is written as Date writes it', (time) => expect(isoTime(time)).toBe(new Date(time).toISOString()));

it('each day of a century, at some time of it', () => {
  const wrong: string[] = [];
  for (let day = 11_017; day < 47_541; day++) {
    const time = day * 86_400_000 + ((day * 7_654_321) % 86_400_000);
    if (isoTime(time) !== new Date(time).toISOString()) wrong.push(isoTime(time));
  }
  expect(wrong).toEqual([]);
});
