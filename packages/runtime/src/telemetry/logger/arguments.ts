import { CORRELATION_PREFIX } from '@bulkhead/core';
import { isError } from './plain.ts';

/** Names that the line itself gives out, besides those of the request; others that readers of lines believe, or `JSON` does. */
const OURS =
  ' timestamp level message requestId traceId droppedIds user-agent debug-log-enabled truncated __proto__ toJSON bulkhead _aws ';

/**
 * Reads arguments as pino does: fields or an error first, then a text. Objects and errors behind the text are fields too, since
 * other loggers have them there; other values are added to the text, as `console.log` does.
 * @param fields what they are added to
 * @returns the text: `undefined` where there is none, neither by itself nor as a field or in an error
 */
export function readArguments(args: readonly unknown[], fields: Record<string, unknown>): unknown {
  const words: string[] = [];
  for (const value of args) {
    if (value && typeof value === 'object') addFields(fields, value);
    // What is not there in front of a text, or in place of one.
    else if ((value ?? words[0]) != null) words.push(String(value));
  }
  if (words[0] !== undefined) return words.join(' ');
  const { _message: message, error } = fields;
  fields['_message'] = undefined;
  return message ?? (isError(error) ? error.message : undefined);
}

/**
 * Fields over others, whatever it is that is given as such. They do not pass for the line's own: `requestId` becomes
 * `_requestId`.
 */
export function addFields(fields: Record<string, unknown>, value: object): void {
  try {
    const names = Object.keys(value);
    const given = value as Record<string | symbol, unknown>;
    // A map, a set, a date, bytes: what they hold is in none of their own fields.
    const isValue = given[Symbol.iterator] || (!names[0] && given.constructor !== Object);
    if (isError(value)) fields['error'] = value;
    else if (isValue) fields['values'] = value;
    else
      for (const name of names) {
        const field = given[name];
        const taken = OURS.includes(` ${name} `) || name.startsWith(CORRELATION_PREFIX);
        fields[taken ? `_${name}` : name === 'err' && isError(field) ? 'error' : name] = field;
      }
  } catch {
    // A getter or a proxy: whoever writes it says of each field whether it can be read.
    fields['fields'] = value;
  }
}
