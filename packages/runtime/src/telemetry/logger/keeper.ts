import type { CorrelationScope } from '@bulkhead/core';

/** Keeps lines of requests that are not logged at DEBUG until it is known whether they are worth printing. */
export interface Keeper {
  keep(scope: CorrelationScope, line: string): void;
  /** Prints what is kept of a scope, and of all that belong to the same invocation. */
  print(scope: CorrelationScope): void;
}

let current: Keeper | undefined;

/** The one in use; none unless {@link bufferDebug} was called. */
export const keeper = {
  get: (): Keeper | undefined => current,
  set: (changed: Keeper | undefined): void => {
    current = changed;
  },
};
