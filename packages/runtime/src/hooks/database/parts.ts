import { joinPath } from '@bulkhead/events';
import type { EventStrings } from '../../scope.ts';
import { MAX_OCCURRENCES } from '../occurrences.ts';
import { type Pairs, pairAt } from './pairs.ts';
import { changesAsPart, LEAST_OPERAND, SEPARATOR, type SqlStatement } from './sql-structure.ts';

/** Where pieces of an event's values may begin to matter; made once an event. */
export interface Parts {
  readonly values: readonly string[];
  /** Which value, where in it, and how many characters from there on have to be found: three numbers each. */
  readonly places: readonly number[];
  /** The first two pairs of each place. */
  readonly heads: Uint16Array;
}

/** Places of one value that are looked at, and those of one event. */
const MOST_OF_A_VALUE = 512;
const MOST = 8_192;
/** Characters that are compared for the parts of one event's values in one statement. */
const MOST_COMPARED = 4 * 1024 * 1024;
/** A quote and the shortest that does something behind it: a comment (`'--`), and words (`'or 1`). */
const LEAST_WITH_COMMENT = 3;
const LEAST_WITH_WORDS = 5;

/**
 * Where values could be taken apart so that a piece of one changes a statement: at each quote, since a piece has to leave the
 * string it was put in; at the value's beginning, which a cut leaves; behind the commas of lists. Not in what was
 * read further (a body of JSON, a query): its parts are values themselves.
 * @param indexes which of the values could change a statement
 * @param quotes those that the statement has, as {@link quotesOf} gives them: no other leaves one of its strings
 */
export function partsOf(strings: EventStrings, indexes: readonly number[], quotes: number): Parts {
  const { values } = strings;
  const places: number[] = [];
  const signs = [...QUOTES.filter((_quote, bit) => (quotes >> bit) & 1), SEPARATOR];
  for (const index of indexes) {
    if (isReadFurther(strings, index)) continue;
    const value = values[index]!;
    const most = Math.min(MOST * 3, places.length + MOST_OF_A_VALUE * 3);
    if (value.length >= LEAST_OPERAND && leastFrom(value, 0) > 0) places.push(index, 0, LEAST_OPERAND);
    for (const sign of signs) {
      for (let at = value.indexOf(sign); at !== -1 && places.length < most; at = value.indexOf(sign, at + 1)) {
        const from = sign === SEPARATOR ? at + 1 : at;
        const least = sign === SEPARATOR ? leastFrom(value, from) : leastBehindQuote(value, at + 1);
        if (least > 0 && from + least <= value.length) places.push(index, from, least);
      }
    }
  }
  const heads = new Uint16Array((places.length / 3) * 2);
  for (let i = 0, head = 0; i < places.length; i += 3) {
    const value = values[places[i]!]!;
    const place = places[i + 1]!;
    heads[head++] = pairAt(value, place);
    heads[head++] = pairAt(value, place + 1);
  }
  return { values, places, heads };
}

/** Which quotes a statement has, as bits. */
export function quotesOf(text: string): number {
  return QUOTES.reduce((bits, quote, bit) => bits | (text.includes(quote) ? 1 << bit : 0), 0);
}

function isReadFurther({ parents, keys }: EventStrings, index: number): boolean {
  const next = parents[index + 1];
  const parent = parents[index]!;
  const key = keys[index]!;
  if (next === undefined || next.length <= parent.length) return false;
  // Names are mostly joined by a full stop.
  const end = typeof key === 'string' ? parent.length + key.length + (parent === '' ? 0 : 1) : parent.length;
  if (next.charCodeAt(end) !== (typeof key === 'string' ? BAR : BRACKET)) return false;
  const path = joinPath(parent, key);
  return next.charCodeAt(path.length) === BAR && next.startsWith(path);
}

const BAR = 124;
const BRACKET = 91;

const QUOTES = ["'", '"', '`'] as const;

/** What a character behind a quote is. */
const COMMENT = 1;
/** No string is left before it: JSON goes on, or the quote is escaped. */
const CLOSED = 2;
const ROLES = new Uint8Array(128);
for (const [signs, role] of [
  ['-#/', COMMENT],
  [',:]}\\', CLOSED],
] as const) {
  for (const sign of signs) ROLES[sign.charCodeAt(0)] = role;
}

function roleOf(value: string, at: number): number {
  const code = value.charCodeAt(at);
  return code < 128 ? ROLES[code]! : 0;
}

