import { createRoom, isError, jsonText } from './json-text.ts';

/** What a call of a log method said. */
export interface Said {
  readonly message: string | undefined;
  /** Fields of the caller's, later ones over earlier ones. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const LONGEST_ARGUMENT = 16_384;

/**
 * Reads arguments as pino does: fields or an error first, then a text with its values (`%s %d %i %f %j %o %O %%`). Objects and
 * errors that no placeholder takes are fields too, since other loggers have them behind the text; other values are added to
 * the text, as `console.log` does.
 */
export function readArguments(args: readonly unknown[]): Said {
  const fields: Record<string, unknown> = {};
  let rest = args;
  if (typeof args[0] === 'object' || (args[0] === undefined && args.length > 1)) {
    addFields(fields, args[0]);
    rest = args.slice(1);
  }
  let message = typeof rest[0] === 'string' ? rest[0] : undefined;
  let next = message === undefined ? 0 : 1;
  // A text alone is no pattern: it may be a stranger's.
  if (message !== undefined && rest.length > 1) {
    message = message.replace(/%([sdifjoO%])/g, (match, kind: string) => {
      if (kind === '%') return '%';
      return next < rest.length ? placed(kind, rest[next++]) : match;
    });
  }
  for (; next < rest.length; next++) {
    const value = rest[next];
    if (typeof value === 'object' && value !== null) addFields(fields, value);
    else message = message === undefined ? plain(value) : `${message} ${plain(value)}`;
  }
  return { message, fields };
}

/** Fields over others, whatever it is that is given as such. */
export function addFields(fields: Record<string, unknown>, value: unknown): void {
  try {
    if (isError(value)) fields['error'] = value;
    else if (Array.isArray(value)) fields['values'] = value;
    else Object.assign(fields, value);
  } catch {
    // A getter or a proxy: whoever writes it says of each field whether it can be read.
    fields['fields'] = value;
  }
}

function placed(kind: string, value: unknown): string {
  if (kind === 's') return plain(value);
  if (kind === 'd' || kind === 'f') return typeof value === 'object' ? 'NaN' : String(Number(plain(value)));
  if (kind === 'i') return String(Number.parseInt(plain(value), 10));
  return inText(value) ?? plain(value);
}

function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return inText(value)!;
}

function inText(value: unknown): string | undefined {
  const room = createRoom(LONGEST_ARGUMENT, false);
  const text = jsonText(value, room);
  return room.cut + room.omitted === 0 ? text : `${text} [${room.cut} characters and ${room.omitted} fields left out]`;
}
