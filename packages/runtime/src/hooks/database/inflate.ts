import { builtin } from '../patch.ts';

/** A statement that unpacks to more is not read. */
export const LARGEST = 16 * 1024 * 1024;

interface Zstd {
  /** From Node.js 22.15 on. */
  zstdDecompressSync?(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array;
}

/** Undoes Zstandard's compression, where Node.js can; see {@link inflate}. */
export function unzstd(bytes: Uint8Array, size: number): Uint8Array | undefined {
  if (size > LARGEST) return undefined;
  try {
    const whole = builtin<Zstd>('zlib')!.zstdDecompressSync?.(bytes, { maxOutputLength: size });
    return whole?.length === size ? whole : undefined;
  } catch {
    return undefined;
  }
}

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
