import {
  CORRELATION_PREFIX,
  CORRELATION_SIGNATURE,
  type CorrelationScope,
  DEBUG_FIELD,
  PARENT_ID,
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

export function createScope({ requestId, fields, debug, trace, signer }: ScopeParts): CorrelationScope {
  let outgoing: Readonly<Record<string, string>> | undefined;
  let ends: ((error: unknown) => void)[] | undefined = [];
  return {
    requestId,
    fields,
    debug,
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
    outgoing() {
      if (!outgoing) {
        const all: Record<string, string> = { ...fields, [PARENT_ID]: requestId, [DEBUG_FIELD]: String(debug) };
        if (requestId === '') delete all[PARENT_ID];
        if (signer) all[CORRELATION_SIGNATURE] = signer.sign(all);
        outgoing = all;
      }
      return outgoing;
    },
    atEnd(run) {
      ends?.push(run);
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
