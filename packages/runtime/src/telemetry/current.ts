import { type CorrelationScope, type CorrelationStore, correlationStore } from '@bulkhead/core';

let store: CorrelationStore | undefined;

/**
 * The scope that running code is in, if anything in the process has made any: what logs or counts does not bring the capture
 * of ids with it.
 */
export function currentScope(): CorrelationScope | undefined {
  store ??= correlationStore(globalThis).get();
  return store?.current();
}
