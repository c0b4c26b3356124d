import { type Cache, processCache } from './cache.ts';

export interface CachedOptions {
  /** Seconds after which the value is loaded again; 300 unless given, `Infinity` for as long as the environment lives. */
  readonly ttl?: number;
  /** Seconds beyond `ttl` for which the old value stands in when loading fails; 0 unless given. */
  readonly staleIfError?: number;
  /** In place of the one of the process. */
  readonly cache?: Cache;
}

/**
 * Keeps a value across the warm invocations of one execution environment. Those who ask at once share one load; errors are not
 * kept. Another environment, or this one after Lambda has recycled it, loads anew: never count on the value being there.
 *
 * ```ts
 * const rates = await cached('rates', () => fetchRates(), { ttl: 60, staleIfError: 600 });
 * ```
 *
 * All callers get the same object: one that changes it changes it for later invocations too.
 */
export async function cached<T>(key: string, load: () => T | Promise<T>, options: CachedOptions = {}): Promise<T> {
  const { ttl = 300, staleIfError = 0, cache = processCache() } = options;
  return (await cache.take<T>(key, load, { ttl, staleIfError })).value;
}
