import { TRACE_PARENT } from '@bulkhead/core';
import type { StoreParts } from './parts.ts';
import { theStore } from './store.ts';

/**
 * X-Ray's header as W3C Trace Context, for those who join traces by it: `00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01`
 * for `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`.
 */
export function traceParent(trace: string): string | undefined {
  const [, time, random, parent, sampled] =
    /\bRoot=1-([\da-f]{8})-([\da-f]{24});.*\bParent=([\da-f]{16})\b(.*;Sampled=1)?/.exec(trace) ?? [];
  return time && `00-${time}${random}-${parent}-0${sampled ? 1 : 0}`;
}

/**
 * Has X-Ray's trace ride along as `traceparent` with requests that came without one.
 * @example sendTraceParent(); export const handler = withTelemetry(…);
 */
export function sendTraceParent(): void {
  theStore().configure({ traceParent: traceParentField } satisfies StoreParts);
}

/** The field that rides along for X-Ray's header. */
export function traceParentField(trace: string): Record<string, string> | undefined {
  const parent = traceParent(trace);
  return parent ? { [TRACE_PARENT]: parent } : undefined;
}
