import type { AttackClass } from '@bulkhead/core';
import { joinPath } from '@bulkhead/events';
import { type BulkheadBlockedError, pathsOf } from './errors.ts';
import type { Scope } from './scope.ts';

export interface Lessons {
  /** Each value with the class of the attack that it made. */
  readonly values: ReadonlyMap<string, AttackClass>;
  learn(blocked: BulkheadBlockedError, scope: Scope): void;
}

/** Values that are remembered; each is looked up once for every string of an event. */
const MOST = 100;

/** Shorter values are parts of honest ones too often. */
const SHORTEST = 4;

/**
 * A hook that stops an operation in the middle of a batch fails the whole batch, and a stream sends the same batch again
 * until it expires. The event value behind the operation is remembered, so that the next delivery is handed on without the
 * record that carries it. Only sources that deliver again are learned from.
 */
export function createLessons(): Lessons {
  const values = new Map<string, AttackClass>();
  return {
    values,
    learn(blocked, scope) {
      if (scope.source === undefined || scope.source.invocation === 'synchronous') return;
      const paths = pathsOf(blocked);
      const { values: texts, parents, keys } = scope.strings;
      for (let i = 0; i < texts.length; i++) {
        const text = texts[i]!;
        if (text.length < SHORTEST || !paths.includes(joinPath(parents[i]!, keys[i]!))) continue;
        values.delete(text);
        values.set(text, blocked.class);
        if (values.size > MOST) values.delete(values.keys().next().value!);
      }
    },
  };
}
