import { longForm } from '../tags.ts';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../tree.ts';
import { fold, readBlockText } from './block-text.ts';
import {
  type Cursor,
  finishLine,
  HASH,
  isBlank,
  isLineEnd,
  leave,
  nextContent,
  placeOf,
  skipSpaces,
} from './cursor.ts';
import { keyOf, readFlow } from './flow.ts';
import { enter, readTag } from './node.ts';
import { beginsPlain, plainValue, readPlain, readQuoted } from './scalar.ts';

/** What was read, and the column of what comes next. */
interface Read {
  readonly tree: Tree;
  readonly next: number;
}

/**
 * Reads what begins a line of its own; the cursor stands there.
 * @param column of the cursor
 * @param indent column of what holds it
 */
export function readBlock(cursor: Cursor, column: number, indent: number): Read {
  if (isItem(cursor)) return readList(cursor, column);
  if (cursor.text.charAt(cursor.at) === '!') return readTagged(cursor, indent);
  return beginsPair(cursor) ? readMap(cursor, column) : readInline(cursor, indent, undefined);
}

function readMap(cursor: Cursor, column: number): Read {
  const place = placeOf(cursor);
  enter(cursor);
  const entries = new Map<string, MapEntry>();
  let next = column;
  while (next === column) {
    const key = placeOf(cursor);
    const name = readKey(cursor);
    if (entries.has(name) || name.length > 1_000) leave();
    const read = readValue(cursor, column, true);
    entries.set(name, { key, value: read.tree });
    next = read.next;
  }
  if (next > column) leave();
  cursor.depth--;
  return { tree: mapTree(entries, place), next };
}

function readList(cursor: Cursor, column: number): Read {
  const place = placeOf(cursor);
  enter(cursor);
  const items: Tree[] = [];
  let next = column;
  while (next === column && isItem(cursor)) {
    cursor.at++;
    const read = readValue(cursor, column, false);
    items.push(read.tree);
    next = read.next;
  }
  if (next > column) leave();
  cursor.depth--;
  return { tree: listTree(items, place), next };
}

/** Reads what stands behind a key or a hyphen, on the same line or on those below. */
function readValue(cursor: Cursor, column: number, isOfKey: boolean): Read {
  skipSpaces(cursor);
  const { text } = cursor;
  const code = text.charCodeAt(cursor.at);
  if (isLineEnd(code) || code === HASH) return readBelow(cursor, column, isOfKey);
  if (text.charAt(cursor.at) === '!') return readTagged(cursor, column);
  if (!isOfKey) {
    const at = cursor.at - cursor.lineStart;
    if (isItem(cursor)) return readList(cursor, at);
    if (beginsPair(cursor)) return readMap(cursor, at);
  }
  return readInline(cursor, column, undefined);
}

/** Reads a short form and what it is of, on the same line or on those below. */
function readTagged(cursor: Cursor, indent: number): Read {
  const tag = readTag(cursor);
  skipSpaces(cursor);
  const code = cursor.text.charCodeAt(cursor.at);
  if (!isLineEnd(code) && code !== HASH) return readInline(cursor, indent, tag);
  finishLine(cursor);
  const column = nextContent(cursor);
  if (column <= indent || cursor.text.charAt(cursor.at) === '!') leave();
  const { tree, next } = readBlock(cursor, column, indent);
  if (tree.kind === 'scalar') leave();
  return { tree: longForm(tag, tree), next };
}

function readBelow(cursor: Cursor, column: number, isOfKey: boolean): Read {
  const place = placeOf(cursor);
  const { comments } = cursor;
  finishLine(cursor);
  const next = nextContent(cursor);
  if (next > column) {
    const hasComment = cursor.comments > comments;
    const read = readBlock(cursor, next, column);
    // Comments above a text are read in more than one way.
    if (hasComment && read.tree.kind === 'scalar') leave();
    return read;
  }
  if (!isOfKey) leave();
  // A list may stand as far left as its key.
  if (next === column && isItem(cursor)) return readList(cursor, next);
  cursor.count++;
  return { tree: scalarTree(null, place), next };
}

/** Reads a value that is no block of maps or lists. */
function readInline(cursor: Cursor, indent: number, tag: string | undefined): Read {
  const char = cursor.text.charAt(cursor.at);
  const place = placeOf(cursor);
  if (beginsPlain(cursor, false)) {
    const { text, next } = readLines(cursor, indent);
    const tree = scalarTree(tag === undefined ? plainValue(text) : text, place);
    return { tree: tag === undefined ? tree : longForm(tag, tree), next };
  }
  let tree: Tree;
  if (char === '[' || char === '{') tree = readFlow(cursor, indent);
  else if (char === '|' || char === '>') tree = readBlockText(cursor, indent);
  else if (char === '"' || char === "'") tree = scalarTree(readQuoted(cursor), place);
  else leave();
  finishLine(cursor);
  const next = nextContent(cursor);
  if (next > indent) leave();
  return { tree: tag === undefined ? tree : longForm(tag, tree), next };
}

/** An unquoted text goes on in the lines below that stand further right than what holds it. */
function readLines(cursor: Cursor, indent: number): { text: string; next: number } {
  cursor.count++;
  const lines: string[] = [];
  const { comments } = cursor;
  for (;;) {
    lines.push(readPlain(cursor, false));
    let { line } = cursor;
    finishLine(cursor);
    const next = nextContent(cursor);
    if (next <= indent) return { text: lines.length === 1 ? lines[0]! : fold(lines), next };
    // A comment ends a text.
    if (cursor.comments !== comments) leave();
    while (++line < cursor.line) lines.push('');
  }
}

function readKey(cursor: Cursor): string {
  const quote = cursor.text.charAt(cursor.at);
  const key = quote === '"' || quote === "'" ? readQuoted(cursor) : keyOf(readPlain(cursor, false));
  skipSpaces(cursor);
  if (cursor.text.charAt(cursor.at) !== ':' || !isBlank(cursor.text.charCodeAt(cursor.at + 1))) leave();
  cursor.at++;
  return key;
}

function isItem({ text, at }: Cursor): boolean {
  return text.charCodeAt(at) === 45 && isBlank(text.charCodeAt(at + 1));
}

/** Whether a key stands at the cursor, which stays there. */
function beginsPair(cursor: Cursor): boolean {
  const { text, at } = cursor;
  const char = text.charAt(at);
  if (char === '"' || char === "'") readQuoted(cursor);
  else if (beginsPlain(cursor, false)) readPlain(cursor, false);
  else return false;
  skipSpaces(cursor);
  const isPair = text.charAt(cursor.at) === ':' && isBlank(text.charCodeAt(cursor.at + 1));
  cursor.at = at;
  return isPair;
}
