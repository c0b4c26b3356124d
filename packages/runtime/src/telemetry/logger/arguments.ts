import { CORRELATION_PREFIX, DEBUG_FIELD } from '@bulkhead/core';
import { extras } from './extras.ts';
import { isError } from './plain.ts';

/** What a call of a log method said. */
export interface Said {
  readonly message: string | undefined;
  /** Fields of the caller's, later ones over earlier ones. */
  readonly fields: Record<string, unknown>;
}

/** Names that the line itself gives out, besides those of the request; others that readers of lines believe. */
const OURS = [
  'timestamp',
  'level',
  'message',
  'requestId',
  'traceId',
  'droppedIds',
  'user-agent',
  DEBUG_FIELD,
  'truncated',
  '__proto__',
  'bulkhead',
  '_aws',
];

/**
 * Reads arguments as pino does: fields or an error first, then a text with its values, which {@link fillPatterns} puts in their
 * places. Objects and errors that no placeholder takes are fields too, since other loggers have them behind the text; other
 * values are added to the text, as `console.log` does.
 * @param fields what they are added to
 */
export function readArguments(args: readonly unknown[], fields: Record<string, unknown>): Said {
  let next = 0;
  let message: string | undefined;
  if (typeof args[0] === 'object' || (args[0] === undefined && args.length > 1)) addFields(fields, args[next++]);
  if (typeof args[next] === 'string') {
    message = args[next++] as string;
    // A text alone is no pattern: it may be a stranger's.
    if (next < args.length && extras.fill) [message, next] = extras.fill(message, args, next);
  }
  for (; next < args.length; next++) {
    const value = args[next];
    if (typeof value === 'object' && value) addFields(fields, value);
    else message = message === undefined ? String(value) : `${message} ${String(value)}`;
  }
  return { message, fields };
}

/**
 * Fields over others, whatever it is that is given as such. They do not pass for the line's own: `requestId` becomes
 * `_requestId`.
 */
export function addFields(fields: Record<string, unknown>, value: unknown): void {
  try {
    if (isError(value)) fields['error'] = value;
    else if (Array.isArray(value)) fields['values'] = value;
    else {
      for (const name of Object.keys(value ?? {})) {
        const field = (value as Record<string, unknown>)[name];
        const taken = OURS.includes(name) || name.startsWith(CORRELATION_PREFIX);
        fields[taken ? `_${name}` : name === 'err' && isError(field) ? 'error' : name] = field;
      }
    }
  } catch {
    // A getter or a proxy: whoever writes it says of each field whether it can be read.
    fields['fields'] = value;
  }
}
