import { isAwsApi } from './aws-apis.ts';
import { awsReader } from './aws-http.ts';
import { type Command, readCommand } from './bson.ts';
import { utf8 } from './bytes.ts';
import { isMongo, mongoReader } from './mongodb.ts';
import { isMysql, isMysqlCommand, mysqlReader } from './mysql.ts';
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

/** Index of the first value that changes a statement; -1 without one. */
export function firstChange(text: string, dialect: Dialect, values: readonly string[]): number {
  if (dialect === 'postgres or mysql') {
    const [one, other] = [sqlStatement(text, 'postgres'), sqlStatement(text, 'mysql')];
    return values.findIndex((value) => changesSql(one, value) && changesSql(other, value));
  }
  const sql = sqlStatement(text, dialect);
  return values.findIndex((value) => changesSql(sql, value));
}
