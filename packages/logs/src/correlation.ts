import { CORRELATION_ID, CORRELATION_PREFIX, DEBUG_FIELD, isMap, PARENT_ID, USER_AGENT } from '@bulkhead/core';
import { cutText } from './cut-text.ts';
import { parseTime } from './platform-record.ts';
import type { Correlation, LogLevel } from './types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Bytes of UTF-8 that are kept of a message, of an error with its causes, and of everything else that a line says. */
export const MESSAGE_BYTES = 8_192;
export const ERROR_BYTES = 8_192;
export const FIELDS_BYTES = 4_096;
/** Most ids of one line besides its correlation id, and the longest name and value of one, in UTF-16 code units. */
export const ID_COUNT = 16;
const ID_NAME = 64;
export const ID_LENGTH = 256;
/** Longest chain of causes that is told. */
const CAUSES = 5;

/** Names that loggers give to one thing, the commonest first. The second is Powertools', the third DAZN's or pino-lambda's. */
const REQUEST_IDS = ['requestId', 'function_request_id', 'awsRequestId', 'AWSRequestId'];
const TRACE_IDS = ['traceId', 'xray_trace_id', 'x-correlation-trace-id'];
const MESSAGES = ['message', 'msg'];
/** DAZN writes a number into `level` and the word beside it. */
const LEVELS = ['sLevel', 'level', 'log_level'];
const ERRORS = ['error', 'err'];
const TRIGGERS = ['trigger', 'event_source', 'eventSource'];
const NAMED = new Set([
  ...['timestamp', 'time', 'correlation_id', DEBUG_FIELD, USER_AGENT],
  ...[...REQUEST_IDS, ...TRACE_IDS, ...MESSAGES, ...LEVELS, ...ERRORS, ...TRIGGERS],
]);

const LEVEL_NAMES: Readonly<Record<string, LogLevel>> = {
  TRACE: 'TRACE',
  DEBUG: 'DEBUG',
  INFO: 'INFO',
  WARN: 'WARN',
  WARNING: 'WARN',
  ERROR: 'ERROR',
  FATAL: 'FATAL',
  CRITICAL: 'FATAL',
};
/** bunyan's and pino's numbers. */
const LEVEL_TENS: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/**
 * What a line that a function logged as JSON says of the request that it belongs to; `undefined` when it names none. Reads
 * Bulkhead's own logger, DAZN's, pino-lambda's and Powertools' (`correlation_id`). Everything that comes out is bounded.
 * @param outer what Lambda's JSON mode wrapped around the line: it knows request and time where the line does not
 */
