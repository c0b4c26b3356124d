import { builtin } from '../patch.ts';

/** A statement that unpacks to more is not read. */
const LARGEST = 16 * 1024 * 1024;

/**
 * Undoes zlib's compression.
 * @param size what it must come to
 * @returns `undefined` where it does not
 */
export function inflate(bytes: Uint8Array, size: number): Uint8Array | undefined {
  if (size > LARGEST) return undefined;
  try {
    const whole = builtin<typeof import('node:zlib')>('zlib')!.inflateSync(bytes, { maxOutputLength: size });
    return whole.length === size ? whole : undefined;
  } catch {
    return undefined;
  }
}
