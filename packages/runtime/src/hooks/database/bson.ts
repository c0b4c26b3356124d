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

const MAP_REDUCE = /^mapreduce$/i;

/** Keys of a command, or of one operation of its list, whose document is only stored: an update, a new document. */
const STORED = new Set(['u', 'update', 'updateMods', 'document']);
const LISTS = new Set(['updates', 'deletes', 'ops']);

/**
 * Where a document stands: it is the command, a list of operations in it, one of these, what is stored, `$function` or the like,
 * or anywhere else.
 */
type Where = 'command' | 'list' | 'item' | 'stored' | 'coded' | 'rest';

function whereIs(key: string, isList: boolean, outer: Where, name: string): Where {
  if (outer === 'command' && isList) {
    if (key === 'documents' && name === 'insert') return 'stored';
    if (LISTS.has(key)) return 'list';
  }
  if (outer === 'list') return 'item';
  // As a list it is a pipeline, which computes.
  if ((outer === 'command' || outer === 'item') && !isList && STORED.has(key)) return 'stored';
  return key === '$function' || key === '$accumulator' ? 'coded' : 'rest';
}

/** Reads one document; what is not BSON ends the reading, and what was read until then counts. */
export function readCommand(bytes: Uint8Array): Command {
  const operators = new Set<string>();
  const code: string[] = [];
  let name = '';
  let left = ELEMENTS;

  function document(from: number, limit: number, depth: number, where: Where): void {
    const end = Math.min(limit, from + uint32LE(bytes, from)) - 1;
    let at = from + 4;
    while (at < end && left-- > 0) {
      const type = bytes[at]!;
      const keyEnd = zeroAt(bytes, at + 1);
      if (type === 0 || keyEnd >= end) return;
      const key = utf8(bytes, at + 1, keyEnd);
      if (name === '') name = key;
      if (key.charCodeAt(0) === 36 && where !== 'stored') operators.add(key);
      at = keyEnd + 1;
      // The parts of `$function` and `$accumulator`, and of the command mapReduce, have plain names.
      const coded = where === 'coded' || (where === 'command' && MAP_REDUCE.test(name));
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
          // `$pull` holds a condition.
          if (depth < DEPTH && (where !== 'stored' || key === '$pull')) {
            document(at, end, depth + 1, where === 'stored' ? 'rest' : whereIs(key, type === ARRAY, where, name));
          }
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

  document(0, bytes.length, 0, 'command');
  return { name, operators, code };
}