export function correlationOf(fields: Fields, outer: Fields = fields): Correlation | undefined {
  const id = shortId(fields[CORRELATION_ID]) ?? shortId(fields['correlation_id']);
  // Embedded metrics carry the ids as properties; they are figures, not something that was said.
  if (id === undefined || fields['_aws'] !== undefined) return undefined;
  const parentId = shortId(fields[PARENT_ID]);
  const requestId = firstId(fields, REQUEST_IDS) ?? firstId(outer, REQUEST_IDS);
  const traceId = firstId(fields, TRACE_IDS) ?? firstId(outer, TRACE_IDS);
  const time = timeOf(fields) ?? timeOf(outer);
  const userAgent = shortId(fields[USER_AGENT]);
  const trigger = firstId(fields, TRIGGERS);
  const debug = flag(fields[DEBUG_FIELD]);
  const level = levelOf(fields) ?? levelOf(outer);
  const error = errorText(ERRORS.map((name) => fields[name]).find(isMap));
  const rest = restOf(fields);
  const message = MESSAGES.map((name) => fields[name]).find((value) => typeof value === 'string');
  return {
    id,
    ids: otherIds(fields),
    message: cutText(typeof message === 'string' ? message : '', MESSAGE_BYTES),
    ...(requestId === undefined ? {} : { requestId }),
    ...(parentId === undefined ? {} : { parentId }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(time === undefined ? {} : { time }),
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(trigger === undefined ? {} : { trigger }),
    ...(debug === undefined ? {} : { debug }),
    ...(level === undefined ? {} : { level }),
    ...(error === undefined ? {} : { error }),
    ...(rest === undefined ? {} : { fields: rest }),
  };
}

/**
 * The same for a line behind the columns of text mode, `time\trequestId\tLEVEL\t{"x-correlation-id":…}`.
 * Costs one comparison for whatever does not begin with a brace, and a search for whatever does.
 */
export function correlationOfText(message: string, outer: Fields): Correlation | undefined {
  if (message.charCodeAt(0) !== 123 || !message.includes('correlation')) return undefined;
  try {
    const fields: unknown = JSON.parse(message);
    return isMap(fields) ? correlationOf(fields, outer) : undefined;
  } catch {
    return undefined;
  }
}

/** An id that is too long is cut: the lines of one request still agree. */
function shortId(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  return value.slice(0, ID_LENGTH).toWellFormed();
}

function firstId(fields: Fields, names: readonly string[]): string | undefined {
  for (const name of names) {
    const id = shortId(fields[name]);
    if (id !== undefined) return id;
  }
  return undefined;
}

function otherIds(fields: Fields): Record<string, string> {
  const ids: [string, string][] = [];
  for (const name in fields) {
    if (!name.startsWith(CORRELATION_PREFIX) || name === CORRELATION_ID || name === PARENT_ID) continue;
    const value = name.length <= ID_NAME ? shortId(fields[name]) : undefined;
    if (value !== undefined) ids.push([name.toWellFormed(), value]);
    if (ids.length === ID_COUNT) break;
  }
  return Object.fromEntries(ids);
}

function timeOf(fields: Fields): number | undefined {
  const time = parseTime(fields['timestamp']) ?? parseTime(fields['time']);
  if (time !== undefined) return time;
  const epoch = fields['time'];
  return typeof epoch === 'number' && epoch >= 0 && epoch <= 8.64e15 ? Math.floor(epoch) : undefined;
}

function flag(value: unknown): boolean | undefined {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : undefined;
}

function levelOf(fields: Fields): LogLevel | undefined {
  for (const name of LEVELS) {
    const value = fields[name];
    if (typeof value === 'number') {
      const known = LEVEL_TENS[Math.floor(value / 10) - 1];
      if (known) return known;
    } else if (typeof value === 'string' && value.length <= 8) {
      const upper = value.toUpperCase();
      if (Object.hasOwn(LEVEL_NAMES, upper)) return LEVEL_NAMES[upper];
    }
  }
  return undefined;
}

/** As Node.js prints it: the stack begins with name and message. */
function errorText(error: Fields | undefined): string | undefined {
  const parts: string[] = [];
  for (let at: unknown = error; isMap(at) && parts.length < CAUSES; at = at['cause']) {
    const head = [at['name'], at['message']].filter((part) => typeof part === 'string' && part !== '').join(': ');
    const stack = typeof at['stack'] === 'string' ? at['stack'] : '';
    const text = stack === '' || stack.startsWith('at ') || stack.startsWith('    at ') ? `${head}\n${stack}` : stack;
    if (text.trim() !== '') parts.push(cutText(text.trimEnd(), ERROR_BYTES));
  }
  return parts.length === 0 ? undefined : cutText(parts.join('\nCaused by: '), ERROR_BYTES);
}

/** Everything else as JSON text, in the line's own order. */
function restOf(fields: Fields): string | undefined {
  const rest: [string, unknown][] = [];
  for (const name in fields) {
    if (NAMED.has(name) && !isKept(name, fields[name])) continue;
    if (!name.startsWith(CORRELATION_PREFIX)) rest.push([name, fields[name]]);
  }
  if (rest.length === 0) return undefined;
  try {
    return cutText(JSON.stringify(Object.fromEntries(rest)), FIELDS_BYTES);
  } catch {
    // Deeper than the stack of JSON.stringify; JSON.parse has none.
    return undefined;
  }
}

/** A named field of another type than was read, such as an error that is a text, is not lost. */
function isKept(name: string, value: unknown): boolean {
  if (ERRORS.includes(name)) return !isMap(value);
  return MESSAGES.includes(name) && typeof value !== 'string';
}
