/**
 * What a process of ours shares between copies of the runtime: the layer brings one, a bundle may bring another. The first
 * one to come registers itself; the others use it. The name carries a version: a change of shape changes the name.
 */
export const RUNTIME = Symbol.for('bulkhead.runtime.v1');

export interface ScopeRegistry<T> {
  /** The runtime that registered first, if any did. */
  get(): T | undefined;
  /** Registers once; returns what is registered afterwards. */
  register(value: T): T;
}

/**
 * @param target `globalThis`, or an object standing in for it in tests
 * @param name what is shared, when it is not the runtime
 */
export function scopeRegistry<T>(target: object, name: symbol = RUNTIME): ScopeRegistry<T> {
  const slots = target as Record<symbol, T | undefined>;
  return {
    get: () => slots[name],
    register(value) {
      // Neither writable nor configurable, as is the default.
      if (slots[name] === undefined)
        Object.defineProperty(slots, name, { __proto__: null, value } as PropertyDescriptor);
      return slots[name] as T;
    },
  };
}
