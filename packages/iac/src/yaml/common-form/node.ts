import { isShortTag } from '../tags.ts';
import { type Cursor, isBlank, leave } from './cursor.ts';

/** Deeper than any template by hand; what is deeper still is judged by the other parser. */
const MAX_DEPTH = 40;
/** The bound of trees is 100,000, and its error belongs to the other parser. */
const MAX_COUNT = 60_000;

/** Begins a list or a map. */
export function enter(cursor: Cursor): void {
  if (++cursor.depth > MAX_DEPTH || ++cursor.count > MAX_COUNT) leave();
}

/** Reads a short form of CloudFormation; the cursor stands at its `!`. */
export function readTag(cursor: Cursor): string {
  let end = cursor.at + 1;
  while (!isBlank(cursor.text.charCodeAt(end))) end++;
  const tag = cursor.text.slice(cursor.at, end);
  if (!isShortTag(tag)) leave();
  cursor.at = end;
  return tag;
}
