import { uint32LE, utf8, zeroAt } from './bytes.ts';

/** What of a command event data may not decide. */
export interface Command {
  /** Name of the command, its first key: `find`, `aggregate`. */
  readonly name: string;
  /** Operators that it uses (`$ne`), each once. */
  readonly operators: ReadonlySet<string>;
  /** Texts that the server runs as JavaScript. */
  readonly code: readonly string[];
}

/** Elements of one document that are looked at, and how deep: the server's own limit is 100 levels. */
const ELEMENTS = 200_000;
const DEPTH = 100;

/** Types of elements and the bytes of their values; bsonspec.org/spec.html. */
const STRING = 0x02;
const DOCUMENT = 0x03;
const ARRAY = 0x04;
const CODE = 0x0d;
const SYMBOL = 0x0e;
const SCOPED_CODE = 0x0f;
const REGEX = 0x0b;
const SIZES: Readonly<Record<number, number>> = {
  1: 8,
  6: 0,
  7: 12,
  8: 1,
  9: 8,
  10: 0,
  16: 4,
  17: 8,
  18: 8,
  19: 16,
  127: 0,
  255: 0,
};

/** Keys whose text is JavaScript: mongodb.com/docs/manual/core/server-side-javascript/ */
const CODE_KEYS = new Set(['$where', 'body', 'map', 'reduce', 'finalize', 'init', 'accumulate', 'merge']);

/** Reads one document; what is not BSON ends the reading, and what was read until then counts. */
export function readCommand(bytes: Uint8Array): Command {
  const operators = new Set<string>();
  const code: string[] = [];
  let name = '';
  let left = ELEMENTS;

  function document(from: number, limit: number, depth: number, coded: boolean): void {
    const end = Math.min(limit, from + uint32LE(bytes, from)) - 1;
    let at = from + 4;
    while (at < end && left-- > 0) {
      const type = bytes[at]!;
      const keyEnd = zeroAt(bytes, at + 1);
      if (type === 0 || keyEnd >= end) return;
      const key = utf8(bytes, at + 1, keyEnd);
      if (name === '') name = key;
      if (key.charCodeAt(0) === 36) operators.add(key);
      at = keyEnd + 1;
      // The parts of `$function` and `$accumulator`, and of the command mapReduce, have plain names.
      const runs = key === '$where' || (coded && CODE_KEYS.has(key)) || type === CODE || type === SCOPED_CODE;
      switch (type) {
        case STRING:
        case CODE:
        case SYMBOL: {
          const size = uint32LE(bytes, at);
          if (at + 4 + size > end) return;
          if (runs) code.push(utf8(bytes, at + 4, at + 3 + size));
          at += 4 + size;
          break;
        }
        case DOCUMENT:
        case ARRAY: {
          const size = uint32LE(bytes, at);
          if (size < 5 || at + size > end) return;
          if (depth < DEPTH) document(at, end, depth + 1, key === '$function' || key === '$accumulator');
          at += size;
          break;
        }
        case SCOPED_CODE: {
          const size = uint32LE(bytes, at);
          if (size < 14 || at + size > end) return;
          code.push(utf8(bytes, at + 8, Math.min(at + 7 + uint32LE(bytes, at + 4), end)));
          at += size;
          break;
        }
        case 5:
          at += 5 + uint32LE(bytes, at);
          break;
        case REGEX:
          at = zeroAt(bytes, zeroAt(bytes, at) + 1) + 1;
          break;
        case 12:
          at += 16 + uint32LE(bytes, at);
          break;
        default: {
          const size = SIZES[type];
          if (size === undefined) return;
          at += size;
        }
      }
    }
  }

  document(0, bytes.length, 0, false);
  return { name, operators, code };
}
