import { AsyncLocalStorage } from 'node:async_hooks';
import { type CorrelationScope, type CorrelationStore, correlationStore, type InvocationAspect } from '@bulkhead/core';
import { carriedFields } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';
import { TRIES, writeWhole } from '../print.ts';
import { captureScope } from './capture.ts';
import { isCarried } from './fields.ts';
import { messageId, recordsOf } from './messages.ts';
import type { StoreParts } from './parts.ts';

type Fields = Readonly<Record<string, string>>;

/** The parts of Lambda's context that are used; any of them may be missing in a test. */
interface InvocationContext {
  readonly awsRequestId?: unknown;
  readonly clientContext?: unknown;
  readonly xRayTraceId?: unknown;
}

/** Problems that an environment tells of, each once. */
const MOST_REPORTS = 50;
const LONGEST_PROBLEM = 500;

/** The process's store: the first copy of the library that was loaded makes it. */
export function theStore(): CorrelationStore {
  const registry = correlationStore(globalThis);
  return registry.get() ?? registry.register(createStore());
}

/** What somebody threw, who may have thrown nothing. */
const failure = (error: unknown): unknown => error ?? new Error('failed with nothing');

export function createStore(): CorrelationStore {
  const storage = new AsyncLocalStorage<CorrelationScope>();
  const aspects: InvocationAspect[] = [];
  /** What rode along with records that were rid of it. */
  const carried = new WeakMap<object, Fields>();
  const scopes = new WeakMap<object, CorrelationScope>();
  const reported = new Set<string>();
  let options: TelemetryOptions & StoreParts = {};

  function capture(
    message: unknown,
    requestId: string,
    trace: string | undefined,
    event: unknown,
    ownId?: unknown,
    clientContext?: unknown,
  ): CorrelationScope {
    const fields = carried.get(message as object) ?? carriedFields(message, isCarried, clientContext);
    const { report } = store;
    return captureScope(message, fields, {
      requestId,
      trace,
      options,
      event,
      ownId,
      report,
    });
  }

  const store: CorrelationStore = {
    current: () => storage.getStore(),
    run: (scope, body) => storage.run(scope, body),
    invoke(event, context, body) {
      const { awsRequestId, clientContext, xRayTraceId } = (context ?? {}) as InvocationContext;
      const requestId = typeof awsRequestId === 'string' ? awsRequestId : '';
      // Wrapped twice: by `protect` and by `withTelemetry`.
      if (requestId && storage.getStore()?.requestId === requestId) return body(event, () => undefined);
      const trace = String(xRayTraceId ?? process.env['_X_AMZN_TRACE_ID'] ?? '') || undefined;
      let bare = event;
      let scope: CorrelationScope;
      try {
        bare = options.clean?.(event, (record, fields) => carried.set(record, fields)) ?? event;
        const records = recordsOf(bare);
        // Of several messages, none speaks for all: what is done for the whole batch is a request of its own.
        const message = records === undefined ? bare : records.length === 1 ? records[0] : undefined;
        scope = capture(message, requestId, trace, bare, undefined, clientContext);
      } catch {
        // An event may be a proxy of the caller's, in a direct call.
        bare = event;
        scope = capture(undefined, requestId, trace, event);
      }
      return storage.run(scope, () => {
        for (const aspect of aspects) {
          try {
            const end = aspect(scope, bare, context);
            if (end) scope.atEnd(end);
          } catch (error) {
            store.report(
              `what is done for each invocation failed: ${error instanceof Error ? error.message : typeof error}`,
            );
          }
        }
        try {
          const result = body(bare, scope.end);
          const { then } = (result ?? {}) as PromiseLike<unknown>;
          if (typeof then === 'function') {
            then.call(
              result,
              () => scope.end(),
              (error: unknown) => scope.end(failure(error)),
            );
          }
          return result;
        } catch (error) {
          scope.end(failure(error));
          throw error;
        }
      });
    },
    scopeOf(record) {
      let scope = scopes.get(record as object);
      if (!scope) {
        const { requestId = '', trace } = storage.getStore() ?? {};
        scope = capture(record, requestId, trace, record, messageId(record));
        if (typeof record === 'object' && record) scopes.set(record, scope);
      }
      return scope;
    },
    report(problem) {
      if (reported.size >= MOST_REPORTS || reported.has(problem)) return;
      reported.add(problem);
      const timestamp = new Date().toISOString();
      writeWhole(
        `${JSON.stringify({ timestamp, level: 'WARN', message: problem.slice(0, LONGEST_PROBLEM) })}\n`,
        TRIES,
      );
    },
    get service() {
      return options.service;
    },
    configure(changed) {
      options = { ...options, ...changed };
    },
    addAspect(aspect) {
      aspects.push(aspect);
    },
  };
  return store;
}
