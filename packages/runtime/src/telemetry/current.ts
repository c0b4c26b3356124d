import { type CorrelationScope, type CorrelationStore, correlationStoreSoFar } from '@bulkhead/core';

let store: CorrelationStore | undefined;

/** The store, if anything in the process has made one: what only counts does not bring the capture of ids with it. */
export function storeSoFar(): CorrelationStore | undefined {
  store ??= correlationStoreSoFar();
  return store;
}

/** The scope that running code is in. */
export function currentScope(): CorrelationScope | undefined {
  return storeSoFar()?.current();
}
