import { joinPath } from '../visits.ts';
import { emitRest, type Spending, tellOversized, tellSpent } from './limits.lazy.ts';

/** State of one walk: what may still be spent, and what could not be read. */
export interface Walk extends Spending {
  readonly readers: Readers;
  readonly maxDepth: number;
  nodes: number;
  /** Attempts at decoding that may still fail: a failed `JSON.parse` costs microseconds, and a stranger could send thousands. */
  parses: number;
  /** Characters that may still be parsed as JSON without a look at their nesting. */
  unscanned: number;
  /** Bytes that packed values may still unpack to. */
  unpacked: number;
  /** Bytes that were declared to be encoded and are pictures, archives and the like. */
  media: number;
}

/**
 * What readers call each other through: a decoder reads what it has decoded as any other text, without importing the one
 * that found it.
 */
export interface Readers {
  readonly text: typeof visitText;
  readonly value: typeof visitValue;
}

/** As much as may be visited. */
export const MAX_UNPACKED = 16_777_216;

/** Encodings are undone this often, one within the other. */
export const MAX_DECODINGS = 4;

/** Honest documents end far above: of 356 sample events the deepest has 11 levels. */
const HONEST_DEPTH = 64;

/** Most names of one object in an honest event: a form of a thousand fields is rare already. */
const HONEST_KEYS = 10_000;

/** Visits exactly this string. */
export function emit(walk: Walk, value: string, parent: string, key: string | number, whole?: boolean): void {
  const length = value.length;
  if (length === 0) return;
  if (walk.strings <= 0 || length > walk.characters) {
    emitRest(walk, value, parent, key, whole);
    return;
  }
  walk.strings--;
  walk.characters -= length;
  walk.visit(value, parent, key, whole);
}

/**
 * Visits a string and what it decodes to: percent codes, JSON and XML that are carried in a string, base64 and tokens.
 * Each form is visited beside the raw one.
 */
export function visitText(walk: Walk, value: string, parent: string, key: string | number, decodings: number): void {
  walk.readers.text(walk, value, parent, key, decodings);
}

/** Visits every string, and every name that is more than a plain word, of a value of any shape. */
export function visitValue(
  walk: Walk,
  value: unknown,
  parent: string,
  key: string | number,
  depth: number,
  decodings = 0,
): void {
  if (typeof value === 'string') walk.readers.text(walk, value, parent, key, decodings);
  else if (typeof value === 'object' && value !== null) {
    walk.readers.value(walk, value, parent, key, depth, decodings);
  }
}

/** Visits a name that a stranger chose. A plain word begins nothing in any grammar and is passed over. */
export function visitName(walk: Walk, name: string, path: string, decodings: number): void {
  if (!isPlainWord(name)) walk.readers.text(walk, name, joinPath(path, '{keys}'), name, decodings);
}

/**
 * Visits the name of a field, and `constructor.prototype` where the field holds one: two plain words that together reach
 * every object.
 * @param fields what the field holds, without its type
 */
export function visitFieldName(walk: Walk, name: string, fields: unknown, path: string, decodings: number): void {
  if (name === 'constructor' && typeof fields === 'object' && fields !== null && Object.hasOwn(fields, 'prototype')) {
    emit(walk, 'constructor.prototype', joinPath(path, '{keys}'), name);
  }
  visitName(walk, name, path, decodings);
}

/** `name|url`, and `[0]|url` for an index, as {@link joinPath} expects it. */
export function step(key: string | number, name: string): string {
  return typeof key === 'number' ? `[${key}]|${name}` : `${key}|${name}`;
}

/** Notes that this value, or part of it, was left out; the first one is told. */
export function stop(walk: Walk, parent: string, key?: string | number): void {
  walk.stoppedAt ??= key === undefined ? parent : joinPath(parent, key);
}

/**
 * What one turn of a loop costs of the nodes. Numbers and holes say nothing, and still take time to pass over; 6 MB of
 * JSON, Lambda's largest event, hold at most three million of them, which is within the limit.
 */
const A_TURN = 1 / 16;

/** True when a limit is met, which leaves this value out. To be asked in every loop, whose turns it counts. */
export function isSpent(walk: Walk, parent: string, key?: string | number): boolean {
  walk.nodes -= A_TURN;
  if (isLeft(walk)) return false;
  tellSpent(walk, key === undefined ? parent : joinPath(parent, key));
  return true;
}

function isLeft(walk: Walk): boolean {
  return walk.strings > 0 && walk.characters > 0 && walk.nodes > 0;
}

/** Counts one more object or list. False when nothing more may be read. */
export function enter(walk: Walk, path: string, depth: number): boolean {
  if (depth >= walk.maxDepth || !isLeft(walk)) {
    tellSpent(walk, path);
    return false;
  }
  walk.nodes--;
  if (depth === HONEST_DEPTH) tellOversized(walk, path, 'depth');
  return true;
}

/** Counts the names of one object. */
export function countName(walk: Walk, path: string, count: number): void {
  if (count === HONEST_KEYS) tellOversized(walk, path, 'keys');
}

/** Letters, digits, `-` and `_`, but not `__proto__` and its like. */
function isPlainWord(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    const letter = code | 32;
    if (letter >= 97 && letter <= 122) continue;
    if ((code >= 48 && code <= 57) || code === 45) continue;
    if (code === 95 && name.charCodeAt(i + 1) !== 95) continue;
    return false;
  }
  return true;
}