/** Texts, lists and documents leave nothing, and are no operand that goes on. */
function leastFrom(value: string, at: number): number {
  let from = at;
  while (value.charCodeAt(from) <= 32) from++;
  const first = value.charCodeAt(from);
  return first === 34 || first === 123 || first === 91 ? 0 : LEAST_OPERAND;
}

/** What a string can be left for: a quote that opens a text has its first word behind it, one of JSON a comma or a colon. */
function leastBehindQuote(value: string, from: number): number {
  const role = roleOf(value, from);
  if (role === CLOSED) return 0;
  if (role === COMMENT) return LEAST_WITH_COMMENT;
  const first = letterOf(value, from);
  if (first >= 0) {
    const second = letterOf(value, from + 1);
    return second >= 0 && WORDS[first * 26 + second] === 1 ? LEAST_WITH_WORDS : 0;
  }
  const isComment = roleOf(value, from + 1) === COMMENT || roleOf(value, from + 2) === COMMENT;
  return isComment ? LEAST_WITH_COMMENT : LEAST_WITH_WORDS;
}

/** 0 to 25; less than 0 for no letter. */
function letterOf(value: string, at: number): number {
  const code = (value.charCodeAt(at) | 32) - 97;
  return code < 26 ? code : -1;
}

/** How words begin that may stand right behind a string: `'x'or'1'='1'`. */
const WORDS = new Uint8Array(26 * 26);
for (const [first, second] of 'or an xo un in ex ha li is no be re rl gr wh mo di of pr fo so co as de se'.split(' ')) {
  WORDS[(first!.charCodeAt(0) - 97) * 26 + second!.charCodeAt(0) - 97] = 1;
}

/**
 * Index of the first value of which a piece changes a statement: one that was cut (`value.slice(0, 255)`), split, or stripped of
 * some of its characters on the way; -1 without one. A piece is as long as value and statement agree, upper and lower case alike.
 */
export function firstChangeByPart({ values, places, heads }: Parts, sql: SqlStatement, pairs: Pairs): number {
  let left = MOST_COMPARED;
  let lowered = -1;
  let value = '';
  let isStatement = false;
  for (let i = 0, head = 0; i < places.length; i += 3, head += 2) {
    if (pairs[heads[head]!] === 0 || pairs[heads[head + 1]!] === 0) continue;
    const index = places[i]!;
    const place = places[i + 1]!;
    const least = places[i + 2]!;
    if (!mayHoldFrom(pairs, values[index]!, place, least)) continue;
    if (index !== lowered) {
      const whole = values[index]!;
      value = whole.toLowerCase();
      lowered = index;
      // A few letters change their length.
      if (value.length !== whole.length) value = whole;
      left -= value.length;
      isStatement = beginsAlike(sql.lower, value);
    }
    if (isStatement) continue;
    const seed = value.slice(place, place + least);
    let at = sql.lower.indexOf(seed);
    left -= sql.lower.length;
    for (let seen = 0; at !== -1 && seen < MAX_OCCURRENCES && left > 0; seen++) {
      const before = alikeBefore(sql.lower, at, value, place);
      const behind = least + alikeBehind(sql.lower, at + least, value, place + least);
      left -= before + behind;
      const piece = { value, from: place - before, start: at - before, end: at + behind };
      if (before + behind < value.length && changesAsPart(sql, piece)) return index;
      at = sql.lower.indexOf(seed, at + 1);
    }
    if (left <= 0) return -1;
  }
  return -1;
}

/** A statement that the event carries, and that the function has filled in or added to, is run by design. */
function beginsAlike(text: string, value: string): boolean {
  if (value.length < BEGINNING || text.length < BEGINNING) return false;
  const start = value.trimStart().slice(0, BEGINNING);
  if (start.length < BEGINNING || !text.trimStart().startsWith(start)) return false;
  return text.lastIndexOf(start) === text.indexOf(start);
}

/** More than `select * from`, which whoever writes an attack knows, too. */
const BEGINNING = 24;

function mayHoldFrom(pairs: Pairs, value: string, from: number, count: number): boolean {
  for (let at = from; at + 1 < from + count; at++) if (pairs[pairAt(value, at)] === 0) return false;
  return true;
}

function alikeBefore(text: string, at: number, value: string, place: number): number {
  const most = Math.min(at, place);
  let count = 0;
  while (count < most && text.charCodeAt(at - count - 1) === value.charCodeAt(place - count - 1)) count++;
  return count;
}

function alikeBehind(text: string, at: number, value: string, place: number): number {
  const most = Math.min(text.length - at, value.length - place);
  let count = 0;
  while (count < most && text.charCodeAt(at + count) === value.charCodeAt(place + count)) count++;
  return count;
}
