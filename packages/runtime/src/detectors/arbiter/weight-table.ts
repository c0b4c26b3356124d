import { WEIGHTS } from './weights.ts';

/** What each entry has too much, within a byte: a built package holds the table as text (packages/runtime/precomputed.mjs). */
export const OFFSET = 0;

/** One entry a bucket. */
export function weightTable(): Int8Array | Uint8Array {
  const bytes = Buffer.from(WEIGHTS, 'base64');
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
