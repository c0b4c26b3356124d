import { decodeLine, type Mac } from '@bulkhead/core';
import { parseJsonLine } from './json-line.ts';
import { parseApplicationText, parsePlatformText } from './text-line.ts';
import { parseTextReport } from './text-report.ts';
import type { LogItem, LogStreamRef } from './types.ts';

/** Longest line that is looked into, in UTF-16 code units: CloudWatch Logs takes at most 1 MiB an event. */
export const TEXT_LIMIT = 1_048_576;

/**
 * What one line of a Lambda log stream says, whatever mode and runtime printed it. Never throws; work is linear in the
 * line's length. In text mode anybody who writes raw lines to stdout can imitate Lambda's REPORT: executions are figures,
 * not evidence. Our own records cannot be imitated without the key.
 * @param verify the keys in force, newest first; see `hmacSha256`
 * @param time when the line was printed, milliseconds since the epoch: text REPORT lines do not say
 * @example parseLine('START RequestId: 8f5…  Version: $LATEST', stream, []) // { is: 'platform', event: 'START', … }
 */
export function parseLine(text: string, stream: LogStreamRef, verify: readonly Mac[], time = 0): LogItem {
  if (text.length > TEXT_LIMIT) return { is: 'application', message: text.slice(0, TEXT_LIMIT) };
  const line = withoutNewline(text);
  if (line.charCodeAt(0) === 123) {
    const item = parseJsonLine(line, stream, verify, time);
    if (item) return item;
  }
  return (
    decodeLine(line, stream.logStream, verify) ??
    parseTextReport(line, stream, time) ??
    parsePlatformText(line) ??
    parseApplicationText(line)
  );
}

/** CloudWatch Logs events end as they were written: with a newline, with a tab and a newline, or with neither. */
function withoutNewline(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 10 || text.charCodeAt(end - 1) === 13)) end--;
  return end === text.length ? text : text.slice(0, end);
}
