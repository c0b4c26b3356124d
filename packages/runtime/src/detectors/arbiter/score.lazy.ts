import { eachFeature } from './features.ts';
import { BIAS, SCALE, WEIGHTS } from './weights.ts';

/** Above 0: more like an attack than not. About 3 ns a character. */
export function scoreOf(text: string): number {
  weights ??= decode();
  const table = weights;
  let sum = 0;
  let count = 0;
  eachFeature(text, (bucket) => {
    sum += table[bucket]!;
    count++;
  });
  return (sum / Math.sqrt(Math.max(1, count))) * SCALE + BIAS;
}

let weights: Int8Array | undefined;

function decode(): Int8Array {
  const bytes = Buffer.from(WEIGHTS, 'base64');
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
