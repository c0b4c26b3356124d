import type { SourcePlace } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';

/** Brackets, operators and templates inside of each other; Terraform's own configurations stay below 20. */
const MAX_DEPTH = 200;

/** A place in a text that is being read, and what every reader of HCL needs there. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** Inside of brackets a line's end is a blank. */
  newlinesCount: boolean;
  place(offset?: number): SourcePlace;
  /** @throws BulkheadError BULKHEAD_BAD_TEMPLATE, always */
  fail(message: string, offset?: number): never;
  /** Blanks, comments, and lines' ends where they do not count. */
  skip(): void;
  /** Takes a sign when it stands here. */
  take(sign: string): boolean;
  expect(sign: string, where: string): void;
  /** Takes an identifier when one stands here. */
  identifier(): string | undefined;
  /** Takes a word that is written out whole. */
  word(word: string): boolean;
  /** @throws BulkheadError BULKHEAD_BAD_TEMPLATE past {@link MAX_DEPTH} */
  nested<T>(read: () => T): T;
  /** Reads with another rule for lines' ends, and puts the old one back. */
  withNewlines<T>(count: boolean, read: () => T): T;
}

const IDENTIFIER = /[\p{ID_Start}_][\p{ID_Continue}-]{0,500}/uy;

export function createCursor(text: string, file: string): Cursor {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  let depth = 0;

  const cursor: Cursor = {
    text,
    at: 0,
    newlinesCount: true,
    place(offset = cursor.at) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      return { file, line: low + 1, column: offset - starts[low]! + 1 };
    },
    fail(message, offset) {
      throw badTemplate(cursor.place(offset), message, 'Run terraform validate; it names the same place.');
    },
    skip() {
      for (;;) {
        const here = text[cursor.at];
        if (here === ' ' || here === '\t' || here === '\r' || here === '\ufeff') cursor.at++;
        else if (here === '\n' && !cursor.newlinesCount) cursor.at++;
        else if (here === '#' || text.startsWith('//', cursor.at)) {
          const end = text.indexOf('\n', cursor.at);
          cursor.at = end < 0 ? text.length : end;
        } else if (text.startsWith('/*', cursor.at)) {
          const end = text.indexOf('*/', cursor.at + 2);
          if (end < 0) cursor.fail('holds a comment that has no end');
          cursor.at = end + 2;
        } else return;
      }
    },
    take(sign) {
      cursor.skip();
      if (!text.startsWith(sign, cursor.at)) return false;
      cursor.at += sign.length;
      return true;
    },
    expect(sign, where) {
      if (!cursor.take(sign)) cursor.fail(`needs a "${sign}" ${where}, and has ${shown(text, cursor.at)}`);
    },
    identifier() {
      cursor.skip();
      IDENTIFIER.lastIndex = cursor.at;
      const match = IDENTIFIER.exec(text);
      if (!match) return undefined;
      cursor.at += match[0].length;
      return match[0];
    },
    word(word) {
      const before = cursor.at;
      if (cursor.identifier() === word) return true;
      cursor.at = before;
      return false;
    },
    nested(read) {
      if (++depth > MAX_DEPTH) cursor.fail(`is nested deeper than ${MAX_DEPTH} levels`);
      try {
        return read();
      } finally {
        depth--;
      }
    },
    withNewlines(count, read) {
      const before = cursor.newlinesCount;
      cursor.newlinesCount = count;
      try {
        return read();
      } finally {
        cursor.newlinesCount = before;
      }
    },
  };
  return cursor;
}

function shown(text: string, at: number): string {
  const here = text.slice(at, at + 20).split(/\s/)[0];
  if (at >= text.length) return 'the end of the file';
  return here === '' || here === undefined ? 'the end of the line' : `"${here}"`;
}
