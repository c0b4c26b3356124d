import { readDeclared } from './packed.lazy.ts';
import { visitValue, type Walk } from './walk.ts';

/**
 * Visits a value that its trigger declares to be base64: text and JSON at `key|base64…`, gzip unpacked at
 * `key|base64|gzip…`, and the readable stretches of binary at `key|base64|strings[i]`. The encoded text itself is letters
 * and digits, in which nothing can be said.
 * @example visitBase64(walk, record.data, `Records[0].kinesis`, 'data') // Records[0].kinesis.data|base64|json.user.name
 */
export function visitBase64(walk: Walk, value: unknown, parent: string, key: string | number): void {
  if (typeof value !== 'string') visitValue(walk, value, parent, key, 0);
  else if (value.length > 0) readDeclared(walk, value, parent, key);
}
