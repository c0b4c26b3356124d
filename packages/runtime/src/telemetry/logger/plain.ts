import { REDACTED } from '@bulkhead/core';
import { extras } from './extras.ts';

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
  /** The objects around the one that is copied. */
  readonly above: unknown[];
}

export function createRoom(left: number, mask: boolean): Room {
  return { left, cut: 0, omitted: 0, mask, above: [] };
}

/** Objects inside of objects, and errors behind errors, that are told; a line's fields are one around them. */
const DEEPEST = 11;

/** How far behind a cut a secret may reach that straddles it. */
const BEHIND_CUT = 4_096;

/** Names of fields whose values are secrets, in any casing and with anything before them. */
const SECRET_NAME =
  /passw(?:or)?d|passphrase|(?:pwd|secrets?|token|authorization|cookies?|credentials?|jwt|passcode|(?:api|secret|private|access|signing).?key|(?:^|[_-])(?:pin|otp|cvv))$/i;

const UNREADABLE = '[unreadable]';

/**
 * A copy of any value that `JSON.stringify` can take, within its room; never throws. Errors are told with their causes, maps,
 * sets and bigints too, and what cannot be read is said to be so in its place.
 * @param name of the field that holds the value
 */
export function plainCopy(value: unknown, room: Room, name = ''): unknown {
  const type = typeof value;
  const { above } = room;
  room.left -= 8;
  if (type === 'function') return undefined;
  if (value == null || type === 'boolean') return value;
  if (room.mask && name.length < 200 && SECRET_NAME.test(name)) return REDACTED;
  if (type === 'number' && Number.isFinite(value)) return value;
  if (type !== 'object') return fitting(String(value), room);
  if (above.includes(value)) return '[circular]';
  if (above.length > DEEPEST) return '[too deep]';
  above.push(value);
  try {
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    const ofError = isError(value);
    const { toJSON } = value as { readonly toJSON?: unknown };
    if (typeof toJSON === 'function' && !ofError) return plainCopy(toJSON.call(value, name), room);
    const source = value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : value;
    const isList = Array.isArray(source);
    const names: string[] = isList ? source : Object.keys(source as object);
    if (ofError) names.unshift('name', 'message', 'stack', 'cause', 'errors');
    const copy: Record<string, unknown> = isList ? ([] as unknown as Record<string, unknown>) : {};
    for (let i = 0; i < names.length; i++) {
      if (room.left <= 0) {
        room.omitted += names.length - i;
        break;
      }
      const key = (isList ? i : names[i]) as string;
      // As a name, `__proto__` would set the prototype of the copy.
      const as = isList ? key : key === '__proto__' ? `_${key}` : fitting(key, room);
      try {
        copy[as] = plainCopy((source as Record<string, unknown>)[key], room, isList ? '' : key);
      } catch {
        // A getter.
        copy[as] = UNREADABLE;
      }
    }
    return copy;
  } catch {
    // A proxy, or a toJSON that throws.
    return UNREADABLE;
  } finally {
    above.pop();
  }
}

/** A text takes at most half of the room, so that something is left for what follows. */
export function fitting(value: string, room: Room): string {
  const most = Math.max(room.left, 0) >> 1;
  // Masking looks a little past the cut, so that a secret that straddles it is still recognised.
  let text = (room.mask && extras.mask?.(value.slice(0, most + BEHIND_CUT))) || value;
  if (value.length > most) {
    // Not between the halves of a character.
    text = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
    room.cut += value.length - text.length;
  }
  room.left -= text.length + 4;
  return text;
}

/** Across realms too: a bundle's test runner and `vm` have an Error of their own. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
  } catch {
    // A proxy.
    return false;
  }
}
