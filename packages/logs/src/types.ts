import type { Execution, FunctionRef, RuntimeRecord } from '@bulkhead/core';

/** Where a line was printed. */
export interface LogStreamRef {
  readonly logGroup: string;
  readonly logStream: string;
  readonly function: FunctionRef;
}

/** One line as a log event brings it: the lab's `LabLine` and a CloudWatch Logs event both fit. */
export interface LogLine {
  readonly stream: LogStreamRef;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Without the newline. */
  readonly text: string;
}

/** What one line of a log stream says. */
export type LogItem =
  /** A line of ours. Only `valid` ones count; `forged` and `unsigned` ones are marked and counted, never believed. */
  | { readonly is: 'record'; readonly record: RuntimeRecord; readonly trust: 'valid' | 'unsigned' | 'forged' }
  | { readonly is: 'malformed'; readonly reason: string }
  /** A finished invocation, from REPORT or `platform.report`. */
  | {
      readonly is: 'execution';
      readonly execution: Execution;
      /** True where the line itself says how the invocation ended; false: `status` is `success` until another line objects. */
      readonly statusGiven: boolean;
    }
  /** START, END, INIT_START and the JSON platform records that are not reports. */
  | {
      readonly is: 'platform';
      /** First word of a text line (`START`, `INIT_REPORT` …), the JSON `type` (`platform.start` …), or `TIMEOUT` / `EXIT`. */
      readonly event: string;
      readonly requestId?: string;
      /** For `EXIT`: `Runtime.ExitError` and the like, when the line names it. */
      readonly errorType?: string;
    }
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
  /** Records and executions that found no room before they were taken. */
  readonly dropped: number;
}

/** What a deploy or the lab knows to exist; the console's inventory takes it as it is. */
export interface DeployedFunctionInfo {
  readonly function: FunctionRef;
  readonly app: string;
  /** When it was last deployed (in the lab: started), milliseconds since the epoch. */
  readonly deployedAt: number;
  readonly unprotectedReason?: string;
}
