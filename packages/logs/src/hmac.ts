import { createHmac } from 'node:crypto';
import type { Mac } from '@bulkhead/core';

/**
 * The keyed check of our lines, for readers.
 * @param key as the deploy made it; given to the functions as `BULKHEAD_KEY`
 * @example parseLine(text, stream, [hmacSha256(key)])
 */
export function hmacSha256(key: string): Mac {
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}
