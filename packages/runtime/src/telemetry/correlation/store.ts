import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type CorrelationScope,
  type CorrelationStore,
  correlationStoreSoFar,
  registerCorrelationStore,
} from '@bulkhead/core';
import type { TelemetryOptions } from '../options.ts';
import { type Arrival, captureScope } from './capture.ts';
import { messageOf } from './messages.ts';
import type { StoreParts } from './parts.ts';

/** The parts of Lambda's context that are used; any of them may be missing in a test. */
interface InvocationContext {
  readonly awsRequestId?: unknown;
  readonly clientContext?: unknown;
  readonly xRayTraceId?: unknown;
}

/** The process's store: the first copy of the library that was loaded makes it. */
export function theStore(): CorrelationStore {
  return correlationStoreSoFar() ?? registerCorrelationStore(createStore());
}

export function createStore(): CorrelationStore {
  const storage = new AsyncLocalStorage<CorrelationScope>();
  let options: TelemetryOptions & StoreParts = {};
  const capture = (arrival: Arrival): CorrelationScope => captureScope(arrival, options, store.report);

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
        bare = options.clean?.(event) ?? event;
        scope = capture({ message: messageOf(bare), event: bare, requestId, trace, clientContext });
      } catch {
        // An event may be a proxy of the caller's, in a direct call.
        bare = event;
        scope = capture({ message: undefined, event, requestId, trace });
      }
      return storage.run(scope, () =>
        options.follow ? options.follow(store, scope, bare, context, body) : body(bare, scope.end),
      );
    },
    capture(message, ownId) {
      const { requestId = '', trace } = storage.getStore() ?? {};
      return capture({ message, event: message, requestId, trace, ownId });
    },
    get service() {
      return options.service;
    },
    configure(changed) {
      options = { ...options, ...changed };
    },
    aspects: [],
  };
  return store;
}
