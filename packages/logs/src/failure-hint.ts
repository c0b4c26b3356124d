import type { ExecutionStatus } from '@bulkhead/core';
import type { LogItem } from './types.ts';

/** That an invocation failed, said by a line other than its REPORT. */
export interface FailureHint {
  /** Absent: the invocation that is running in this stream. */
  readonly requestId?: string;
  readonly status: Exclude<ExecutionStatus, 'success'>;
  readonly errorType?: string;
}

/**
 * Text REPORT lines of an invocation whose handler threw carry no status, and before 2023 none did. What tells instead:
 * - `<time> <id> Task timed out after 3.00 seconds`, printed before or after the REPORT;
 * - `RequestId: <id> Error: Runtime exited …` and `RequestId: <id> Process exited before completing request`;
 * - the Node.js runtime's `<time>\t<id>\tERROR\tInvoke Error \t{"errorType":…}` (also `Uncaught Exception`, `Unhandled
 *   Promise Rejection`), with the tab that the runtime alone puts before the object;
 * - the Python runtime's `[ERROR] ValueError: …`, without an id.
 */
export function failureHint(item: LogItem): FailureHint | undefined {
  if (item.is === 'platform') {
    if (item.event === 'TIMEOUT') return { ...idOf(item), status: 'timeout' };
    if (item.event !== 'EXIT') return undefined;
    return { ...idOf(item), status: 'error', errorType: item.errorType ?? 'Runtime.ExitError' };
  }
  if (item.is !== 'application') return undefined;
  if (item.level === 'ERROR') return nodeFailure(item.message, idOf(item));
  return item.level === undefined && item.message.startsWith('[ERROR] ') ? pythonFailure(item.message) : undefined;
}

const NODE = /^(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection) \t\{"errorType":"([\w.$:]{1,200})"/;

function nodeFailure(message: string, id: { requestId?: string }): FailureHint | undefined {
  const found = NODE.exec(message);
  return found ? { ...id, status: 'error', errorType: found[1]! } : undefined;
}

const PYTHON = /^\[ERROR\] ([A-Za-z_][\w.]{0,199})(?::|$)/m;

function pythonFailure(message: string): FailureHint | undefined {
  const found = PYTHON.exec(message.slice(0, 300));
  return found ? { status: 'error', errorType: found[1]! } : undefined;
}

function idOf(item: { readonly requestId?: string }): { requestId?: string } {
  return item.requestId === undefined ? {} : { requestId: item.requestId };
}
