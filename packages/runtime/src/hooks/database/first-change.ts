import type { EventStrings } from '../../scope.ts';
import { candidatesOf } from './candidates.ts';
import { LOOKS, mayHold, pairsOf } from './pairs.ts';
import { firstChangeByPart, quotesOf } from './parts.ts';
import { changesSql, sqlStatement } from './sql-structure.ts';
import type { Dialect } from './statement.ts';

/** Characters that are searched for the values of one event in one statement: hostile events hold many, statements are long. */
const MOST_SEARCHED = 64 * 1024 * 1024;

/**
 * Index of the first value that changes a statement; -1 without one.
 * @param indexes which of the values could
 */
export function firstChange(text: string, dialect: Dialect, strings: EventStrings, indexes: readonly number[]): number {
  const isEither = dialect === 'postgres or mysql';
  const sql = sqlStatement(text, isEither ? 'postgres' : dialect);
  const other = isEither ? sqlStatement(text, 'mysql') : undefined;
  const pairs = pairsOf(text);
  let left = MOST_SEARCHED;
  const { looks, quoted, parts } = candidatesOf(strings, indexes);
  for (let i = 0; i < indexes.length; i++) {
    // Escaped values have other pairs.
    if (!mayHold(pairs, looks, i * LOOKS) && !(sql.hasEscapes && quoted[i] === 1)) continue;
    left -= text.length;
    if (left < 0) return -1;
    const index = indexes[i]!;
    const lower = strings.values[index]!.trim().toLowerCase();
    if (changesSql(sql, lower) && (!other || changesSql(other, lower))) return index;
  }
  const pieces = parts(quotesOf(text));
  const at = firstChangeByPart(pieces, sql, pairs);
  return at === -1 || !other ? at : firstChangeByPart(pieces, other, pairs);
}
