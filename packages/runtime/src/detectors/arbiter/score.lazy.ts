import type { Candidate } from '../scan.ts';
import { lastCount, sumWeights } from './features.ts';
import { isOrdinary } from './ordinary.ts';
import { OFFSET, weightTable } from './weight-table.ts';
import { BIAS, SCALE } from './weights.ts';

/** Above 0: more like an attack than not. About 3 ns a character. */
export function scoreOf(text: string): number {
  weights ??= weightTable();
  const sum = sumWeights(text, weights, OFFSET);
  return (sum / Math.sqrt(Math.max(1, lastCount()))) * SCALE + BIAS;
}

let weights: ReturnType<typeof weightTable> | undefined;

/** As {@link isOrdinary}, which is asked of next to no text. */
export function isOrdinaryText(candidate: Candidate): boolean {
  return isOrdinary(candidate);
}
