import {
  CORRELATION_PREFIX,
  CORRELATION_SIGNATURE,
  type CorrelationScope,
  DEBUG_FIELD,
  PARENT_ID,
  TRACE_PARENT,
} from '@bulkhead/core';
import { harmless } from '../logger/harmless.ts';
import { cleanValue, isCarried } from './fields.ts';
import type { Signer } from './trust.ts';

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
  let decided = debug;
  // Both hold until the fields change.
  let outgoing: Readonly<Record<string, string>> | undefined;
  let logText: string | undefined;
  let ends: ((error: unknown) => void)[] | undefined = [];
  const { traceId, parent } = traceOf(trace);
  /** The signature is of what the receiver gets: what the caller has set by itself stays. */
  const load = (own?: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
    const all: Record<string, string> = { ...fields, [DEBUG_FIELD]: String(decided) };
    if (requestId) all[PARENT_ID] = requestId;
    if (parent) all[TRACE_PARENT] ??= parent;
    Object.assign(all, own);
    if (signer) all[CORRELATION_SIGNATURE] = signer.sign(all);
    return all;
  };
  const change = (changed: Readonly<Record<string, string>>): void => {
    Object.assign(fields, changed);
    outgoing = logText = undefined;
  };

  return {
    requestId,
    fields,
    get debug() {
      return decided;
    },
    trace,
    traceId,
    event,
    logText() {
      logText ??= harmless(
        JSON.stringify({ requestId: requestId || undefined, ...fields, traceId, [DEBUG_FIELD]: String(decided) }),
      ).slice(1, -1);
      return logText;
    },
    set(name, value) {
      const lower = name.toLowerCase();
      const full = lower.startsWith(CORRELATION_PREFIX) ? lower : CORRELATION_PREFIX + lower;
      const clean = isCarried(full) ? cleanValue(full, value) : undefined;
      if (clean !== undefined) change({ [full]: clean });
    },
    outgoing(own) {
      if (own) return load(own);
      outgoing ??= load();
      return outgoing;
    },
    adopt(brought) {
      decided = brought.debug;
      change(brought.fields);
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
}

/**
 * X-Ray's root, and the header as W3C Trace Context, for those who join traces by it:
 * `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1` is
 * `00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01`.
 */
export function traceOf(trace = ''): { readonly traceId: string | undefined; readonly parent: string | undefined } {
  const [, traceId, time, random] = /\bRoot=(1-([0-9a-f]{8})-([0-9a-f]{24}))(?:;|$)/.exec(trace) ?? [];
  const parent = /\bParent=([0-9a-f]{16})(?:;|$)/.exec(trace)?.[1];
  const sampled = /\bSampled=1/.test(trace) ? '01' : '00';
  return { traceId, parent: traceId && parent && `00-${time}${random}-${parent}-${sampled}` };
}
