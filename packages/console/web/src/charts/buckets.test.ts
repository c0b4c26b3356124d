import { describe, expect, it } from 'vitest';
import { fillBuckets, peakOf } from './buckets.ts';

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

describe('fillBuckets', () => {
  it('fills what the server left out', () => {
    const triggers = [{ t: 20, blocked: 3, alert: 1 }];
    expect(fillBuckets({ from: 0, to: 50, bucketMs: 10, triggers }, 100)).toEqual({
      t: [0, 10, 20, 30, 40],
      blocked: [0, 0, 3, 0, 0],
      alert: [0, 0, 1, 0, 0],
      stepMs: 10,
    });
  });

  it('merges a thousand buckets into what fits, and loses no count', () => {
    const triggers = Array.from({ length: 1_000 }, (_, i) => ({ t: i * 10, blocked: i, alert: 1 }));
    const buckets = fillBuckets({ from: 0, to: 10_000, bucketMs: 10, triggers }, 60);
    expect(buckets.t.length).toBeLessThanOrEqual(61);
    expect(buckets.stepMs % 10).toBe(0);
    expect(sum(buckets.blocked)).toBe(499_500);
    expect(sum(buckets.alert)).toBe(1_000);
  });

  it('aligns to the step when the span does not', () => {
    const buckets = fillBuckets({ from: 25, to: 50, bucketMs: 10, triggers: [{ t: 20, blocked: 1, alert: 0 }] }, 10);
    expect(buckets.t).toEqual([20, 30, 40]);
    expect(buckets.blocked).toEqual([1, 0, 0]);
  });

  it.each([
    ['no span', { from: 5, to: 5, bucketMs: 10, triggers: [] }],
    ['a backward span', { from: 50, to: 5, bucketMs: 10, triggers: [] }],
    ['no bucket size', { from: 0, to: 10, bucketMs: 0, triggers: [] }],
    ['a trigger outside', { from: 0, to: 10, bucketMs: 10, triggers: [{ t: 99, blocked: 1, alert: 1 }] }],
  ])('survives %s', (_name, overview) => {
    const buckets = fillBuckets(overview, 10);
    expect(buckets.t.length).toBeGreaterThan(0);
    expect(sum(buckets.blocked)).toBe(0);
  });

  it('names the busiest bucket', () => {
    const triggers = [
      { t: 10, blocked: 1, alert: 1 },
      { t: 20, blocked: 0, alert: 5 },
    ];
    expect(peakOf(fillBuckets({ from: 0, to: 50, bucketMs: 10, triggers }, 10))).toEqual({ t: 20, count: 5 });
    expect(peakOf(fillBuckets({ from: 0, to: 50, bucketMs: 10, triggers: [] }, 10))).toEqual({ t: 0, count: 0 });
  });
});
