import type { SourcePlace } from '@bulkhead/core';

/** Where reading stands. */
export interface Cursor {
  readonly text: string;
  readonly file: string;
  /** Offset of the next character. */
  at: number;
  /** Counted from 1. */
  line: number;
  /** Offset of the line's first character. */
  lineStart: number;
  /** Containers around what is read. */
  depth: number;
  /** Values read so far. */
  count: number;
  /** Comments passed so far, outside of brackets. */
  comments: number;
}

/**
 * Thrown where a document leaves the form that is read here; the whole of YAML is then the other parser's. One object, because a
 * stack costs more than a small document.
 */
const UNCOMMON = new Error('not in the common form');

export function leave(): never {
  throw UNCOMMON;
}

export function isUncommon(error: unknown): boolean {
  return error === UNCOMMON;
}

const SPACE = 32;
const NEWLINE = 10;
export const HASH = 35;
const HYPHEN = 45;
const DOT = 46;

export function placeOf({ file, line, at, lineStart }: Cursor): SourcePlace {
  return { file, line, column: at - lineStart + 1 };
}

export function skipSpaces(cursor: Cursor): void {
  const { text } = cursor;
  while (text.charCodeAt(cursor.at) === SPACE) cursor.at++;
}

/** Whether a character ends a word: a space, the end of the line or of the text. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === NEWLINE || Number.isNaN(code);
}

export function isLineEnd(code: number): boolean {
  return code === NEWLINE || Number.isNaN(code);
}

/** Goes past spaces and a comment to the end of the line, behind a value or an indicator. */
export function finishLine(cursor: Cursor): void {
  skipSpaces(cursor);
  const code = cursor.text.charCodeAt(cursor.at);
  if (isLineEnd(code)) return;
  if (code !== HASH || cursor.text.charCodeAt(cursor.at - 1) !== SPACE) leave();
  skipComment(cursor);
}

function skipComment(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.at);
  cursor.at = end < 0 ? cursor.text.length : end;
  cursor.comments++;
}

/**
 * From the end of a line, or the beginning of the text, to the next content, past empty lines and comments.
 * @returns its column, counted from 0; -1 at the end of the text
 */
export function nextContent(cursor: Cursor): number {
  const { text } = cursor;
  for (;;) {
    if (text.charCodeAt(cursor.at) === NEWLINE) startLine(cursor, cursor.at + 1);
    skipSpaces(cursor);
    const code = text.charCodeAt(cursor.at);
    if (Number.isNaN(code)) return -1;
    if (code === NEWLINE) continue;
    const indent = cursor.at - cursor.lineStart;
    if (code !== HASH) {
      if (indent === 0 && isMarker(cursor, code)) leave();
      return indent;
    }
    skipComment(cursor);
  }
}

export function startLine(cursor: Cursor, at: number): void {
  cursor.at = at;
  cursor.line++;
  cursor.lineStart = at;
}

/** `---` and `...` begin and end documents. */
function isMarker({ text, at }: Cursor, code: number): boolean {
  return (code === HYPHEN || code === DOT) && text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code;
}
