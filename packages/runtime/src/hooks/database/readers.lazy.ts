import type { BulkheadBlockedError } from '../../errors.ts';
import type { HookContext } from '../../guard.ts';
import { isAwsApi } from './aws-apis.ts';
import { awsReader } from './aws-http.ts';
import { utf8 } from './bytes.ts';
import { judgeStatement } from './judge.ts';
import { isMongo, mongoReader } from './mongodb.ts';
import { isMysql, isMysqlCommand, mysqlReader } from './mysql.ts';
import { isPostgres, isPostgresMessage, postgresReader } from './postgres.ts';
import type { Seen } from './seen.ts';
import type { Statement, StatementReader } from './statement.ts';

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

/** What a statement is to be stopped with: event data changes it, and the policy blocks. */
export function judge(statement: Statement, seen: Seen, context: HookContext): BulkheadBlockedError | undefined {
  return judgeStatement(statement, seen, context);
}
