import type { Execution, ExecutionStatus } from '@bulkhead/core';
import { reportFields } from './report-fields.ts';
import type { LogItem, LogStreamRef } from './types.ts';

const START = 'REPORT RequestId: ';

/** Longest request id that is taken; Lambda's have 36 characters. */
export const REQUEST_ID_LIMIT = 200;

/**
 * A text REPORT line. Fields after docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html, `Restore Duration` after
 * …/dg/snapstart-monitoring.html, `Status` and `Error Type` after …/dg/lambda-runtime-environment.html.
 * @param time when the line was printed: the text carries no time of its own
 * @returns `undefined` when the line is not a whole REPORT
 */
export function parseTextReport(text: string, stream: LogStreamRef, time: number): LogItem | undefined {
  if (!text.startsWith(START)) return undefined;
  const fields = reportFields(text.slice('REPORT '.length));
  const requestId = fields.get('RequestId');
  const durationMs = amount(fields.get('Duration'));
  if (!requestId || requestId.length > REQUEST_ID_LIMIT || durationMs === undefined) return undefined;
  const status = fields.get('Status');
  const errorType = fields.get('Error Type')?.slice(0, REQUEST_ID_LIMIT);
  const initMs = amount(fields.get('Init Duration')) ?? amount(fields.get('Restore Duration'));
  const traceId = fields.get('XRAY TraceId')?.slice(0, REQUEST_ID_LIMIT);
  const execution: Execution = {
    kind: 'execution',
    requestId,
    time,
    function: stream.function,
    logStream: stream.logStream,
    status: executionStatus(status),
    ...(errorType === undefined ? {} : { errorType }),
    durationMs,
    billedMs: amount(fields.get('Billed Duration')) ?? 0,
    memoryMb: amount(fields.get('Memory Size')) ?? 0,
    maxMemoryMb: amount(fields.get('Max Memory Used')) ?? 0,
    ...(initMs === undefined ? {} : { initMs }),
    ...(traceId === undefined ? {} : { traceId }),
  };
  return { is: 'execution', execution, statusGiven: status !== undefined };
}

/** `failure` is an error that the handler reported, `error` a crash of the runtime (Telemetry API); both are errors here. */
export function executionStatus(status: unknown): ExecutionStatus {
  if (status === 'timeout') return 'timeout';
  return status === undefined || status === 'success' ? 'success' : 'error';
}

function amount(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
