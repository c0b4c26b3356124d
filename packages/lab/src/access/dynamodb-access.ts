import { isMap, own } from '@bulkhead/core';
import type { AccessRequest, AccessScope, ApiCall } from './types.ts';

/** Actions of a transaction's items; https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html */
const TRANSACTED: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};
/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html */
const PARTIQL: readonly (readonly [RegExp, string])[] = [
  [/^\s*select\b[\s\S]{0,2000}?\bfrom\s+"?([\w.-]{3,255})"?(?:\."?([\w.-]{3,255})"?)?/i, 'PartiQLSelect'],
  [/^\s*insert\s+into\s+"?([\w.-]{3,255})"?/i, 'PartiQLInsert'],
  [/^\s*update\s+"?([\w.-]{3,255})"?/i, 'PartiQLUpdate'],
  [/^\s*delete\s+from\s+"?([\w.-]{3,255})"?/i, 'PartiQLDelete'],
];
const WITHOUT_RESOURCE = new Set(['ListTables', 'DescribeLimits', 'DescribeEndpoints', 'ListStreams', 'ListBackups']);

/** What a request to DynamoDB or its streams asks for. */
export function readDynamoDbAccess({ operation, input }: ApiCall, scope: AccessScope): AccessRequest[] {
  if (WITHOUT_RESOURCE.has(operation)) return [{ action: `dynamodb:${operation}`, resource: '*', context: {} }];
  const table = (name: unknown, index?: unknown): string | undefined => {
    if (typeof name !== 'string') return undefined;
    const arn = name.startsWith('arn:') ? name : `arn:aws:dynamodb:${scope.region}:${scope.account}:table/${name}`;
    return typeof index === 'string' ? `${arn}/index/${index}` : arn;
  };
  const ask = (name: string, resource: string | undefined, key?: unknown): AccessRequest => ({
    action: `dynamodb:${name}`,
    resource,
    context: leadingKeys(key),
  });

  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    return Object.keys(isMap(input['RequestItems']) ? input['RequestItems'] : {}).map((name) =>
      ask(operation, table(name)),
    );
  }
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    const items = Array.isArray(input['TransactItems']) ? input['TransactItems'] : [];
    return items.filter(isMap).flatMap((item) =>
      Object.entries(item).flatMap(([kind, value]) => {
        const name = own(TRANSACTED, kind);
        return name && isMap(value) ? [ask(name, table(value['TableName']), value['Key'])] : [];
      }),
    );
  }
  const statements = statementsOf(operation, input);
  if (statements) return statements.map((statement) => readPartiql(statement, table, ask));
  if (typeof input['StreamArn'] === 'string') return [ask(operation, input['StreamArn'])];
  if (typeof input['ShardIterator'] === 'string') {
    // A shard iterator begins with its stream's ARN and a bar.
    const arn = /^(arn:aws[\w-]*:dynamodb:[^|]{1,300})\|/.exec(input['ShardIterator'])?.[1];
    return [ask(operation, arn)];
  }
  return [ask(operation, table(input['TableName'], input['IndexName']), input['Key'])];
}

function statementsOf(operation: string, input: ApiCall['input']): string[] | undefined {
  const text = (value: unknown) => (isMap(value) && typeof value['Statement'] === 'string' ? [value['Statement']] : []);
  if (operation === 'ExecuteStatement') return text(input);
  const list = { BatchExecuteStatement: 'Statements', ExecuteTransaction: 'TransactStatements' }[operation];
  if (list === undefined) return undefined;
  return Array.isArray(input[list]) ? input[list].flatMap(text) : [];
}

function readPartiql(
  statement: string,
  table: (name: unknown, index?: unknown) => string | undefined,
  ask: (name: string, resource: string | undefined) => AccessRequest,
): AccessRequest {
  for (const [pattern, action] of PARTIQL) {
    const match = pattern.exec(statement);
    if (match) return ask(action, table(match[1], match[2]));
  }
  return ask('PartiQLSelect', undefined);
}

/** `dynamodb:LeadingKeys` holds partition keys; which attribute that is shows only where the key has a single one. */
function leadingKeys(key: unknown): AccessRequest['context'] {
  if (!isMap(key)) return {};
  const values = Object.values(key);
  const [only] = values;
  const value = values.length === 1 && isMap(only) ? (only['S'] ?? only['N']) : undefined;
  return typeof value === 'string' ? { 'dynamodb:LeadingKeys': [value] } : {};
}
