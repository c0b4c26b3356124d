import type { CorrelationScope, CorrelationStore, InvocationAspect } from '@bulkhead/core';
import type { Follow, StoreParts } from './parts.ts';
import type { WritableScope } from './store.ts';

/** Has the end of each invocation seen, for what is done then: metrics that are printed, lines that were kept. */
export function followEnds(store: CorrelationStore | undefined): void {
  if (!store) return;
  store.configure({ follow } satisfies StoreParts);
  store.call = callFollowed;
}

/** From here on somebody says when the work of a scope has ended. */
export function beginScope(scope: CorrelationScope): void {
  let runs: ((error: unknown) => void)[] | undefined = [];
  const followed = scope as WritableScope;
  followed.atEnd = (run) => {
    if (runs) runs.push(run);
    else run(undefined);
  };
  followed.end = (error) => {
    const ending = runs ?? [];
    runs = undefined;
    for (const run of ending) {
      try {
        run(error);
      } catch {
        // What is done besides must not change how the invocation ends.
      }
    }
  };
}

/** A call of the callback ends an invocation, and so does a return where there is none to wait for. */
const callFollowed: NonNullable<CorrelationStore['call']> = (handler, self, args, end) => {
  const callback = args[2];
  const calledBack = typeof callback === 'function';
  if (calledBack) {
    args[2] = (error: unknown, response: unknown) => {
      end(error ?? undefined);
      (callback as (error: unknown, response: unknown) => void)(error, response);
    };
  }
  const result = Reflect.apply(handler, self, args);
  const answersLater = calledBack && handler.length > 2 && result === undefined;
  if (typeof (result as { then?: unknown } | undefined)?.then !== 'function' && !answersLater) end();
  return result;
};

/** Has something done for each invocation, and when it ends. */
export function addAspect(store: CorrelationStore, aspect: InvocationAspect): void {
  followEnds(store);
  store.aspects ??= [];
  store.aspects.push(aspect);
}

/** What a scope fails with when somebody has thrown nothing. */
const NOTHING = 'threw nothing';

/** A promise or a return value ends an invocation, or its callback. */
const follow: Follow = (store, scope, event, context, body) => {
  beginScope(scope);
  for (const aspect of store.aspects ?? []) {
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
