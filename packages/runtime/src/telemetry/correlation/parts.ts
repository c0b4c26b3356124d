import type { CorrelationScope, CorrelationStore } from '@bulkhead/core';
import type { MoreMaps } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';
import type { Signer } from './trust.ts';

/** What is done in an invocation; gets the event, and what to call when a callback ends it. */
export type Body<T> = (event: unknown, end: (error?: unknown) => void) => T;

/** Runs an invocation in its scope, and ends that. */
export type Follow = <T>(
  store: CorrelationStore,
  scope: CorrelationScope,
  event: unknown,
  context: unknown,
  body: Body<T>,
) => T;

/** What the store does besides, once somebody has asked for it: a function that did not has none of its code in its bundle. */
export interface StoreParts {
  /** Set by {@link believeSigned}; `undefined` where there is no key. */
  readonly signer?: () => Signer | undefined;
  /** Set by {@link believePrincipals}. */
  readonly isPrincipal?: (event: unknown, trust: TelemetryOptions['trust']) => boolean;
  /** Set by {@link readMore}. */
  readonly more?: MoreMaps;
  /** Set by {@link sendTraceParent}. */
  readonly traceParent?: (trace: string) => string | undefined;
  /** Set by {@link followEnds}. */
  readonly follow?: Follow;
  /** Set by {@link cleanStreams}: the event with its records rid of what rode along. */
  readonly clean?: (event: unknown) => unknown;
  /** What rode along with records that were rid of it. */
  readonly taken?: WeakMap<object, Record<string, string>>;
}
