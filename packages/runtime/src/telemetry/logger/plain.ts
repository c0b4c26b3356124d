import { extras } from './extras.ts';

/** Objects inside of objects, and errors behind errors, that are told; a line's fields are one around them. */
const DEEPEST = 11;

/**
 * Names of fields whose values are secrets, in lower case and with anything before them. Without `i`, which makes compiling it
 * three times as long (Node 24: 0.30 ms of a start, 0.10 without).
 */
const SECRET_NAME =
  /pass(?:w(?:or)?d|phrase|code$)|(?:(?:secret|cookie|credential)s?|pwd|token|authorization|jwt|(?:api|secret|private|access|signing).?key|(?:^|[_-])(?:pin|otp|cvv))$/;

const UNREADABLE = '[unreadable]';

/** What {@link plainCopies} made of its values. */
type Copies = readonly [copies: readonly unknown[], cut: number, omitted: number];

/**
 * Copies of any values that `JSON.stringify` can take, within a room that they share; never throws. Errors are told with their
 * causes, maps, sets and bigints too, secrets are covered, and what cannot be read is said to be so in its place.
 * @param left UTF-16 code units that there is room for
 * @returns the copies, code units of texts that were cut off, fields and items left out
 */
export function plainCopies(values: readonly unknown[], left: number): Copies {
  let cut = 0;
  let omitted = 0;

  /** A text takes at most half of the room, so that something is left for what follows. */
  const fitting = (whole: string): string => {
    const most = left > 0 ? left >> 1 : 0;
    let text = extras.mask?.(whole, most) ?? whole;
    if (whole.length > most) {
      // Not between the halves of a character.
      text = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
      cut += whole.length - text.length;
    }
    left -= text.length + 4;
    return text;
  };

  const copyOf = (value: unknown, name: string, around: readonly unknown[]): unknown => {
    left -= 8;
    if (typeof value === 'function') return undefined;
    if (value == null || value === !!value) return value;
    if (name && SECRET_NAME.test(name.toLowerCase())) return '[redacted]';
    if (Number.isFinite(value)) return value;
    if (typeof value !== 'object') return fitting(String(value));
    if (around.includes(value)) return '[circular]';
    if (around.length > DEEPEST) return '[too deep]';
    const here = [...around, value];
    try {
      if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
      const ofError = isError(value);
      const own = value as Record<string, unknown> & { toJSON?(name: string): unknown };
      if (!ofError && own.toJSON?.call) return copyOf(own.toJSON(name), '', here);
      const source = value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : own;
      const isList = Array.isArray(source);
      const names: unknown[] = isList ? source : Object.keys(source);
      if (ofError) names.unshift('name', 'message', 'stack', 'cause', 'errors');
      const copy = (isList ? [] : {}) as Record<string, unknown>;
      for (let i = 0; i < names.length; i++) {
        if (left <= 0) {
          omitted += names.length - i;
          break;
        }
        const key = (isList ? i : names[i]) as string;
        // As a name, `__proto__` would set the prototype of the copy.
        const as = isList ? key : fitting(key === '__proto__' ? '___proto__' : key);
        try {
          copy[as] = copyOf(source[key], isList ? '' : key, here);
        } catch {
          // A getter.
          copy[as] = UNREADABLE;
        }
      }
      return copy;
    } catch {
      // A proxy, or a toJSON that throws.
      return UNREADABLE;
    }
  };

  const copies = values.map((value) => copyOf(value, '', []));
  return [copies, cut, omitted];
}

/** Across realms too: a bundle's test runner and `vm` have an Error of their own. */
export const isError = (value: unknown): value is Error => {
  try {
    return value instanceof Error || {}.toString.call(value) === '[object Error]';
  } catch {
    // A proxy.
    return false;
  }
};
