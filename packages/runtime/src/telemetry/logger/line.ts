import { CORRELATION_PREFIX, type CorrelationScope, DEBUG_FIELD } from '@bulkhead/core';
import type { Said } from './arguments.ts';
import { createRoom, isError, jsonText, MAY_BE_SECRET, membersText } from './json-text.ts';

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
  '__proto__',
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
export function lineText({ time, level, scope, bindings, message, fields }: LineParts): string {
  const head = `{"timestamp":"${new Date(time).toISOString()}","level":"${level}"`;
  const request = scope ? scopeText(scope) : '';
  const text = message ?? ownMessage(fields);
  const own = ownFields(bindings, fields);
  let mask = false;
  for (let left = LINE_LIMIT - 1_024 - request.length; ; ) {
    const room = createRoom(left, mask);
    const said = text === undefined ? '' : `,"message":${jsonText(text, room)}`;
    const rest = membersText(own, room).slice(1);
    // Once more where there may be a secret, or less where the text takes more bytes than characters. What the scope has was
    // cleaned when it was captured.
    if (!mask && (MAY_BE_SECRET.test(said) || MAY_BE_SECRET.test(rest))) {
      mask = true;
      continue;
    }
    const cut = room.cut + room.omitted > 0 ? `,"truncated":{"characters":${room.cut},"fields":${room.omitted}}` : '';
    const line = harmless(`${head}${said}${request}${rest.length > 1 ? ',' : ''}${rest.slice(0, -1)}${cut}}`);
    if (line.length * 3 < LINE_LIMIT || Buffer.byteLength(line) < LINE_LIMIT) return line;
    left >>= 1;
  }
}

/** Put together by hand: one object of all of it takes three times as long, and this is of every line. */
function scopeText({ requestId, fields, traceId, debug }: CorrelationScope): string {
  const id = requestId === '' ? '' : `,"requestId":${JSON.stringify(requestId)}`;
  const others = JSON.stringify(fields).slice(1, -1);
  const trace = traceId === undefined ? '' : `,"traceId":${JSON.stringify(traceId)}`;
  return `${id}${others && ','}${others}${trace},"${DEBUG_FIELD}":"${debug}"`;
}

function ownMessage({ message, error, err }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof message === 'string') return message;
  const thrown = isError(error) ? error : err;
  const own: unknown = isError(thrown) ? thrown.message : undefined;
  return typeof own === 'string' ? own : undefined;
}

/** The caller's fields do not pass for the line's own: `requestId` becomes `_requestId`. */
function ownFields(...given: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
  const own: Record<string, unknown> = {};
  for (const fields of given) {
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      if (name === 'err' && isError(value)) own['error'] = value;
      else if (!OURS.includes(name) && !name.startsWith(CORRELATION_PREFIX)) own[name] = value;
      else if (name !== 'message' || typeof value !== 'string') own[`_${name}`] = value;
    }
  }
  return own;
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
