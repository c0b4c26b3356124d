import {
  CORRELATION_ID,
  CORRELATION_PREFIX,
  type CorrelationScope,
  type CorrelationStore,
  correlationStoreSoFar,
  DEBUG_FIELD,
  PARENT_ID,
  registerCorrelationStore,
  USER_AGENT,
} from '@bulkhead/core';
import { carriedInPlaces, isFields } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';
import { cleanValue, limitOf, MOST_IDS } from './fields.ts';
import { hasKey } from './key.ts';
import { type Event, messageOf } from './messages.ts';
import type { Body, StoreParts } from './parts.ts';
import { fractionOf } from './sampling.ts';

export type WritableScope = { -readonly [K in keyof CorrelationScope]: CorrelationScope[K] };

/** The parts of Lambda's context that are used; any of them may be missing in a test. */
interface InvocationContext {
  readonly awsRequestId?: unknown;
  readonly clientContext?: unknown;
  readonly xRayTraceId?: unknown;
}

const DEBUG_RATE = 0.05;

/** The process's store: the first copy of the library that was loaded makes it. */
export const theStore = (): CorrelationStore => correlationStoreSoFar() ?? registerCorrelationStore(createStore());

export function createStore(): CorrelationStore {
  const storage = new (process.getBuiltinModule('node:async_hooks').AsyncLocalStorage)<CorrelationScope>();

  /**
   * The scope of an invocation, or of one record of a batch: from what rides along with the message, or the beginning of a
   * request of its own.
   * @param message the event, or the record; `undefined` for a batch, of which no message speaks for all
   * @param ownId the id of a request that begins here; the request id by default
   * @param event what the scope says its work is done for
   * @param trace X-Ray's header
   */
  const capture = (
    message: unknown,
    ownId?: unknown,
    event = message,
    { requestId = '', trace = '' }: Pick<Partial<CorrelationScope>, 'requestId' | 'trace'> = storage.getStore() ?? {},
    clientContext?: unknown,
  ): CorrelationScope => {
    const fields: Record<string, string> = {};
    // Holds until the fields change.
    let logText = '';
    // The correlation id itself, which each request has.
    let ids = 1;
    let dropped = 0;
    /** @returns whether a field was taken; what is sent by itself is no id: of sixteen the sixteenth would be lost at the next function */
    const put = (name: string, value: unknown): unknown => {
      const clean = cleanValue(value, name);
      const isOther = name === PARENT_ID || name === CORRELATION_ID || !name.startsWith(CORRELATION_PREFIX);
      const taken = clean && (fields[name] || isOther || (ids < MOST_IDS && ++ids));
      if (taken) fields[name] = clean;
      else dropped++;
      logText = '';
      return taken;
    };
    const traceId = cleanValue(trace && /Root=([^;]+)/.exec(trace)?.[1]);
    const scope: WritableScope = {
      requestId,
      fields,
      debug: false,
      trace,
      traceId,
      event,
      logText: () =>
        (logText ||= JSON.stringify({
          requestId: requestId || undefined,
          ...fields,
          traceId,
          [DEBUG_FIELD]: `${scope.debug}`,
          droppedIds: dropped || undefined,
        }).slice(1, -1)),
      set(name, value) {
        const lower = String(name).toLowerCase();
        const prefix = lower.startsWith(CORRELATION_PREFIX) ? '' : CORRELATION_PREFIX;
        put(prefix + lower, typeof value === 'number' ? `${value}` : value);
      },
      outgoing(own) {
        // The signature is of what the receiver gets: what the caller has set by itself stays.
        const all: Record<string, string> = {
          ...store.traceParent?.(trace),
          ...fields,
          [DEBUG_FIELD]: `${scope.debug}`,
          ...(requestId && { [PARENT_ID]: requestId }),
          ...own,
        };
        return store.signed?.(all) ?? all;
      },
      adopt({ debug, fields: brought }) {
        scope.debug = debug;
        return Object.keys(brought).filter((name) => !put(name, brought[name]));
      },
      // Whoever follows it to its end puts others here: see `beginScope`.
      atEnd: (run) => run(undefined),
      end() {},
    };

    const carried = carriedInPlaces(message, limitOf, clientContext, store.more);
    // Whether anybody may have sent this: only events of requests over HTTP have these, AppSync's `request` among them. What comes from queues, topics and streams passed IAM.
    const outside = ['requestContext', 'headers', 'multiValueHeaders', 'request'].some((name) =>
      isFields((message as Event)?.[name]),
    );
    const known = store.known?.(store, message, carried, outside) ?? store.trust === 'anyone';
    const signed = store.signedBy?.(carried, outside, known);
    const trusted = known || !outside || signed;
    // Of the first caller, where the client has set one of its own.
    const first = trusted && carried[CORRELATION_PREFIX + USER_AGENT];
    if (first) carried[USER_AGENT] = first;
    const refused: string[] = [];
    for (const name in carried) {
      const counts = (trusted || name === USER_AGENT) && limitOf(name) > 0;
      if (counts && !put(name, carried[name])) refused.push(name);
    }
    if (trusted && refused[0]) store.report?.(refused);
    fields[CORRELATION_ID] ??= cleanValue(ownId ?? requestId) ?? 'unknown';
    // With a key, the flag counts only when it is signed: payloads may be a stranger's own.
    const flag = (signed ?? (trusted && !hasKey())) && carried[DEBUG_FIELD];
    scope.debug =
      flag === 'true' || (flag !== 'false' && fractionOf(fields[CORRELATION_ID]) < (store.debugRate ?? DEBUG_RATE));
    return scope;
  };

  const store: CorrelationStore & TelemetryOptions & StoreParts = {
    current: () => storage.getStore(),
    run: (scope, body) => storage.run(scope, body),
    invoke<T>(event: unknown, context: InvocationContext | null | undefined, body: Body<T>) {
      const requestId = `${context?.awsRequestId ?? ''}`;
      // Wrapped twice: by `protect` and by `withTelemetry`.
      if (requestId && storage.getStore()?.requestId === requestId) return body(event, () => undefined);
      const about = { requestId, trace: `${context?.xRayTraceId ?? process.env['_X_AMZN_TRACE_ID'] ?? ''}` };
      let bare = event;
      let scope: CorrelationScope;
      try {
        bare = store.clean?.(event) ?? event;
        scope = capture(messageOf(bare as Event), requestId, bare, about, context?.clientContext);
      } catch {
        // An event may be a proxy of the caller's, in a direct call.
        bare = event;
        scope = capture(undefined, requestId, bare, about);
      }
      return storage.run(scope, () =>
        store.follow ? store.follow(store, scope, bare, context, body) : body(bare, scope.end),
      );
    },
    capture,
    configure(changed) {
      Object.assign(store, changed);
    },
  };
  return store;
}
