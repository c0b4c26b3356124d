import { joinPath, type Oversized, type Visit } from '../visits.ts';

/** State of one walk: what may still be spent, and what could not be read. */
export interface Walk {
  readonly visit: Visit;
  readonly readers: Readers;
  readonly maxDepth: number;
  strings: number;
  characters: number;
  nodes: number;
  /** Attempts at decoding that may still fail: a failed `JSON.parse` costs microseconds, and a stranger could send thousands. */
  parses: number;
  /** Characters that may still be parsed as JSON without a look at their nesting. */
  unscanned: number;
  /** Bytes that packed values may still unpack to. */
  unpacked: number;
  /** Bytes that were declared to be encoded and are pictures, archives and the like. */
  media: number;
  /** Path of the first thing that was left out. */
  stoppedAt: string | undefined;
  oversized: Oversized | undefined;
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

/** Visits what the limits leave of a string. */
function emitRest(walk: Walk, value: string, parent: string, key: string | number, whole?: boolean): void {
  const left = walk.characters;
  stop(walk, parent, key);
  if (walk.strings <= 0) return;
  walk.oversized ??= { path: joinPath(parent, key), what: 'size' };
  if (left <= 0) return;
  walk.strings--;
  walk.characters = 0;
  walk.visit(value.slice(0, left), parent, key, whole);
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

/** True when a limit is met, which leaves this value out. To be asked in every loop. */
export function isSpent(walk: Walk, parent: string, key?: string | number): boolean {
  if (walk.strings > 0 && walk.characters > 0 && walk.nodes > 0) return false;
  tellSpent(walk, key === undefined ? parent : joinPath(parent, key));
  return true;
}

/** Counts one more object or list. False when nothing more may be read. */
export function enter(walk: Walk, path: string, depth: number): boolean {
  if (depth >= walk.maxDepth || walk.strings <= 0 || walk.characters <= 0 || walk.nodes <= 0) {
    tellSpent(walk, path);
    return false;
  }
  walk.nodes--;
  if (depth === HONEST_DEPTH) walk.oversized ??= { path, what: 'depth' };
  return true;
}

function tellSpent(walk: Walk, path: string): void {
  walk.stoppedAt ??= path;
  if (walk.characters <= 0) walk.oversized ??= { path, what: 'size' };
}

/** Counts the names of one object. */
export function countName(walk: Walk, path: string, count: number): void {
  if (count === HONEST_KEYS) walk.oversized ??= { path, what: 'keys' };
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
