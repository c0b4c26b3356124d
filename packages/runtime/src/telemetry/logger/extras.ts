import type { CorrelationScope } from '@bulkhead/core';

/** What loggers do besides, once somebody has asked for it: a function that did not has none of its code in its bundle. */
export const extras: {
  /** Set by {@link bufferDebug}: gets each line with its rank, and whether it is printed at once. */
  keep?: ((line: string, rank: number, printed: boolean, scope: CorrelationScope | undefined) => void) | undefined;
  /** Puts values into the text among the arguments of a call, see {@link fillPatterns}. */
  fill?: ((args: readonly unknown[]) => readonly unknown[]) | undefined;
  /**
   * Covers what looks like a secret in a text, see {@link coverSecrets}.
   * @param most code units of it that there is room for
   */
  mask?: ((text: string, most: number) => string) | undefined;
} = {};
