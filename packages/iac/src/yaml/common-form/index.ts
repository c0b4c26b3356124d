import type { Tree } from '../tree.ts';
import { readBlock } from './block.ts';
import { type Cursor, isUncommon, nextContent } from './cursor.ts';

/** Tabs, carriage returns, other control characters, and line ends that only some readers know. */
const UNCOMMON_CHARACTERS = /[\0-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]/;

/**
 * Reads YAML in the form that templates have, a tenth of the time that the whole language takes: maps and lists by indentation
 * or in brackets, texts of one line or in blocks, short forms of CloudFormation.
 * @returns `undefined` where anything else stands in it, what is wrong included
 */
export function parseCommonForm(text: string, file: string): Tree | undefined {
  if (UNCOMMON_CHARACTERS.test(text)) return undefined;
  const cursor: Cursor = { text, file, at: 0, line: 1, lineStart: 0, depth: 0, count: 0, comments: 0 };
  if (text.startsWith('---\n')) cursor.at = 3;
  try {
    const column = nextContent(cursor);
    if (column < 0) return undefined;
    const { tree, next } = readBlock(cursor, column, -1);
    return next < 0 ? tree : undefined;
  } catch (error) {
    if (isUncommon(error)) return undefined;
    throw error;
  }
}
