import { CORRELATION_PREFIX } from '@bulkhead/core';
import { extras } from './extras.ts';
import { isError } from './plain.ts';

/** Names that the line itself gives out, besides those of the request; others that readers of lines believe, or `JSON` does. */
const OURS =
  ' timestamp level message requestId traceId droppedIds user-agent debug-log-enabled truncated __proto__ toJSON bulkhead _aws ';

/**
 * Reads arguments as pino does: fields or an error first, then a text with its values, which {@link fillPatterns} puts in their
 * places. Objects and errors that no placeholder takes are fields too, since other loggers have them behind the text; other
 * values are added to the text, as `console.log` does.
 * @param fields what they are added to
 * @returns the text
 */
export function readArguments(args: readonly unknown[], fields: Record<string, unknown>): string | undefined {
  let next = 0;
  let message: string | undefined;
  for (; next < args.length; ) {
    const value = args[next++];
    // What is not there in front of a text, or in place of one.
    if (value === undefined && message === undefined && args.length > 1) continue;
    if (typeof value === 'object' && (value || next === 1)) addFields(fields, value);
    else if (message !== undefined || typeof value !== 'string')
      message = message === undefined ? String(value) : `${message} ${String(value)}`;
    else {
      message = value;
      // A text alone is no pattern: it may be a stranger's.
      if (next < args.length && next < 3 && extras.fill) [message, next] = extras.fill(value, args, next);
    }
  }
  return message;
}

/**
 * Fields over others, whatever it is that is given as such. They do not pass for the line's own: `requestId` becomes
 * `_requestId`.
 */
export function addFields(fields: Record<string, unknown>, value: unknown): void {
  try {
    if (isError(value)) fields['error'] = value;
    else if (Array.isArray(value) || ArrayBuffer.isView(value)) fields['values'] = value;
    else {
      const names = Object.keys(value ?? {});
      // A map, a set, a date: what they hold is in none of their own fields.
      if (value && !names[0] && value.constructor !== Object) fields['values'] = value;
      for (const name of names) {
        const field = (value as Record<string, unknown>)[name];
        const taken = OURS.includes(` ${name} `) || name.startsWith(CORRELATION_PREFIX);
        fields[taken ? `_${name}` : name === 'err' && isError(field) ? 'error' : name] = field;
      }
    }
  } catch {
    // A getter or a proxy: whoever writes it says of each field whether it can be read.
    fields['fields'] = value;
  }
}
