import { stop, type Walk } from './walk.ts';

/** Decodes no more than may still be visited; both alphabets, padded or not. */
export function decodeBase64(walk: Walk, value: string, parent: string, key: string | number): Buffer {
  const limit = Math.ceil((walk.characters * 4) / 3) + 4;
  if (value.length > limit) stop(walk, parent, key);
  return Buffer.from(value.length > limit ? value.slice(0, limit) : value, 'base64');
}
