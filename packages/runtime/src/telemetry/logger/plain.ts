import { extras } from './extras.ts';

/** Objects inside of objects, and errors behind errors, that are told; a line's fields are one around them. */
const DEEPEST = 11;

/**
 * Names of fields whose values are secrets, in lower case and with anything before them. Without `i`, which makes compiling it
 * three times as long (Node 24: 0.30 ms of a start, 0.10 without).
 */
const SECRET_NAME =
  /pass(?:w(?:or)?d|phrase|code$)|(?:(?:secret|cookie|credential)s?|pwd|token|authorization|jwt|(?:api|secret|private|access|signing).?key|(?:^|[_-])(?:pin|otp|cvv))$/;

const UNREADABLE = '"[unreadable]"';

/** What {@link plainTexts} made of its values. */
type Told = readonly [texts: readonly (string | undefined)[], cut: number, omitted: number];

/**
 * Any values as JSON, within a room that they share; never throws. Errors are told with their causes, maps, sets and bigints
 * too, secrets are covered, and what cannot be read is said to be so in its place.
 * @param left UTF-16 code units that there is room for
 * @returns the texts (`undefined` where JSON has none), code units of texts that were cut off, fields and items left out
 */
export function plainTexts(values: readonly unknown[], left: number): Told {
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
    return JSON.stringify(text);
  };

  const told = (value: unknown, name: string, around: readonly unknown[]): string | undefined => {
    const type = typeof value;
    left -= 8;
    if (value == null || type === 'boolean' || type === 'function') return JSON.stringify(value);
    if (SECRET_NAME.test(name.toLowerCase())) return '"[redacted]"';
    if (Number.isFinite(value)) return `${value as number}`;
    if (type !== 'object') return fitting(String(value));
    if (around.includes(value)) return '"[circular]"';
    if (around.length > DEEPEST) return '"[too deep]"';
    const here = [...around, value];
    try {
      if (ArrayBuffer.isView(value)) return `"[${value.byteLength} bytes]"`;
      const ofError = isError(value);
      const own = value as Record<string, unknown> & { toJSON?(name: string): unknown };
      if (!ofError && own.toJSON?.call) return told(own.toJSON(name), '', here);
      const source = value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : own;
      const isList = Array.isArray(source);
      let items: unknown[] = isList ? source : Object.keys(source);
      if (ofError) items = [...new Set(['name', 'message', 'stack', 'cause', 'errors', ...items])];
      const parts: string[] = [];
      for (const item of items) {
        if (left <= 0) {
          omitted += items.length - parts.length;
          break;
        }
        let text: string | undefined = UNREADABLE;
        try {
          text = isList ? (told(item, '', here) ?? 'null') : told(source[item as string], item as string, here);
        } catch {
          // A getter.
        }
        if (text) parts.push(isList ? text : `${fitting(item as string)}:${text}`);
      }
      return isList ? `[${parts}]` : `{${parts}}`;
    } catch {
      // A proxy, or a toJSON that throws.
      return UNREADABLE;
    }
  };

  const texts = values.map((value) => told(value, '', []));
  return [texts, cut, omitted];
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
