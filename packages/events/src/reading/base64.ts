import { visitBytes, visitPacked } from './bytes.ts';
import { step, stop, visitValue, type Walk } from './walk.ts';

/**
 * Visits a value that its trigger declares to be base64: text and JSON at `key|base64…`, gzip unpacked at
 * `key|base64|gzip…`, and the readable stretches of binary at `key|base64|strings[i]`. The encoded text itself is letters
 * and digits, in which nothing can be said.
 * @example visitBase64(walk, record.data, `Records[0].kinesis`, 'data') // Records[0].kinesis.data|base64|json.user.name
 */
export function visitBase64(walk: Walk, value: unknown, parent: string, key: string | number): void {
  if (typeof value !== 'string') visitValue(walk, value, parent, key, 0);
  else if (value.length > 0) visitBytes(walk, decodeBase64(walk, value, parent, key), parent, step(key, 'base64'), 0);
}

/**
 * Visits a value that its trigger declares to be gzip in base64, as CloudWatch Logs sends it: `key|base64|gzip…`. What
 * does not unpack is told as left out.
 */
export function visitGzip(walk: Walk, value: unknown, parent: string, key: string | number): void {
  if (typeof value !== 'string' || value.length === 0) return;
  visitPacked(walk, decodeBase64(walk, value, parent, key), 'gzip', parent, step(key, 'base64'), 0);
}

/** Decodes no more than may still be visited; both alphabets, padded or not. */
export function decodeBase64(walk: Walk, value: string, parent: string, key: string | number): Buffer {
  const limit = Math.ceil((walk.characters * 4) / 3) + 4;
  if (value.length > limit) stop(walk, parent, key);
  return Buffer.from(value.length > limit ? value.slice(0, limit) : value, 'base64');
}
