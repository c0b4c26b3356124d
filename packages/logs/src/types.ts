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
  /** Of the log event, where there is one: tells a line that is delivered again from one that was printed twice. */
  readonly id?: string;
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
      /** Where the line is JSON and names the request that it belongs to. */
      readonly correlation?: Correlation;
    };

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/** What an application line says of the request that it belongs to, all of it bounded; see `correlation.ts`. */
export interface Correlation {
  /** `x-correlation-id`, the same in every function that one request goes through. */
  readonly id: string;
  /** Other `x-correlation-*` fields. */
  readonly ids: Readonly<Record<string, string>>;
  /** Of the invocation that printed the line. */
  readonly requestId?: string;
  /** Of the invocation that caused this one. */
  readonly parentId?: string;
  readonly traceId?: string;
  /** By the function's own clock, milliseconds since the epoch. */
  readonly time?: number;
  readonly userAgent?: string;
  /** What invoked the function, where the line says so. */
  readonly trigger?: string;
  /** The chain's one decision to log at DEBUG. */
  readonly debug?: boolean;
  readonly level?: LogLevel;
  readonly message: string;
  /** Stack of an error with its causes. */
  readonly error?: string;
  /** JSON text of what else the line says. */
  readonly fields?: string;
}

/** An application line on its way to a sink that shows requests. */
export interface RequestLine extends Omit<Correlation, 'id' | 'time' | 'requestId'> {
  readonly kind: 'line';
  /** The same however often the line is delivered: 32 hexadecimal digits. */
  readonly id: string;
  readonly correlationId: string;
  /** Empty where neither the line nor its neighbours tell. */
  readonly requestId: string;
  readonly time: number;
  readonly function: FunctionRef;
  readonly logStream: string;
}

/** What a delivery brought, ready for a sink. */
export interface LogBatch {
  readonly records: readonly RuntimeRecord[];
  readonly executions: readonly Execution[];
  /** Application lines that name the request that they belong to; left out: none. */
  readonly lines?: readonly RequestLine[];
  readonly counters: LogCounters;
}

export interface LogCounters {
  /** Lines that claim to be ours but carry no valid check. */
  readonly forged: number;
  /** Lines that start like ours but cannot be read. */
  readonly malformed: number;
  /** Records, executions and lines that found no room before they were taken. */
  readonly dropped: number;
}

/** What a deploy or the lab knows to exist; the console's inventory takes it as it is. */
export interface DeployedFunctionInfo {
  readonly function: FunctionRef;
  readonly app: string;
  /** When it was last deployed (in the lab: started), milliseconds since the epoch. */
  readonly deployedAt: number;
  readonly unprotectedReason?: string;
  /** Says what a millisecond costs; left out: reckoned as x86_64. */
  readonly architecture?: 'x86_64' | 'arm64';
}
