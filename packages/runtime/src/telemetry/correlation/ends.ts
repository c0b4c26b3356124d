import type { CorrelationStore, InvocationAspect } from '@bulkhead/core';
import type { Follow, StoreParts } from './parts.ts';

/** Has the end of each invocation seen, for what is done then: metrics that are printed, lines that were kept. */
export function followEnds(store: CorrelationStore | undefined): void {
  store?.configure({ follow } satisfies StoreParts);
}

/** Has something done for each invocation, and when it ends. */
export function addAspect(store: CorrelationStore, aspect: InvocationAspect): void {
  followEnds(store);
  store.aspects.push(aspect);
}

/** What a scope fails with when somebody has thrown nothing. */
const NOTHING = 'threw nothing';

/** A promise or a return value ends an invocation, or its callback. */
export const follow: Follow = (store, scope, event, context, body) => {
  scope.begin();
  for (const aspect of store.aspects) {
    try {
      const end = aspect(scope, event, context);
      if (end) scope.atEnd(end);
    } catch (error) {
      store.report?.(`what is done for each invocation failed: ${(error as Error | undefined)?.message}`);
    }
  }
  try {
    const result = body(event, scope.end);
    const { then } = (result ?? {}) as PromiseLike<unknown>;
    if (typeof then === 'function') {
      then.call(
        result,
        () => scope.end(),
        (error: unknown) => scope.end(error ?? NOTHING),
      );
    }
    return result;
  } catch (error) {
    scope.end(error ?? NOTHING);
    throw error;
  }
};
