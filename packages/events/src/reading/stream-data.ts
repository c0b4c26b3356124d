import { visitBase64 } from './base64.ts';
import { readStreamData } from './packed.lazy.ts';
import type { Walk } from './walk.ts';

/** F3 89 9A C2 and the first bits of what follows, in base64. */
const MAGIC = '84maw';

/**
 * Visits the data of a Kinesis record: base64, or the records that the Kinesis Producer Library put into one, at
 * `data|base64|kpl[3]…`, with their partition keys at `data|base64|kpl.partitionKeys[0]`.
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function visitStreamData(walk: Walk, value: unknown, parent: string, key: string): void {
  if (typeof value === 'string' && value.startsWith(MAGIC)) readStreamData(walk, value, parent, key);
  else visitBase64(walk, value, parent, key);
}
