import { describe, expect, it } from 'vitest';
import { newIds } from './use-new-ids.ts';

const list = (ids: string) => [...ids].map((id) => ({ id }));

describe('new events', () => {
  it.each([
    ['', 'abc', ''],
    ['abc', 'abc', ''],
    ['abc', 'xabc', 'x'],
    ['abc', 'xyabc', 'xy'],
    ['abc', 'def', ''],
    ['abc', 'bcd', ''],
    ['abc', '', ''],
  ])('after %j, %j brings %j', (known, now, fresh) =>
    expect([...newIds(new Set(known), list(now))].join('')).toBe(fresh),
  );
});
