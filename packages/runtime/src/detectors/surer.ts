import { CONFIDENCE_RANK, type Confidence } from '@bulkhead/core';

/** Of two verdicts on one text the surer. */
export function surer(a: Confidence | undefined, b: Confidence | undefined): Confidence | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return CONFIDENCE_RANK[b] > CONFIDENCE_RANK[a] ? b : a;
}
