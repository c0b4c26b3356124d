import { readBytes } from './packed.lazy.ts';
import { step, stop, visitValue, type Walk } from './walk.ts';

/**
 * Visits a list of byte numbers, as the headers of Kafka and RabbitMQ come, at `key|bytes…`. Java's bytes are signed, so
 * -36 stands for 220. Anything else is visited as what it is.
 */
export function visitByteList(walk: Walk, value: unknown, parent: string, key: string | number): void {
  if (!isByteList(value)) {
    visitValue(walk, value, parent, key, 0);
    return;
  }
  if (value.length > walk.characters) stop(walk, parent, key);
  readBytes(walk, Buffer.from(value.slice(0, walk.characters)), parent, step(key, 'bytes'), 0);
}

function isByteList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((byte) => typeof byte === 'number');
}
