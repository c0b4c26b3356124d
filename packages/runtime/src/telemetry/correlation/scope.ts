import {
  CORRELATION_PREFIX,
  CORRELATION_SIGNATURE,
  type CorrelationScope,
  DEBUG_FIELD,
  PARENT_ID,
  TRACE_PARENT,
} from '@bulkhead/core';
import { harmless } from '../logger/harmless.ts';
import { cleanValue, isCarried, isId, MOST_IDS } from './fields.ts';
import type { Signer } from './trust.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export interface ScopeParts {
  readonly requestId: string;
  /** Cleaned; `x-correlation-id` among them. */
  readonly fields: Record<string, string>;
  readonly debug: boolean;
  readonly trace: string | undefined;
  readonly signer: Signer | undefined;
  readonly event?: unknown;
}

export function createScope({ requestId, fields, debug, trace, signer, event }: ScopeParts): CorrelationScope {
  // Both hold until the fields change.
  let outgoing: Readonly<Record<string, string>> | undefined;
  let logText: string | undefined;
  let dropped = 0;
  let ends: ((error: unknown) => void)[] | undefined = [];
  const traceId = trace && ROOT.exec(trace)?.[1];
  const put = (name: string, value: string | undefined): void => {
    const room = name in fields || !isId(name) || Object.keys(fields).filter(isId).length < MOST_IDS;
    if (room && value !== undefined) fields[name] = value;
    else dropped++;
    outgoing = logText = undefined;
  };

  const scope: Writable<CorrelationScope> = {
    requestId,
    fields,
    debug,
    trace,
    traceId,
    event,
    logText: () =>
      (logText ??= harmless(
        JSON.stringify({
          requestId: requestId || undefined,
          ...fields,
          traceId,
          [DEBUG_FIELD]: String(scope.debug),
          droppedIds: dropped || undefined,
        }),
      ).slice(1, -1)),
    set(name, value) {
      const lower = String(name).toLowerCase();
      const full = lower.startsWith(CORRELATION_PREFIX) ? lower : CORRELATION_PREFIX + lower;
      put(full, isCarried(full) ? cleanValue(full, value) : undefined);
    },
    outgoing(own) {
      if (!own && outgoing) return outgoing;
      const parent = traceParent(trace);
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
    adopt(brought) {
      scope.debug = brought.debug;
      for (const name of Object.keys(brought.fields)) put(name, brought.fields[name]);
    },
    atEnd(run) {
      if (ends) ends.push(run);
      else run(undefined);
    },
    end(error) {
      const runs = ends ?? [];
      ends = undefined;
      for (const run of runs) {
        try {
          run(error);
        } catch {
          // What is done besides must not change how the invocation ends.
        }
      }
    },
  };
  return scope;
}

/** `1-5759e988-bd862e3fe1be46a994272793` in `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`. */
const ROOT = /\bRoot=(1-[\da-f]+-[\da-f]+)/;

/**
 * X-Ray's header as W3C Trace Context, for those who join traces by it: `00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01`
 * for the one above.
 */
function traceParent(trace = ''): string | undefined {
  const [, time, random, parent, sampled] =
    /\bRoot=1-([\da-f]{8})-([\da-f]{24});.*\bParent=([\da-f]{16})\b(.*;Sampled=1)?/.exec(trace) ?? [];
  return time && `00-${time}${random}-${parent}-0${sampled ? 1 : 0}`;
}
