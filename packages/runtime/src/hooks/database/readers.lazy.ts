import type { EventStrings } from '../../scope.ts';
import { isAwsApi } from './aws-apis.ts';
import { awsReader } from './aws-http.ts';
import { type Command, readCommand } from './bson.ts';
import { utf8 } from './bytes.ts';
import { isMongo, mongoReader } from './mongodb.ts';
import { isMysql, isMysqlCommand, mysqlReader } from './mysql.ts';
import { mayHold, pairsOf } from './pairs.ts';
import { firstChangeByPart, type Parts, partsOf, quotesOf } from './parts.ts';
import { isPostgres, isPostgresMessage, postgresReader } from './postgres.ts';
import { changesSql, sqlStatement } from './sql-structure.ts';
import type { Dialect, StatementReader } from './statement.ts';

/**
 * The reader of a connection by its first bytes; `undefined` where it is to none of the databases that are known.
 * @param isLate the connection is older than the hook: these are not its first bytes
 */
export function readerFor(first: Uint8Array, isLate: boolean): StatementReader | undefined {
  if (isLate) return lateReader(first);
  if (isPostgres(first)) return postgresReader(false);
  if (isMysql(first)) return mysqlReader(false);
  if (isMongo(first)) return mongoReader();
  return undefined;
}

/** Its login is over: what comes first is a command. */
function lateReader(first: Uint8Array): StatementReader | undefined {
  if (isPostgresMessage(first)) return postgresReader(true);
  if (isMysqlCommand(first)) return mysqlReader(true);
  return isMongo(first) ? mongoReader() : undefined;
}

/** The reader of a connection whose first request is to one of AWS's query APIs. */
export function apiReaderFor(first: Uint8Array): StatementReader | undefined {
  return isAwsApi(utf8(first, 0, first.length)) ? awsReader() : undefined;
}

/** What a MongoDB command asks for that event data may not decide. */
export function commandOf(document: Uint8Array): Command {
  return readCommand(document);
}

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
  for (const index of indexes) {
    const value = strings.values[index]!;
    // Escaped values have other pairs.
    if (!mayHold(pairs, value) && !(sql.hasEscapes && value.includes("'"))) continue;
    left -= text.length;
    if (left < 0) return -1;
    const lower = value.trim().toLowerCase();
    if (changesSql(sql, lower) && (!other || changesSql(other, lower))) return index;
  }
  const parts = partsFor(strings, indexes, quotesOf(text));
  const at = firstChangeByPart(parts, sql, pairs);
  return at === -1 || !other ? at : firstChangeByPart(parts, other, pairs);
}

/** By the list of indexes, one of each event, and by the quotes of a statement. */
const known = new WeakMap<readonly number[], (Parts | undefined)[]>();

function partsFor(strings: EventStrings, indexes: readonly number[], quotes: number): Parts {
  let byQuotes = known.get(indexes);
  if (!byQuotes) {
    byQuotes = [];
    known.set(indexes, byQuotes);
  }
  byQuotes[quotes] ??= partsOf(strings, indexes, quotes);
  return byQuotes[quotes];
}
