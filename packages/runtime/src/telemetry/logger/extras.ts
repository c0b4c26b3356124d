import type { CorrelationScope } from '@bulkhead/core';

/** Keeps lines of requests that are not logged at DEBUG until it is known whether they are worth printing. */
export interface Keeper {
  keep(scope: CorrelationScope, line: string): void;
  /** Prints what is kept of a scope, and of all that belong to the same invocation. */
  print(scope: CorrelationScope): void;
}

/** What loggers do besides, once somebody has asked for it: a function that did not has none of its code in its bundle. */
export const extras: {
  /** Set by {@link bufferDebug}. */
  keeper?: Keeper | undefined;
  /**
   * Puts values into a text, see {@link fillPatterns}.
   * @param next the first of `args` that is a value
   * @returns the text, and the first of `args` that it has no place for
   */
  fill?: ((text: string, args: readonly unknown[], next: number) => [string, number]) | undefined;
  /** Covers what looks like a secret in a text, see {@link coverSecrets}. */
  mask?: ((text: string) => string) | undefined;
  /** What a line without secrets has none of, in lower case, in place of the logger's own. */
  care?: RegExp | undefined;
} = {};
