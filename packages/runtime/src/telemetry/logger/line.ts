import { CORRELATION_PREFIX, type CorrelationScope, DEBUG_FIELD } from '@bulkhead/core';
import type { Said } from './arguments.ts';
import { createRoom, isError, MAY_BE_SECRET, membersText } from './json-text.ts';

/**
 * Longest line in bytes, the newline included. CloudWatch Logs takes 1 MiB an event since April 2025 and took 256 kB before;
 * a pipe holds 64 KiB, so that a line that fits into an empty pipe is never left half written.
 */
export const LINE_LIMIT = 65_536;

/** Names that the line itself gives out, besides those of the request; others that readers of lines believe. */
const OURS = [
  'timestamp',
  'level',
  'message',
  'requestId',
  'traceId',
  'user-agent',
  DEBUG_FIELD,
  'truncated',
  'bulkhead',
  '_aws',
];

export interface LineParts extends Said {
  readonly time: number;
  readonly level: string;
  readonly scope: CorrelationScope | undefined;
  /** Of a child logger. */
  readonly bindings: Readonly<Record<string, unknown>>;
}

/** One line without its newline: JSON, one line for whatever splits lines, within {@link LINE_LIMIT}, without secrets. */
export function lineText(parts: LineParts): string {
  let mask = false;
  for (let left = LINE_LIMIT; ; ) {
    const text = harmless(attempt(parts, left, mask));
    // Once more where there may be a secret, or less where the text takes more bytes than characters.
    if (!mask && MAY_BE_SECRET.test(text)) mask = true;
    else if (text.length * 3 < LINE_LIMIT || Buffer.byteLength(text) < LINE_LIMIT) return text;
    else left >>= 1;
  }
}

function attempt({ time, level, scope, bindings, message, fields }: LineParts, left: number, mask: boolean): string {
  const room = createRoom(left - 1_024, mask);
  const line: Record<string, unknown> = {
    timestamp: new Date(time).toISOString(),
    level,
    message: message ?? ownMessage(fields),
    requestId: scope?.requestId || undefined,
    ...scope?.fields,
    traceId: scope?.traceId,
  };
  if (scope) line[DEBUG_FIELD] = String(scope.debug);
  add(line, bindings);
  add(line, fields);
  const text = membersText(line, room);
  if (room.cut + room.omitted === 0) return text;
  return `${text.slice(0, -1)},"truncated":{"characters":${room.cut},"fields":${room.omitted}}}`;
}

function ownMessage({ message, error, err }: Readonly<Record<string, unknown>>): unknown {
  if (typeof message === 'string') return message;
  const thrown = isError(error) ? error : err;
  return isError(thrown) ? thrown.message : undefined;
}

/** The caller's fields do not pass for the line's own: `requestId` becomes `_requestId`. */
function add(line: Record<string, unknown>, fields: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(fields)) {
    if (OURS.includes(name) || name.startsWith(CORRELATION_PREFIX) || name === '__proto__') {
      if (name !== 'message' || fields[name] !== line[name]) line[`_${name}`] = fields[name];
    } else if (name === 'err' && isError(fields[name])) {
      line['error'] = fields[name];
    } else {
      line[name] = fields[name];
    }
  }
}

/**
 * Nothing in a line passes for the beginning of a record of ours, and nothing ends it early: some readers take NEL and
 * U+2028 for the end of a line. What JSON has outside of texts is left alone.
 */
function harmless(text: string): string {
  if (!/"bulkhead|[\u007f-\u009f\u2028\u2029]/.test(text)) return text;
  return text
    .replace(/("bulkhead\\*"):/g, '$1 :')
    .replace(/[\u007f-\u009f\u2028\u2029]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
