import { MOST_BUCKETS, readBuckets } from './features.ts';
import { OFFSET, weightTable } from './weight-table.ts';
import { BIAS, SCALE } from './weights.ts';

/** Above 0: more like an attack than not. About 5 ns a character. */
export function scoreOf(text: string): number {
  weights ??= weightTable();
  const table = weights;
  const buckets = roomFor((text.length + 1) * MOST_BUCKETS);
  const count = readBuckets(text, buckets);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += ((table[buckets[i]!]! - OFFSET) << 24) >> 24;
  return (sum / Math.sqrt(Math.max(1, count))) * SCALE + BIAS;
}

/** The arbiter is asked of texts of 256 characters, explanations of any. */
let room: Uint16Array | undefined;

function roomFor(length: number): Uint16Array {
  if (room === undefined || room.length < length) room = new Uint16Array(Math.max(length, 1024));
  return room;
}

let weights: ReturnType<typeof weightTable> | undefined;
