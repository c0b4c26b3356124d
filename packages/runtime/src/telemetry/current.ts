import { type CorrelationScope, correlationStoreSoFar } from '@bulkhead/core';

/** The scope that running code is in: what only reads it does not bring the capture of ids with it. */
export function currentScope(): CorrelationScope | undefined {
  return correlationStoreSoFar()?.current();
}
