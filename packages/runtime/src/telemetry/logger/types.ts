import type { CorrelationScope } from '@bulkhead/core';
import type { LevelName } from './levels.ts';

/** A method that logs, called as pino's are. */
export interface LogMethod {
  /** Fields, or an error, and a text with its values: `%s` text, `%d` number, `%j` and `%o` JSON. */
  (fields: unknown, message?: string, ...values: unknown[]): void;
  /** A text with its values. Objects and errors that no placeholder takes are logged as fields. */
  (message: string, ...values: unknown[]): void;
}

/** Prints one JSON line a call, with the ids of the request that running code works for. Never throws. */
export interface Logger {
  readonly trace: LogMethod;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  /** Prints nothing; there because pino has it. */
  readonly silent: LogMethod;
  /**
   * Lines below are not printed, unless the request is one that is logged at DEBUG. `BULKHEAD_LOG_LEVEL`, `LOG_LEVEL` or
   * Lambda's own setting by default, in this order, and `info` without any. A child has its parent's level until it is set.
   */
  level: LevelName;
  /** Whether a line of a level would be printed now. */
  isLevelEnabled(level: string): boolean;
  /** A logger whose lines carry more fields, with a level of its own if it is given one. */
  child(fields: Readonly<Record<string, unknown>>, options?: { readonly level?: LevelName }): Logger;
  /** The fields that its lines carry. */
  bindings(): Readonly<Record<string, unknown>>;
  /**
   * A logger for another request than the one that running code is in: `log.with(contextOf(record))` in a handler that takes
   * a batch as a whole.
   */
  with(context: CorrelationScope): Logger;
}
