import type { NeededStatement } from '@bulkhead/core';
import { compare } from '../needed/atoms.ts';

/** Reasons that stand above a statement; the JSON output has them all. */
const MOST_LINES = 4;

/**
 * Why a statement is there, a line each: `src/orders.mjs:12 dynamodb PutItem`, and why it is wider than one name.
 * Safe in a comment of any language: one line, no control characters, and nothing that ends a comment.
 */
export function commentLines(statement: NeededStatement): readonly string[] {
  const lines = new Set<string>();
  const wide = new Set<string>();
  for (const { call, place, kind, wide: why } of statement.because) {
    const what = call === undefined ? 'Lambda itself' : `${call.service} ${call.operation}`;
    const note = kind === 'derived' ? ', derived from the name' : kind === 'dependent' ? ', needed besides' : '';
    lines.add(oneLine(`${place.file}:${place.line} ${what}${note}`));
    if (why !== undefined) wide.add(oneLine(`wide: ${why}`));
  }
  const shown = [...lines].slice(0, MOST_LINES);
  const rest = lines.size - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : []), ...[...wide].sort(compare).slice(0, MOST_LINES)];
}

/** Texts of a project are a stranger's: what would end a line or a comment, or turn text round, becomes a blank. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .replaceAll('*/', '* /')
    .slice(0, 200);
