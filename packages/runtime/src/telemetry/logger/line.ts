import type { CorrelationScope } from '@bulkhead/core';
import { extras } from './extras.ts';
import { harmless } from './harmless.ts';
import { createRoom, fitting, isError, plainCopy } from './plain.ts';
import { isoTime } from './timestamp.ts';

/**
 * Longest line in bytes, the newline included. CloudWatch Logs takes 1 MiB an event since April 2025 and took 256 kB before;
 * a pipe holds 64 KiB, so that a line that fits into an empty pipe is never left half written.
 */
export const LINE_LIMIT = 65_536;

/**
 * What a secret could be called, and what is not harmless, in lower case: a line without any of it is done. One expression for
 * both, and without `i`, which makes compiling it three times as long (Node 24: 0.30 ms of a start, 0.10 without).
 */
export const NEEDS_CARE =
  /pass|pwd|secret|token|authorization|cookie|credential|jwt|key|pin"|otp|cvv|"bulkhead|[\u007f-\u009f\u2028\u2029]/;

let lastTime: number | undefined;
let timestamp = '';

/** One line without its newline: JSON, one line for whatever splits lines, within {@link LINE_LIMIT}, without secrets. */
export function lineText(
  time: number,
  level: string,
  scope: CorrelationScope | undefined,
  message: string | undefined,
  fields: Record<string, unknown>,
): string {
  if (time !== lastTime) timestamp = isoTime(time);
  lastTime = time;
  const ids = scope ? `,${scope.logText()}` : '';
  // Ids are printable ASCII: all that is not harmless in them is the name.
  const request = ids.includes('bulkhead') ? harmless(ids) : ids;
  const text = message ?? ownMessage(fields);
  let mask = false;
  for (let left = LINE_LIMIT - 1_024 - request.length; ; ) {
    const room = createRoom(left, mask);
    let said = text === undefined ? '' : `,"message":${JSON.stringify(fitting(text, room))}`;
    let rest = JSON.stringify(plainCopy(fields, room)).slice(1, -1);
    // Once more where there may be a secret.
    if (!mask && (extras.care ?? NEEDS_CARE).test((said + rest).toLowerCase())) {
      mask = true;
      continue;
    }
    if (mask) {
      said = harmless(said);
      rest = harmless(rest);
    }
    let line = `${said}${request}${rest && ','}${rest}`;
    if (room.cut + room.omitted) line += `,"truncated":{"characters":${room.cut},"fields":${room.omitted}}`;
    line = `{"timestamp":"${timestamp}","level":"${level}"${line}}`;
    // Less where the text takes more bytes than characters.
    if (line.length * 3 < LINE_LIMIT || Buffer.byteLength(line) < LINE_LIMIT) return line;
    left >>= 1;
  }
}

/** Of a call without a text: the field of that name, or what the error says. */
function ownMessage(fields: Record<string, unknown>): string | undefined {
  const { _message: message, error } = fields;
  if (typeof message === 'string') {
    fields['_message'] = undefined;
    return message;
  }
  const own: unknown = isError(error) ? error.message : undefined;
  return typeof own === 'string' ? own : undefined;
}
