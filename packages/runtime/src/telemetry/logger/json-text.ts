import { maskSecrets, REDACTED } from '@bulkhead/core';

/** How much room a line has, and what found none. */
export interface Room {
  /** UTF-16 code units that are left. */
  left: number;
  /** Code units of texts that were cut off. */
  cut: number;
  /** Fields and items that were left out. */
  omitted: number;
  /** Whether secrets are looked for. */
  readonly mask: boolean;
  /** The objects around the one that is written. */
  readonly above: unknown[];
}

export function createRoom(left: number, mask: boolean): Room {
  return { left, cut: 0, omitted: 0, mask, above: [] };
}

/** Objects inside of objects, and errors behind errors, that are told. */
const DEEPEST = 10;

/** Names of fields whose values are secrets, in any casing and with anything before them. */
const SECRET_NAME =
  /passw(?:or)?d|passphrase|(?:pwd|secrets?|token|authorization|cookies?|credentials?|jwt|passcode|(?:api|secret|private|access|signing).?key|(?:^|[_-])(?:pin|otp|cvv))$/i;

/** What a secret could begin with, or be called: of a text without it, nothing is masked. */
export const MAY_BE_SECRET =
  /pass|pwd|secret|token|auth|bearer|cookie|credential|jwt|key|pin"|otp|cvv|A(?:KI|SI|BI|CC)A|eyJ|gh[a-z]*_|xox/i;

/**
 * JSON text of any value, within its room; never throws. Unlike `JSON.stringify` it tells errors with their causes, maps, sets
 * and bigints, and what cannot be read is said to be so in its place.
 * @param name of the field that holds the value
 * @returns `undefined` for a value that JSON has none for
 */
export function jsonText(value: unknown, room: Room, name = ''): string | undefined {
  if (room.mask && value != null && typeof value !== 'boolean' && name.length < 200 && SECRET_NAME.test(name)) {
    return textOf(REDACTED, room);
  }
  switch (typeof value) {
    case 'string':
      return textOf(value, room);
    case 'number':
      room.left -= 8;
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'boolean':
      room.left -= 8;
      return String(value);
    case 'bigint':
    case 'symbol':
      return textOf(String(value), room);
    case 'object':
      return value ? objectText(value as Readonly<Record<string, unknown>>, room, name) : 'null';
  }
  return undefined;
}

/** A text takes at most half of the room, so that something is left for what follows. */
function textOf(value: string, room: Room): string {
  const most = room.left > 0 ? room.left >> 1 : 0;
  let text = value;
  // Masking looks a little past the cut, so that a secret that straddles it is still recognised.
  if (room.mask) text = maskSecrets(text.slice(0, most + 4_096));
  if (text.length > most || text.length < value.length) {
    // Not between the halves of a character.
    text = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
    if (value.length > most) room.cut += value.length - text.length;
  }
  const json = JSON.stringify(text);
  room.left -= json.length;
  return json;
}

function objectText(value: Readonly<Record<string, unknown>>, room: Room, name: string): string | undefined {
  const { above } = room;
  if (above.includes(value)) return '"[circular]"';
  if (above.length > DEEPEST) return '"[too deep]"';
  above.push(value);
  try {
    if (ArrayBuffer.isView(value)) return `"[${value.byteLength} bytes]"`;
    if (isError(value)) return membersText(value, room, errorKeys(value));
    if (typeof value['toJSON'] === 'function') return jsonText(value['toJSON'](name), room);
    if (value instanceof Map) return membersText(Object.fromEntries(value), room);
    if (value instanceof Set) return listText([...value], room);
    return Array.isArray(value) ? listText(value, room) : membersText(value, room);
  } catch {
    // A proxy, or a toJSON that throws.
    return UNREADABLE;
  } finally {
    above.pop();
  }
}

const UNREADABLE = '"[unreadable]"';

/** Across realms too: a bundle's test runner and `vm` have an Error of their own. */
export function isError(value: unknown): value is Error & Readonly<Record<string, unknown>> {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
  } catch {
    // A proxy.
    return false;
  }
}

function errorKeys(error: object): readonly string[] {
  return [...new Set(['name', 'message', 'stack', 'cause', 'errors', ...Object.keys(error)])];
}

function listText(list: readonly unknown[], room: Room): string {
  let text = '';
  for (let i = 0; i < list.length; i++) {
    if (room.left <= 0) {
      room.omitted += list.length - i;
      break;
    }
    text += `${i > 0 ? ',' : ''}${jsonText(list[i], room) ?? 'null'}`;
  }
  return `[${text}]`;
}

/** Text of an object's fields. */
export function membersText(
  value: Readonly<Record<string, unknown>>,
  room: Room,
  keys: readonly string[] = Object.keys(value),
): string {
  let text = '';
  for (let i = 0; i < keys.length; i++) {
    if (room.left <= 0) {
      room.omitted += keys.length - i;
      break;
    }
    const key = keys[i]!;
    let member: string | undefined;
    try {
      member = jsonText(value[key], room, key);
    } catch {
      // A getter.
      member = UNREADABLE;
    }
    if (member !== undefined) text += `${text && ','}${textOf(key, room)}:${member}`;
  }
  return `{${text}}`;
}
