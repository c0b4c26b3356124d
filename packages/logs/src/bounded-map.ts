/** A map that forgets its oldest entry rather than grow past `limit`. */
export interface BoundedMap<V> {
  get(key: string): V | undefined;
  /** A key that is set again becomes the newest. */
  set(key: string, value: V): void;
  delete(key: string): void;
}

export function boundedMap<V>(limit: number): BoundedMap<V> {
  const entries = new Map<string, V>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size > limit) entries.delete(entries.keys().next().value!);
    },
    delete: (key) => void entries.delete(key),
  };
}
