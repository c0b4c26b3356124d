import { describe, expect, it } from 'vitest';
import { blockedArc } from './ratio-ring.tsx';

const LENGTH = 2 * Math.PI * 52;

describe('the blocked arc', () => {
  it.each([
    [0, 0, 0],
    [0, 9, 0],
    [9, 0, LENGTH],
    [1, 1, LENGTH / 2],
  ])('%d blocked, %d alert', (blocked, alert, length) => expect(blockedArc(blocked, alert)).toBeCloseTo(length, 6));

  it('never hides the smaller part', () => {
    expect(LENGTH - blockedArc(1_000_000, 1)).toBeGreaterThanOrEqual(4);
    expect(blockedArc(1, 1_000_000)).toBeGreaterThanOrEqual(4);
  });
});
