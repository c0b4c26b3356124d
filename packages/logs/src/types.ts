import type { Execution, FunctionRef, RuntimeRecord } from '@bulkhead/core';

/** Where a line was printed. */
export interface LogStreamRef {
  readonly logGroup: string;
  readonly logStream: string;
  readonly function: FunctionRef;
}

/** What one line of a log stream says. */
export type LogItem =
  /** A line of ours. Only `valid` ones count; `forged` and `unsigned` ones are marked and counted, never believed. */
  | { readonly is: 'record'; readonly record: RuntimeRecord; readonly trust: 'valid' | 'unsigned' | 'forged' }
  | { readonly is: 'malformed'; readonly reason: string }
  /** A finished invocation, from REPORT or `platform.report`. */
  | { readonly is: 'execution'; readonly execution: Execution }
  /** START, END, INIT_START and the JSON platform records that are not reports. */
  | { readonly is: 'platform'; readonly event: string; readonly requestId?: string }
  /** Anything else: what the function itself logged. */
  | {
      readonly is: 'application';
      readonly time?: number;
      readonly requestId?: string;
      readonly level?: string;
      readonly message: string;
    };

/** What a delivery brought, ready for a sink. */
export interface LogBatch {
  readonly records: readonly RuntimeRecord[];
  readonly executions: readonly Execution[];
  readonly counters: LogCounters;
}

export interface LogCounters {
  /** Lines that claim to be ours but carry no valid check. */
  readonly forged: number;
  /** Lines that start like ours but cannot be read. */
  readonly malformed: number;
}
