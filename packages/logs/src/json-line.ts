import { decodeLine, decodeObject, isMap, LINE_START, type Mac } from '@bulkhead/core';
import { correlationOf, correlationOfText } from './correlation.ts';
import { parsePlatformRecord, parseTime } from './platform-record.ts';
import { REQUEST_ID_LIMIT } from './text-report.ts';
import type { Correlation, LogItem, LogStreamRef } from './types.ts';

/**
 * A line that is one JSON object: a line of ours, a platform record, or what a function logged in JSON log mode
 * (`{"timestamp", "level", "requestId", "message"}`). Embedded metrics (EMF) and any other JSON stay application lines.
 * @returns `undefined` when the text is not a JSON object
 */
export function parseJsonLine(
  text: string,
  stream: LogStreamRef,
  verify: readonly Mac[],
  time: number,
): LogItem | undefined {
  let outer: unknown;
  try {
    outer = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof outer !== 'object' || outer === null || Array.isArray(outer)) return undefined;
  const fields = outer as Record<string, unknown>;
  const message = fields['message'];
  return (
    decodeObject(fields, stream.logStream, verify) ??
    parsePlatformRecord(fields, stream, time) ??
    wrapped(message, stream, verify) ??
    application(fields, message, text)
  );
}

/** The runtime's own wrapping of what `console.log` was given: our line may sit in `message`, as text or as an object. */
function wrapped(message: unknown, stream: LogStreamRef, verify: readonly Mac[]): LogItem | undefined {
  if (typeof message === 'string') {
    return message.includes(LINE_START) ? decodeLine(message, stream.logStream, verify) : undefined;
  }
  return message === undefined ? undefined : decodeObject(message, stream.logStream, verify);
}

function application(fields: Record<string, unknown>, message: unknown, text: string): LogItem {
  const time = parseTime(fields['timestamp']);
  const requestId = fields['requestId'] ?? fields['AWSRequestId'];
  const level = fields['level'] ?? fields['log_level'];
  const correlation = correlationOfLine(fields, message);
  return {
    is: 'application',
    ...(time === undefined ? {} : { time }),
    ...(typeof requestId === 'string' && requestId.length <= REQUEST_ID_LIMIT ? { requestId } : {}),
    ...(typeof level === 'string' && level.length <= 32 ? { level } : {}),
    message: typeof message === 'string' ? message : text,
    ...(correlation ? { correlation } : {}),
  };
}

/** The line itself, or what a logger printed in JSON log mode: an object or its text in `message`. */
function correlationOfLine(fields: Record<string, unknown>, message: unknown): Correlation | undefined {
  if (typeof message === 'string') return correlationOf(fields) ?? correlationOfText(message, fields);
  return correlationOf(fields) ?? (isMap(message) ? correlationOf(message, fields) : undefined);
}
