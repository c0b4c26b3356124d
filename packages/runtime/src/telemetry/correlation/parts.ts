import type { CorrelationScope, CorrelationStore } from '@bulkhead/core';
import type { MoreMaps } from '@bulkhead/events/carriers';
import type { TelemetryOptions } from '../options.ts';

type Fields = Readonly<Record<string, string>>;

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
  /** Set by {@link believeSigned}: fields with their signature; `undefined` where there is no key. */
  readonly signed?: (fields: Fields) => Record<string, string> | undefined;
  /**
   * Set by {@link believeSigned}: whether the debug decision counts, by a signature; `undefined` where there is no key. Over
   * HTTP, of a caller that is not known otherwise, it leaves those ids that the signature holds for.
   */
  readonly signedBy?: (carried: Record<string, string>, outside: boolean, known: unknown) => boolean | undefined;
  /**
   * Set by {@link believePrincipals}: whether the caller is believed, whose other headers are added to what rides along.
   * @param outside it came over HTTP
   */
  readonly known?: (
    options: TelemetryOptions,
    message: unknown,
    carried: Record<string, string>,
    outside: boolean,
  ) => boolean;
  /** Set by {@link readMore}. */
  readonly more?: MoreMaps | undefined;
  /** Set by {@link sendTraceParent}: the field for a trace. */
  readonly traceParent?: (trace: string) => Fields | undefined;
  /** Set by {@link followEnds}. */
  readonly follow?: Follow;
  /** Set by {@link cleanStreams}: the event with its records rid of what rode along. */
  readonly clean?: (event: unknown) => unknown;
}
