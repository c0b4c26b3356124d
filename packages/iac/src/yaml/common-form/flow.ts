import { longForm } from '../tags.ts';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../tree.ts';
import { type Cursor, HASH, isBlank, isLineEnd, leave, nextContent, placeOf, skipSpaces } from './cursor.ts';
import { enter, readTag } from './node.ts';
import { plainValue, readPlain, readQuoted } from './scalar.ts';

/**
 * Reads `[…]` or `{…}`; the cursor stands at the bracket.
 * @param indent column of what holds it: lines inside have to stand further right
 */
export function readFlow(cursor: Cursor, indent: number): Tree {
  const place = placeOf(cursor);
  enter(cursor);
  const isList = cursor.text.charAt(cursor.at++) === '[';
  const close = isList ? ']' : '}';
  const items: Tree[] = [];
  const entries = new Map<string, MapEntry>();
  for (;;) {
    skipInside(cursor, indent);
    if (cursor.text.charAt(cursor.at) === close) break;
    if (isList) items.push(readMember(cursor, indent));
    else readPair(cursor, indent, entries);
    skipInside(cursor, indent);
    const char = cursor.text.charAt(cursor.at);
    if (char === close) break;
    if (char !== ',') leave();
    cursor.at++;
  }
  cursor.at++;
  cursor.depth--;
  return isList ? listTree(items, place) : mapTree(entries, place);
}

/** Reads a value of a list; `[a: b]` is a list of one map. */
function readMember(cursor: Cursor, indent: number): Tree {
  const place = placeOf(cursor);
  const item = readItem(cursor, indent);
  skipSpaces(cursor);
  if (cursor.text.charAt(cursor.at) !== ':' || item.kind !== 'scalar' || cursor.line !== place.line) return item;
  if (!isBlank(cursor.text.charCodeAt(cursor.at + 1))) leave();
  cursor.at++;
  skipSpaces(cursor);
  enter(cursor);
  cursor.depth--;
  if (item.value === '<<') leave();
  const key = item.value === null ? '' : String(item.value);
  return mapTree(new Map([[key, { key: place, value: readItem(cursor, indent) }]]), place);
}

function readPair(cursor: Cursor, indent: number, entries: Map<string, MapEntry>): void {
  const place = placeOf(cursor);
  const quote = cursor.text.charAt(cursor.at);
  const isQuoted = quote === '"' || quote === "'";
  const key = isQuoted ? readQuoted(cursor) : keyOf(readPlain(cursor, true));
  if (entries.has(key) || key.length > 1_000) leave();
  skipSpaces(cursor);
  if (cursor.text.charAt(cursor.at) !== ':') leave();
  cursor.at++;
  // What needs no space behind the colon is rare outside of JSON, which has texts in quotes alone there.
  if (!isBlank(cursor.text.charCodeAt(cursor.at)) && quote !== '"') leave();
  skipInside(cursor, indent);
  entries.set(key, { key: place, value: readItem(cursor, indent) });
}

function readItem(cursor: Cursor, indent: number): Tree {
  const char = cursor.text.charAt(cursor.at);
  if (char === '[' || char === '{') return readFlow(cursor, indent);
  if (char !== '!') return readScalar(cursor, char, false);
  const tag = readTag(cursor);
  skipSpaces(cursor);
  const next = cursor.text.charAt(cursor.at);
  return longForm(tag, next === '[' || next === '{' ? readFlow(cursor, indent) : readScalar(cursor, next, true));
}

function readScalar(cursor: Cursor, char: string, isTagged: boolean): Tree {
  const place = placeOf(cursor);
  cursor.count++;
  if (char === '"' || char === "'") return scalarTree(readQuoted(cursor), place);
  const text = readPlain(cursor, true);
  return scalarTree(isTagged ? text : plainValue(text), place);
}

/** A key in no quotes is read as a value, and then written as text: `1.0` is `1`. */
export function keyOf(text: string): string {
  const value = plainValue(text);
  // A merge is the other parser's.
  if (text === '<<') leave();
  return value === null ? '' : String(value);
}

/** Past spaces, comments and line ends between the parts of a bracket. */
function skipInside(cursor: Cursor, indent: number): void {
  const before = cursor.at;
  skipSpaces(cursor);
  const code = cursor.text.charCodeAt(cursor.at);
  if (code === HASH && cursor.at > before) {
    const end = cursor.text.indexOf('\n', cursor.at);
    if (end < 0) leave();
    cursor.at = end;
  } else if (!isLineEnd(code)) return;
  const { comments } = cursor;
  // A comment on a line of its own is an error at the margin.
  if (nextContent(cursor) <= indent || cursor.comments > comments) leave();
}
