export interface Entry<T> {
  readonly value: T;
  readonly loadedAt: number;
  readonly bytes: number;
}

export interface TakeOptions<T> {
  /** Seconds. */
  readonly ttl: number;
  /** Seconds beyond `ttl`. */
  readonly staleIfError: number;
  /** Errors that mean that the value is gone, not that it could not be asked for. */
  readonly isGone?: (error: unknown) => boolean;
  readonly bytesOf?: (value: T) => number;
}

export interface Taken<T> {
  readonly value: T;
  /** `kept` without a load, `stale` in place of an error. */
  readonly from: 'load' | 'kept' | 'stale';
}

/** What one execution environment keeps between its invocations. */
export interface Cache {
  /** The value kept, or what `load` gives; `load` gets what was kept so far. */
  take<T>(key: string, load: (previous: T | undefined) => T | Promise<T>, options: TakeOptions<T>): Promise<Taken<T>>;
  /** Forgets one key, or all. */
  forget(key?: string): void;
}

export interface CacheOptions {
  /** The longest unused are dropped beyond it; 256 unless given. */
  readonly maxEntries?: number;
  /** Bytes of S3 objects, as they came; 256 MiB unless given. */
  readonly maxBytes?: number;
  readonly now?: () => number;
}

/**
 * A load that is older is not waited for by others: one that was under way when the environment was frozen may hang until its
 * connection times out.
 */
const SHARED_MS = 10_000;

/** A cache of its own, for tests or for bounds of its own; `cached` has one for the whole process. */
export function createCache({ maxEntries = 256, maxBytes = 268_435_456, now = Date.now }: CacheOptions = {}): Cache {
  const entries = new Map<string, Entry<unknown>>();
  const loads = new Map<string, { readonly since: number; readonly promise: Promise<unknown> }>();
  let bytes = 0;

  function drop(key: string): void {
    bytes -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  }

  function keep<T>(key: string, value: T, size: number): void {
    drop(key);
    entries.set(key, { value, loadedAt: now(), bytes: size });
    bytes += size;
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries && bytes <= maxBytes) break;
      drop(oldest);
    }
  }

  /** Seconds since the load; a clock that was set back makes it old. */
  function ageOf(entry: Entry<unknown>): number {
    const age = (now() - entry.loadedAt) / 1000;
    return age >= 0 ? age : Number.POSITIVE_INFINITY;
  }

  return {
    async take<T>(key: string, load: (previous: T | undefined) => T | Promise<T>, options: TakeOptions<T>) {
      const entry = entries.get(key) as Entry<T> | undefined;
      if (entry && ageOf(entry) < options.ttl) {
        // The order of the map is the order of use.
        entries.delete(key);
        entries.set(key, entry);
        return { value: entry.value, from: 'kept' };
      }
      let running = loads.get(key);
      if (!running || Math.abs(now() - running.since) > SHARED_MS) {
        running = { since: now(), promise: (async () => load(entry?.value))() };
        loads.set(key, running);
      }
      const mine = running;
      try {
        const value = (await mine.promise) as T;
        // The first of those who wait keeps it, unless a younger load has taken its place.
        if (loads.get(key) === mine) keep(key, value, options.bytesOf?.(value) ?? 0);
        return { value, from: 'load' };
      } catch (error) {
        if (options.isGone?.(error)) drop(key);
        else if (entry && ageOf(entry) < options.ttl + options.staleIfError)
          return { value: entry.value, from: 'stale' };
        throw error;
      } finally {
        if (loads.get(key) === mine) loads.delete(key);
      }
    },
    forget(key) {
      for (const name of key === undefined ? [...entries.keys()] : [key]) drop(name);
      if (key === undefined) loads.clear();
      else loads.delete(key);
    },
  };
}

let shared: Cache | undefined;

/** The cache of this execution environment. */
export function processCache(): Cache {
  shared ??= createCache();
  return shared;
}
