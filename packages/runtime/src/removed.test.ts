import { REMOVED_PART_LIMIT } from '@bulkhead/core';
import { expect, it } from 'vitest';
import { removedParts } from './removed.ts';

const joined = (parts: readonly { readonly data: string }[]): unknown =>
  JSON.parse(parts.map(({ data }) => data).join(''));

it('a record comes back whole from its parts', () => {
  const record = { data: 'é"\\\n\ud83d\ude00'.repeat(3000) };
  const { parts, left } = removedParts([record, { a: 1 }]);
  expect(left).toBe(0);
  expect(parts.map(joined)).toEqual([record, { a: 1 }]);
  expect(parts[0]!.length).toBeGreaterThan(2);
  for (const { data, part, parts: count } of parts[0]!) {
    expect(data.length).toBeLessThanOrEqual(REMOVED_PART_LIMIT);
    expect(part).toBeLessThan(count);
  }
});

it('what has no room or is no JSON is counted, and the rest is kept', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  const { parts, left } = removedParts([{ a: 'x'.repeat(4_000_000) }, cycle, undefined, { b: 2 }]);
  expect(left).toBe(3);
  expect(parts.map(joined)).toEqual([{ b: 2 }]);
});
