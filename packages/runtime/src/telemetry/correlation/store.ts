import { AsyncLocalStorage } from 'node:async_hooks';
import {
  CORRELATION_ID,
  type CorrelationScope,
  type CorrelationStore,
  correlationStore,
  type InvocationAspect,
} from '@bulkhead/core';
import { CONTEXT_FIELD, carriedFields, namesObject } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';
import { printLine } from '../print.ts';
import { type CaptureParts, captureScope } from './capture.ts';
import { isCarried } from './fields.ts';
import { isHostIn } from './hosts.ts';
import { carryOverHttp } from './http.ts';
import { messageId, recordsOf, withoutCarried } from './messages.ts';
import { theSigner } from './signing.ts';

type Fields = Readonly<Record<string, string>>;

/** The parts of Lambda's context that are used; any of them may be missing in a test. */
interface InvocationContext {
  readonly awsRequestId?: unknown;
  readonly clientContext?: unknown;
  readonly xRayTraceId?: unknown;
}

const NONE: Fields = {};

/** Problems that an environment tells of, each once. */
const MOST_REPORTS = 50;
const LONGEST_PROBLEM = 500;

/** The process's store: the first copy of the library that was loaded makes it. */
export function theStore(): CorrelationStore {
  const registry = correlationStore(globalThis);
  return registry.get() ?? registry.register(createStore());
}

export function createStore(): CorrelationStore {
  const storage = new AsyncLocalStorage<CorrelationScope>();
  const aspects: InvocationAspect[] = [];
  const carried = new WeakMap<object, Fields>();
  const scopes = new WeakMap<object, CorrelationScope>();
  const events = new WeakMap<CorrelationScope, unknown>();
  const reported = new Set<string>();
  let options: TelemetryOptions = {};

  function partsOf(context: unknown): CaptureParts {
    const { awsRequestId, xRayTraceId } = (context ?? {}) as InvocationContext;
    const trace = xRayTraceId ?? process.env['_X_AMZN_TRACE_ID'];
    return {
      requestId: typeof awsRequestId === 'string' ? awsRequestId : '',
      trace: typeof trace === 'string' ? trace : undefined,
      options,
      signer: theSigner(),
    };
  }

  /** What rides along with a message, whether it is still in it or not. */
  function fieldsOf(message: unknown, clientContext?: unknown): Fields {
    const known = isObject(message) ? carried.get(message) : undefined;
    return known ?? carriedFields(message, isCarried, clientContext);
  }

  /** Never throws: an event may be a proxy of the caller's, in a direct call. */
  function begin(event: unknown, context: unknown, parts: CaptureParts): { bare: unknown; scope: CorrelationScope } {
    try {
      const bare = withoutCarried(event, (record, fields) => carried.set(record, fields));
      const records = recordsOf(bare);
      // Of several messages, none speaks for all: what is done for the whole batch is a request of its own.
      const message = records === undefined ? bare : records.length === 1 ? records[0] : undefined;
      const fields = message === undefined ? NONE : fieldsOf(message, clientContextOf(context));
      return { bare, scope: captureScope(message, fields, parts) };
    } catch {
      return { bare: event, scope: captureScope(undefined, NONE, parts) };
    }
  }

  function observe(result: unknown, scope: CorrelationScope): void {
    const { then } = (result ?? {}) as PromiseLike<unknown>;
    if (typeof then === 'function') {
      const fail = (error: unknown): void => scope.end(error ?? new Error('rejected with nothing'));
      then.call(result, () => scope.end(), fail);
    }
  }

  const store: CorrelationStore = {
    current: () => storage.getStore(),
    run: (scope, body) => storage.run(scope, body),
    invoke(event, context, body) {
      const parts = partsOf(context);
      // Wrapped twice: by `protect` and by `withTelemetry`.
      if (parts.requestId !== '' && storage.getStore()?.requestId === parts.requestId)
        return body(event, () => undefined);
      const { bare, scope } = begin(event, context, parts);
      return storage.run(scope, () => {
        events.set(scope, bare);
        for (const aspect of aspects) {
          const end = aspect(scope, bare, context);
          if (end) scope.atEnd(end);
        }
        let result: ReturnType<typeof body>;
        try {
          result = body(bare, (error) => scope.end(error));
        } catch (error) {
          scope.end(error ?? new Error('threw nothing'));
          throw error;
        }
        observe(result, scope);
        return result;
      });
    },
    scopeOf(record) {
      const known = isObject(record) ? scopes.get(record) : undefined;
      if (known) return known;
      const { requestId = '', trace } = storage.getStore() ?? {};
      const parts = { requestId, trace, options, signer: theSigner(), ownId: messageId(record) };
      const scope = captureScope(record, fieldsOf(record), parts);
      if (isObject(record)) scopes.set(record, scope);
      return scope;
    },
    receivedObject(bucket, key, metadata) {
      const scope = storage.getStore();
      if (!scope || !namesObject(events.get(scope), bucket, key)) return;
      // Captured as a message of its own, and taken up where it brings an id.
      const brought = captureScope({}, carriedFields({ [CONTEXT_FIELD]: metadata }, isCarried), partsOf(undefined));
      if (brought.fields[CORRELATION_ID] !== 'unknown') scope.adopt(brought);
    },
    report(problem) {
      if (reported.size >= MOST_REPORTS || reported.has(problem)) return;
      reported.add(problem);
      const timestamp = new Date().toISOString();
      printLine(JSON.stringify({ timestamp, level: 'WARN', message: problem.slice(0, LONGEST_PROBLEM) }));
    },
    forwardsTo: (host) => isHostIn(host, options.forwardTo),
    configure(changed) {
      options = { ...options, ...changed };
      if (options.forwardTo && options.forwardTo.length > 0) carryOverHttp(store);
    },
    addAspect(aspect) {
      aspects.push(aspect);
    },
  };
  return store;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function clientContextOf(context: unknown): unknown {
  return ((context ?? {}) as InvocationContext).clientContext;
}
