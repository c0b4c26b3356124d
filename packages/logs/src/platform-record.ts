import type { Execution } from '@bulkhead/core';
import { executionStatus, REQUEST_ID_LIMIT } from './text-report.ts';
import type { LogItem, LogStreamRef } from './types.ts';

/**
 * What Lambda itself prints in JSON log mode: `{"time": …, "type": "platform.report", "record": {…}}`, after
 * docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html.
 * @param time used where the record's own time cannot be read
 * @returns `undefined` for anything whose `type` is not `platform.*`
 */
export function parsePlatformRecord(
  outer: Record<string, unknown>,
  stream: LogStreamRef,
  time: number,
): LogItem | undefined {
  const type = outer['type'];
  if (typeof type !== 'string' || !type.startsWith('platform.') || type.length > 64) return undefined;
  const record = object(outer['record']);
  const requestId = shortText(record['requestId']);
  if (type === 'platform.report' && requestId) {
    const execution = readReport(record, requestId, stream, parseTime(outer['time']) ?? time);
    if (execution) return { is: 'execution', execution, statusGiven: typeof record['status'] === 'string' };
  }
  return { is: 'platform', event: type, ...(requestId ? { requestId } : {}) };
}

function readReport(
  record: Record<string, unknown>,
  requestId: string,
  stream: LogStreamRef,
  time: number,
): Execution | undefined {
  const metrics = object(record['metrics']);
  const durationMs = amount(metrics['durationMs']);
  if (durationMs === undefined) return undefined;
  const errorType = shortText(record['errorType']);
  const initMs = amount(metrics['initDurationMs']) ?? amount(metrics['restoreDurationMs']);
  const traceId = xrayRoot(object(record['tracing'])['value']);
  return {
    kind: 'execution',
    requestId,
    time,
    function: stream.function,
    logStream: stream.logStream,
    status: executionStatus(record['status']),
    ...(errorType ? { errorType } : {}),
    durationMs,
    // Lambda Managed Instances report the duration alone: they are not billed by the millisecond.
    billedMs: amount(metrics['billedDurationMs']) ?? 0,
    memoryMb: amount(metrics['memorySizeMB']) ?? 0,
    maxMemoryMb: amount(metrics['maxMemoryUsedMB']) ?? 0,
    ...(initMs === undefined ? {} : { initMs }),
    ...(traceId ? { traceId } : {}),
  };
}

/** Milliseconds since the epoch of an ISO 8601 text; `undefined` for anything else. */
export function parseTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const time = Date.parse(value);
  return time >= 0 ? time : undefined;
}

/** `1-6352a70e-…` of `Root=1-6352a70e-…;Parent=…;Sampled=1`. */
function xrayRoot(value: unknown): string | undefined {
  const header = typeof value === 'string' ? value.slice(0, 1_000) : '';
  const root = header.split(';').find((part) => part.startsWith('Root='));
  return shortText(root?.slice('Root='.length));
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function shortText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= REQUEST_ID_LIMIT ? value : undefined;
}

function amount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
