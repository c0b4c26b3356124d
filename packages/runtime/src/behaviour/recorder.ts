import type { Behaviour, BehaviourKind } from '@bulkhead/core';

/** What an environment has seen its function do, and what of it is not printed yet. */
export interface Recorder {
  add(kind: BehaviourKind, what: string): void;
  /** Prints what is new, once a window at most. */
  flush(now: number, requestId: string): void;
}

/**
 * Prints as many behaviours, from the first on, as a line holds.
 * @param dropped different behaviours that found no room so far
 * @returns how many were printed
 */
export type PrintBehaviours = (seen: readonly Behaviour[], dropped: number, requestId: string) => number;
