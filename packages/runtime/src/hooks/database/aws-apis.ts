import type { Dialect } from './statement.ts';

/** An operation that carries SQL, and where in its request. */
export interface SqlOperation {
  readonly name: string;
  readonly dialect: Dialect;
  /** Keys on the way to the texts; lists are gone through. */
  readonly path: readonly string[];
}

/** By `X-Amz-Target`: the services that speak AWS's JSON protocol. */
const TARGETS: Readonly<Record<string, SqlOperation>> = {
  // docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
  'DynamoDB_20120810.ExecuteStatement': { name: 'dynamodb:ExecuteStatement', dialect: 'ansi', path: ['Statement'] },
  'DynamoDB_20120810.BatchExecuteStatement': {
    name: 'dynamodb:BatchExecuteStatement',
    dialect: 'ansi',
    path: ['Statements', 'Statement'],
  },
  'DynamoDB_20120810.ExecuteTransaction': {
    name: 'dynamodb:ExecuteTransaction',
    dialect: 'ansi',
    path: ['TransactStatements', 'Statement'],
  },
  'AmazonAthena.StartQueryExecution': { name: 'athena:StartQueryExecution', dialect: 'ansi', path: ['QueryString'] },
  'AmazonAthena.CreatePreparedStatement': {
    name: 'athena:CreatePreparedStatement',
    dialect: 'ansi',
    path: ['QueryStatement'],
  },
  'RedshiftData.ExecuteStatement': { name: 'redshift-data:ExecuteStatement', dialect: 'postgres', path: ['Sql'] },
  'RedshiftData.BatchExecuteStatement': {
    name: 'redshift-data:BatchExecuteStatement',
    dialect: 'postgres',
    path: ['Sqls'],
  },
};

/** By path: the RDS Data API. Which of its two servers answers is not in the request. */
const PATHS: Readonly<Record<string, SqlOperation>> = {
  '/Execute': { name: 'rds-data:ExecuteStatement', dialect: 'postgres or mysql', path: ['sql'] },
  '/BatchExecute': { name: 'rds-data:BatchExecuteStatement', dialect: 'postgres or mysql', path: ['sql'] },
  '/ExecuteSql': { name: 'rds-data:ExecuteSql', dialect: 'postgres or mysql', path: ['sqlStatements'] },
};

/** What a request's head asks for; `undefined` where it carries no SQL. */
export function sqlOperation(head: string): SqlOperation | undefined {
  const target = headerOf(head, 'x-amz-target');
  if (target !== undefined) return Object.hasOwn(TARGETS, target) ? TARGETS[target] : undefined;
  if (!isRdsData(head)) return undefined;
  const path = head.slice(head.indexOf(' ') + 1, head.indexOf(' HTTP/')).split('?', 1)[0]!;
  const last = path.slice(path.lastIndexOf('/'));
  return Object.hasOwn(PATHS, last) ? PATHS[last] : undefined;
}

/** Whether a connection that begins like this goes to one of these services: each of their requests says so. */
export function isAwsApi(head: string): boolean {
  const target = headerOf(head, 'x-amz-target');
  if (target === undefined) return isRdsData(head);
  return target.startsWith('DynamoDB_') || target.startsWith('AmazonAthena.') || target.startsWith('RedshiftData.');
}

/** By the scope of the signature, which stays the same behind custom endpoints. */
function isRdsData(head: string): boolean {
  return head.includes('/rds-data/aws4_request');
}

export function headerOf(head: string, name: string): string | undefined {
  const at = head.toLowerCase().indexOf(`\r\n${name}:`);
  if (at === -1) return undefined;
  const from = at + name.length + 3;
  const end = head.indexOf('\r\n', from);
  return head.slice(from, end === -1 ? head.length : end).trim();
}

/** The texts at a path of a request's body. */
export function textsAt(body: unknown, path: readonly string[]): string[] {
  let found: unknown[] = [body];
  for (const key of path) {
    found = found.flatMap((item) =>
      typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[key] : [],
    );
  }
  return found.filter((item) => typeof item === 'string');
}
