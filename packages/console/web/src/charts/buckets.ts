import type { Overview } from '@bulkhead/console-contract';

export interface Buckets {
  /** Start of each bucket, milliseconds since the epoch; evenly spaced, none missing. */
  readonly t: number[];
  readonly blocked: number[];
  readonly alert: number[];
  readonly stepMs: number;
}

/**
 * What the server counted, without gaps and no finer than `most` bars: the server names only buckets in which something
 * happened, and a phone has no room for a thousand.
 */
export function fillBuckets(overview: Pick<Overview, 'from' | 'to' | 'bucketMs' | 'triggers'>, most: number): Buckets {
  const { from, to, triggers } = overview;
  const bucketMs = Math.max(1, overview.bucketMs);
  const limit = Math.max(1, Math.floor(most));
  const stepMs = bucketMs * Math.max(1, Math.ceil((to - from) / bucketMs / limit));
  const start = Math.floor(from / stepMs) * stepMs;
  const count = Math.min(limit + 1, Math.max(1, Math.ceil((to - start) / stepMs)));
  const t = Array.from({ length: count }, (_, i) => start + i * stepMs);
  const blocked = new Array<number>(count).fill(0);
  const alert = new Array<number>(count).fill(0);
  for (const trigger of triggers) {
    const i = Math.floor((trigger.t - start) / stepMs);
    if (i < 0 || i >= count) continue;
    blocked[i]! += trigger.blocked;
    alert[i]! += trigger.alert;
  }
  return { t, blocked, alert, stepMs };
}

/** The busiest bucket, for the words that stand for the chart. */
export function peakOf(buckets: Buckets): { t: number; count: number } {
  let peak = { t: buckets.t[0]!, count: 0 };
  for (const [i, t] of buckets.t.entries()) {
    const count = buckets.blocked[i]! + buckets.alert[i]!;
    if (count > peak.count) peak = { t, count };
  }
  return peak;
}
