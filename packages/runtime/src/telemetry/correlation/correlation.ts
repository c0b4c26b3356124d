import { CORRELATION_PREFIX, type CorrelationScope } from '@bulkhead/core';
import { theStore } from './store.ts';

// At once, so that `protect` follows requests as soon as this is in the process. Bundlers may leave it out of a function that
// uses neither this nor `withTelemetry`: a logger alone does not bring the capture of ids with it.
const store = /* @__PURE__ */ theStore();
const scopeNow = (): CorrelationScope | undefined => store.current();

/** The ids of the request that running code works for. */
export const correlation = {
  /** @param name `x-correlation-user`, or `user` for short; the correlation id by default */
  get(name = 'id'): string | undefined {
    const fields = correlation.all();
    const lower = name.toLowerCase();
    return fields[CORRELATION_PREFIX + lower] ?? fields[lower];
  },
  /**
   * Sets an id that is logged and rides along from here on: printable ASCII of at most 256 characters, sixteen for a request. What
   * is more is left out, and `droppedIds` on the request's lines counts it. Outside of an invocation nothing happens.
   */
  set(name: string, value: string | number): void {
    scopeNow()?.set(name, value);
  },
  /** All fields of the request, by name. */
  all(): Readonly<Record<string, string>> {
    return { ...scopeNow()?.fields };
  },
  /** What a message sent from here should carry, for clients that nothing here knows. */
  outgoing(): Readonly<Record<string, string>> {
    return scopeNow()?.outgoing() ?? {};
  },
  /** Runs code in the scope of a record, for handlers that take a batch as a whole. */
  run<T>(scope: CorrelationScope, body: () => T): T {
    return store.run(scope, body);
  },
};
