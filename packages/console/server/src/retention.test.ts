import { describe, expect, it } from 'vitest';
import { retentionStart, startRetention } from './retention.ts';
import type { Store } from './store/store.ts';
import { DAY, T0 } from './testing/samples.ts';

const midnight = T0 - (T0 % DAY);

it.each([
  [T0, 30, midnight - 30 * DAY],
  [midnight, 1, midnight - DAY],
  [midnight - 1, 1, midnight - 2 * DAY],
])('at %i, %i days are kept from %i', (now, days, start) => {
  expect(retentionStart(now, days)).toBe(start);
});

describe('retention', () => {
  it('runs again and again by its clock, and goes on after a failure', async () => {
    let now = T0;
    const asked: number[] = [];
    const problems: string[] = [];
    const store = {
      prune: async (before: number) => {
        asked.push(before);
        if (asked.length === 2) throw new Error('disk gone');
        now += DAY;
      },
    } as Partial<Store> as Store;
    const retention = startRetention({
      store,
      days: 7,
      now: () => now,
      everyMs: 1,
      onProblem: (m) => problems.push(m),
    });
    await retention.run();
    await expect.poll(() => asked.length).toBeGreaterThanOrEqual(4);
    retention.stop();
    expect(asked[0]).toBe(midnight - 7 * DAY);
    expect(asked[1]).toBe(midnight - 6 * DAY);
    expect(asked.slice(2, 4)).toEqual([midnight - 6 * DAY, midnight - 5 * DAY]);
    expect(problems).toEqual(['Old records could not be removed: disk gone']);
  });
});
