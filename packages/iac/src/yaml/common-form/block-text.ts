import { scalarTree, type Tree } from '../tree.ts';
import { type Cursor, isLineEnd, leave, placeOf, skipSpaces, startLine } from './cursor.ts';

/**
 * Reads a text that begins with `|` or `>` and stands on the lines below; the cursor stands at the sign.
 * @param indent column of what holds it: the lines stand further right
 */
export function readBlockText(cursor: Cursor, indent: number): Tree {
  const { text } = cursor;
  // Nothing keeps the marks of documents apart from such a text at the margin.
  if (indent < 0) leave();
  const place = placeOf(cursor);
  const isFolded = text.charAt(cursor.at++) === '>';
  const chomp = text.charAt(cursor.at) === '-' ? '-' : '';
  cursor.at += chomp.length;
  skipSpaces(cursor);
  // Other signs keep line ends or count columns.
  if (!isLineEnd(text.charCodeAt(cursor.at))) leave();
  const lines = readLines(cursor, indent);
  while (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) leave();
  const value = isFolded ? fold(lines) : lines.join('\n');
  return scalarTree(chomp === '-' ? value : `${value}\n`, place);
}

/** Lines without their indentation. The cursor ends at the end of the last one. */
function readLines(cursor: Cursor, indent: number): string[] {
  const { text } = cursor;
  const lines: string[] = [];
  let width = -1;
  while (cursor.at < text.length) {
    const start = cursor.at + 1;
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    let first = start;
    while (text.charCodeAt(first) === 32) first++;
    const isEmpty = first >= end;
    if (!isEmpty && width < 0) {
      width = first - start;
      if (width <= indent) leave();
    }
    if (!isEmpty && first - start < width) break;
    // Spaces alone are content where they are more than the indentation, and tell it where they come first.
    if (isEmpty && end - start > Math.max(width, indent)) leave();
    lines.push(isEmpty ? '' : text.slice(start + width, end));
    startLine(cursor, start);
    cursor.at = end;
  }
  return lines;
}

/** One line end between two lines is a space, several are one less; those before the first line stay. */
export function fold(lines: readonly string[]): string {
  let value = '';
  let empty = 0;
  for (const [index, line] of lines.entries()) {
    // Lines that stand further right keep their line ends.
    if (line.startsWith(' ')) leave();
    if (line === '') empty++;
    else {
      const isFirst = empty === index;
      value += (isFirst || empty > 0 ? '\n'.repeat(empty) : ' ') + line;
      empty = 0;
    }
  }
  return value;
}
