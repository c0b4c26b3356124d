import {
  CORRELATION_PREFIX,
  CORRELATION_SIGNATURE,
  type CorrelationScope,
  DEBUG_FIELD,
  PARENT_ID,
  TRACE_PARENT,
} from '@bulkhead/core';
import { cleanValue, isCarried } from './fields.ts';
import type { Signer } from './trust.ts';

export interface ScopeParts {
  readonly requestId: string;
  /** Cleaned; `x-correlation-id` among them. */
  readonly fields: Record<string, string>;
  readonly debug: boolean;
  readonly trace: string | undefined;
  readonly signer: Signer | undefined;
}

export function createScope({ requestId, fields, debug: decided, trace, signer }: ScopeParts): CorrelationScope {
  let debug = decided;
  let outgoing: Readonly<Record<string, string>> | undefined;
  let ends: ((error: unknown) => void)[] | undefined = [];
  /** The signature is of what the receiver gets: what the caller has set by itself stays. */
  function load(own: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const all: Record<string, string> = { ...fields, [DEBUG_FIELD]: String(debug) };
    if (requestId !== '') all[PARENT_ID] = requestId;
    all[TRACE_PARENT] ??= traceParentOf(trace) ?? '';
    if (all[TRACE_PARENT] === '') delete all[TRACE_PARENT];
    Object.assign(all, own);
    if (signer) all[CORRELATION_SIGNATURE] = signer.sign(all);
    return all;
  }

  return {
    requestId,
    fields,
    get debug() {
      return debug;
    },
    trace,
    traceId: rootOf(trace),
    set(name, value) {
      const lower = name.toLowerCase();
      const full = lower.startsWith(CORRELATION_PREFIX) ? lower : CORRELATION_PREFIX + lower;
      const clean = isCarried(full) ? cleanValue(full, value) : undefined;
      if (clean === undefined) return;
      fields[full] = clean;
      outgoing = undefined;
    },
    outgoing(own) {
      if (own) return load(own);
      outgoing ??= load({});
      return outgoing;
    },
    adopt(brought) {
      Object.assign(fields, brought.fields);
      debug = brought.debug;
      outgoing = undefined;
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

/** `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…` */
export function rootOf(trace: string | undefined): string | undefined {
  return trace === undefined ? undefined : /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/.exec(trace)?.[1];
}

/**
 * X-Ray's header as W3C Trace Context, for those who join traces by it: `Root=1-5759e988-bd862e3fe1be46a994272793;
 * Parent=53995c3f42cd8ad8;Sampled=1` is `00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01`.
 */
function traceParentOf(trace: string | undefined): string | undefined {
  const root = rootOf(trace);
  const parent = /(?:^|;)Parent=([0-9a-f]{16})(?:;|$)/.exec(trace ?? '')?.[1];
  if (root === undefined || parent === undefined) return undefined;
  return `00-${root.slice(2).replace('-', '')}-${parent}-${/(?:^|;)Sampled=1(?:;|$)/.test(trace!) ? '01' : '00'}`;
}
