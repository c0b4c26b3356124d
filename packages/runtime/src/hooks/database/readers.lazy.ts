import { type Command, readCommand } from './bson.ts';
import { isMongo, mongoReader } from './mongodb.ts';
import { isMysql, mysqlReader } from './mysql.ts';
import { isPostgres, postgresReader } from './postgres.ts';
import { changesSql, sqlStatement } from './sql-structure.ts';
import type { Dialect, StatementReader } from './statement.ts';

/** The reader of a connection by its first bytes; `undefined` where it is to none of the databases that are known. */
export function readerFor(first: Uint8Array): StatementReader | undefined {
  if (isPostgres(first)) return postgresReader();
  if (isMysql(first)) return mysqlReader();
  if (isMongo(first)) return mongoReader();
  return undefined;
}

/** What a MongoDB command asks for that event data may not decide. */
export function commandOf(document: Uint8Array): Command {
  return readCommand(document);
}

/** Index of the first value that changes a statement; -1 without one. */
export function firstChange(text: string, dialect: Dialect, values: readonly string[]): number {
  const sql = sqlStatement(text, dialect);
  return values.findIndex((value) => changesSql(sql, value));
}
