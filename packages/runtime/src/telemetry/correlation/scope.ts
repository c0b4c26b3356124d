import {
  CORRELATION_PREFIX,
  CORRELATION_SIGNATURE,
  type CorrelationScope,
  DEBUG_FIELD,
  PARENT_ID,
  TRACE_PARENT,
} from '@bulkhead/core';
import { cleanValue, isCarried, isId, MOST_IDS } from './fields.ts';
import type { Signer } from './trust.ts';

export type WritableScope = { -readonly [K in keyof CorrelationScope]: CorrelationScope[K] };

export interface ScopeParts {
  readonly requestId: string;
  readonly trace: string | undefined;
  readonly event: unknown;
  readonly signer: Signer | undefined;
  /** X-Ray's header as W3C Trace Context; set by {@link sendTraceParent}. */
  readonly traceParent?: ((trace: string) => string | undefined) | undefined;
}

/** A scope without fields, which is not logged at DEBUG. */
export function createScope({ requestId, trace, event, signer, traceParent }: ScopeParts): WritableScope {
  const fields: Record<string, string> = {};
  // Both hold until the fields change.
  let outgoing: Readonly<Record<string, string>> | undefined;
  let logText: string | undefined;
  let dropped = 0;
  const put = (name: string, value: unknown): boolean => {
    const clean = isCarried(name) ? cleanValue(name, value) : undefined;
    const room = name in fields || !isId(name) || Object.keys(fields).filter(isId).length < MOST_IDS;
    if (clean && room) fields[name] = clean;
    else dropped++;
    outgoing = logText = undefined;
    return !(clean && room);
  };

  const scope: WritableScope = {
    requestId,
    fields,
    debug: false,
    trace,
    traceId: trace && cleanValue('', trace.split('Root=')[1]?.split(';')[0]),
    event,
    logText: () =>
      (logText ??= JSON.stringify({
        requestId: requestId || undefined,
        ...fields,
        traceId: scope.traceId,
        [DEBUG_FIELD]: String(scope.debug),
        droppedIds: dropped || undefined,
      }).slice(1, -1)),
    set(name, value) {
      const lower = String(name).toLowerCase();
      put(
        lower.startsWith(CORRELATION_PREFIX) ? lower : CORRELATION_PREFIX + lower,
        typeof value === 'number' ? `${value}` : value,
      );
    },
    outgoing(own) {
      if (!own && outgoing) return outgoing;
      const parent = trace && traceParent?.(trace);
      // The signature is of what the receiver gets: what the caller has set by itself stays.
      const all: Record<string, string> = {
        ...(parent && { [TRACE_PARENT]: parent }),
        ...fields,
        [DEBUG_FIELD]: String(scope.debug),
        ...(requestId && { [PARENT_ID]: requestId }),
        ...own,
      };
      if (signer) all[CORRELATION_SIGNATURE] = signer.sign(all);
      if (!own) outgoing = all;
      return all;
    },
    adopt({ debug, fields: brought }) {
      scope.debug = debug;
      return Object.keys(brought).filter((name) => put(name, brought[name]));
    },
    // Whoever follows it to its end puts others here: see `beginScope`.
    atEnd: (run) => run(undefined),
    end: () => {},
  };
  return scope;
}
