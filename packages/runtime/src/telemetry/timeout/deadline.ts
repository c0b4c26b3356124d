import type { CorrelationScope, InvocationAspect } from '@bulkhead/core';
import { addAspect } from '../correlation/ends.ts';
import { theStore } from '../correlation/store.ts';
import { log } from '../logger/log.ts';
import type { Logger } from '../logger/types.ts';
import { type Dimensions, type Metrics, metrics } from '../metrics/metrics.ts';
import { digestOf, type EventDigest } from './digest.ts';

export interface TimeoutOptions {
  /** Milliseconds before the deadline at which an invocation that still runs is reported. 10 by default. */
  readonly margin?: number;
}

const MARGIN = 10;

/**
 * Reports invocations that are about to time out, which Lambda ends without a word of what they were doing: an ERROR line with
 * the shape of the event and the last call out of the function, the DEBUG lines that were kept (`bufferDebug`), and the
 * metric `Timeouts`. Code that never lets go of the event loop is not reported: no timer runs.
 * @example reportTimeouts(); export const handler = withTelemetry(…);
 */
export function reportTimeouts({ margin = MARGIN }: TimeoutOptions = {}): void {
  if (margin > 0) addAspect(theStore(), createDeadline({ margin, log, metrics, now: Date.now }));
}

export interface DeadlineParts {
  readonly margin: number;
  readonly log: Pick<Logger, 'with'>;
  readonly metrics: Pick<Metrics, 'count' | 'flush'>;
  readonly now: () => number;
}

export function createDeadline(parts: DeadlineParts): InvocationAspect {
  const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'];
  const dimensions: Dimensions = functionName ? { FunctionName: functionName } : {};
  const store = theStore();
  store.calls ??= new Map();
  const { calls } = store;

  function report(scope: CorrelationScope, event: unknown, left: number): void {
    const call = calls.get(scope.requestId);
    const lastCall = call && { operation: call.operation, millisecondsAgo: parts.now() - call.at };
    parts.log.with(scope).error({ remaining: left, event: look(event), lastCall }, 'invocation about to time out');
    parts.metrics.count('Timeouts', 1, { dimensions, context: scope });
    // The environment is about to be killed: what was counted so far would be lost.
    parts.metrics.flush(scope);
  }

  return (scope, event, context) => {
    const left = remaining(context);
    if (left === undefined || left <= parts.margin) return undefined;
    const timer = setTimeout(() => report(scope, event, remaining(context) ?? parts.margin), left - parts.margin);
    // An open timer keeps a callback handler's invocation from ending.
    timer.unref();
    return () => {
      clearTimeout(timer);
      calls.delete(scope.requestId);
    };
  };
}

function look(event: unknown): EventDigest | undefined {
  try {
    return digestOf(event);
  } catch {
    // A proxy of the caller's, in a direct call.
    return undefined;
  }
}

function remaining(context: unknown): number | undefined {
  try {
    const { getRemainingTimeInMillis } = context as { readonly getRemainingTimeInMillis?: () => unknown };
    const left = getRemainingTimeInMillis?.call(context);
    return typeof left === 'number' && Number.isFinite(left) ? left : undefined;
  } catch {
    return undefined;
  }
}
