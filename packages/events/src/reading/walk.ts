import {
  DEFAULT_WALK_LIMITS,
  joinPath,
  type Oversized,
  type Visit,
  type WalkLimits,
  type WalkResult,
} from '../types.ts';
import { decodePercent } from './decode.ts';
import { SHORTEST_ENCODED, visitEncoded } from './encoded.ts';
import { visitGraphql } from './graphql.ts';
import { visitJsonText, visitQuoted } from './json.ts';
import { visitXml } from './xml.ts';

/** State of one walk: what may still be spent. */
export interface Walk {
  readonly visit: Visit;
  readonly maxDepth: number;
  strings: number;
  characters: number;
  nodes: number;
  /** Attempts at decoding that may still fail: a failed `JSON.parse` costs microseconds, and a stranger could send thousands. */
  parses: number;
  /** Bytes that packed values may still unpack to. */
  unpacked: number;
  truncated: boolean;
  oversized: Oversized | undefined;
}

/** Encodings are undone this often, one within the other. */
export const MAX_DECODINGS = 4;

const MAX_PARSES = 256;

/** As much as may be visited. */
const MAX_UNPACKED = 16_777_216;

/** Honest documents end far above: of 356 sample events the deepest has 11 levels. */
const HONEST_DEPTH = 64;

/** Most names of one object in an honest event: a form of a thousand fields is rare already. */
const HONEST_KEYS = 10_000;

/** Runs `body` within the limits; turns whatever is thrown into a result. */
export function boundedWalk(
  visit: Visit,
  limits: WalkLimits = DEFAULT_WALK_LIMITS,
  body: (walk: Walk) => void,
): WalkResult {
  const walk: Walk = {
    visit,
    maxDepth: limits.depth,
    strings: limits.strings,
    characters: limits.characters,
    nodes: limits.nodes,
    parses: MAX_PARSES,
    unpacked: MAX_UNPACKED,
    truncated: false,
    oversized: undefined,
  };
  try {
    body(walk);
  } catch (error) {
    return walk.oversized ? { truncated: true, error, oversized: walk.oversized } : { truncated: true, error };
  }
  if (walk.oversized) return { truncated: walk.truncated, oversized: walk.oversized };
  return walk.truncated ? TRUNCATED : COMPLETE;
}

const COMPLETE: WalkResult = Object.freeze({ truncated: false });
const TRUNCATED: WalkResult = Object.freeze({ truncated: true });

/** Visits exactly this string. */
export function emit(walk: Walk, value: string, parent: string, key: string | number, whole?: boolean): void {
  const length = value.length;
  if (length === 0) return;
  if (walk.strings <= 0 || walk.characters <= 0) {
    walk.truncated = true;
    return;
  }
  walk.strings--;
  if (length > walk.characters) {
    walk.truncated = true;
    walk.visit(value.slice(0, walk.characters), parent, key, whole);
    walk.characters = 0;
    return;
  }
  walk.characters -= length;
  walk.visit(value, parent, key, whole);
}

/**
 * Visits a string and what it decodes to: percent codes, JSON and XML that are carried in a string, base64 and tokens.
 * Each form is visited beside the raw one.
 */
export function visitText(walk: Walk, value: string, parent: string, key: string | number, decodings: number): void {
  const first = value.charCodeAt(0);
  const isDocument = first < 128 ? DOCUMENTS[first] === 1 : first === BYTE_ORDER_MARK;
  if (isDocument && visitDocument(walk, value, parent, key, decodings)) return;
  emit(walk, value, parent, key);
  if (decodings >= MAX_DECODINGS) return;
  if (value.length >= SHORTEST_ENCODED && !isDocument) visitEncoded(walk, value, parent, key, decodings);
  if (!value.includes('%')) return;
  const decoded = decodePercent(value);
  if (decoded !== value) visitText(walk, decoded, parent, step(key, 'url'), decodings + 1);
}

const BYTE_ORDER_MARK = 0xfeff;

/** Which characters a document begins with: brackets and quotes of JSON, white space before it, `<` of XML. */
const DOCUMENTS = new Uint8Array(128);
for (const char of '{["<\t\n\v\f\r\x1e ') DOCUMENTS[char.charCodeAt(0)] = 1;

/** True when the value needs no judging by itself any more, since each of its parts is visited. */
function visitDocument(walk: Walk, value: string, parent: string, key: string | number, decodings: number): boolean {
  if (decodings >= MAX_DECODINGS) return false;
  const text = value.charCodeAt(0) === BYTE_ORDER_MARK ? value.slice(1) : value;
  if (visitJsonText(walk, text, parent, key, decodings)) return true;
  if (text.startsWith('"')) visitQuoted(walk, text, parent, key, decodings);
  else if (text.startsWith('<?xml')) visitXml(walk, text, parent, step(key, 'xml'), decodings + 1);
  return false;
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
  if (typeof value === 'string') {
    visitText(walk, value, parent, key, decodings);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= walk.maxDepth || walk.nodes <= 0) {
    walk.truncated = true;
    return;
  }
  walk.nodes--;
  const path = joinPath(parent, key);
  if (depth === HONEST_DEPTH) walk.oversized ??= { path, what: 'depth' };
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (isSpent(walk)) return;
      visitValue(walk, value[i], path, i, depth + 1, decodings);
    }
    return;
  }
  let names = 0;
  for (const name in value) {
    if (isSpent(walk)) return;
    if (++names === HONEST_KEYS) walk.oversized ??= { path, what: 'keys' };
    const item = (value as Record<string, unknown>)[name];
    if (name === 'constructor' && isHolder(item)) emit(walk, 'constructor.prototype', joinPath(path, '{keys}'), name);
    visitName(walk, name, path, decodings);
    if (name === 'query' && typeof item === 'string') visitGraphql(walk, item, path, name, decodings);
    visitValue(walk, item, path, name, depth + 1, decodings);
  }
}

/** `{"constructor": {"prototype": …}}`: two plain words that together reach every object. */
function isHolder(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype');
}

/** Visits a name that a stranger chose. A plain word begins nothing in any grammar and is passed over. */
export function visitName(walk: Walk, name: string, path: string, decodings: number): void {
  if (!isPlainWord(name)) visitText(walk, name, joinPath(path, '{keys}'), name, decodings);
}

/** `name|url`, and `[0]|url` for an index, as {@link joinPath} expects it. */
export function step(key: string | number, name: string): string {
  return typeof key === 'number' ? `[${key}]|${name}` : `${key}|${name}`;
}

function isSpent(walk: Walk): boolean {
  if (walk.strings > 0 && walk.characters > 0 && walk.nodes > 0) return false;
  walk.truncated = true;
  return true;
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
