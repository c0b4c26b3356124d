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
  const keyOf = (name: unknown) => (typeof name === 'string' ? scope.partitionKeys.get(name) : undefined);
  const ask = (name: string, resource: string | undefined, context: AccessRequest['context'] = {}): AccessRequest => ({
    action: `dynamodb:${name}`,
    resource,
    context,
  });

  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    return Object.keys(isMap(input['RequestItems']) ? input['RequestItems'] : {}).map((name) =>
      ask(operation, table(name), leadingKeys(keyOf(name), batchItems(input, name))),
    );
  }
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    const items = Array.isArray(input['TransactItems']) ? input['TransactItems'] : [];
    return items.filter(isMap).flatMap((item) =>
      Object.entries(item).flatMap(([kind, value]) => {
        const name = own(TRANSACTED, kind);
        if (!name || !isMap(value)) return [];
        const keys = leadingKeys(keyOf(value['TableName']), [value['Key'] ?? value['Item']]);
        return [ask(name, table(value['TableName']), keys)];
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
  const key = input['IndexName'] === undefined ? keyOf(input['TableName']) : undefined;
  const keys = leadingKeys(key, [input['Key'] ?? input['Item'] ?? queried(input)]);
  return [ask(operation, table(input['TableName'], input['IndexName']), keys)];
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

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
function leadingKeys(key: string | undefined, items: readonly unknown[]): AccessRequest['context'] {
  const values = items.flatMap((item) => {
    const value = key !== undefined && isMap(item) ? item[key] : undefined;
    const text = isMap(value) ? (value['S'] ?? value['N'] ?? value['B']) : undefined;
    return typeof text === 'string' ? [text] : [];
  });
  return values.length === 0 ? {} : { 'dynamodb:LeadingKeys': values };
}

/** Keys to get, items to put and keys to delete of one table. */
function batchItems(input: ApiCall['input'], name: string): readonly unknown[] {
  const asked = isMap(input['RequestItems']) ? input['RequestItems'][name] : undefined;
  if (isMap(asked)) return Array.isArray(asked['Keys']) ? asked['Keys'] : [];
  const writes: readonly unknown[] = Array.isArray(asked) ? asked : [];
  return writes.filter(isMap).flatMap((write) => {
    const [request] = Object.values(write);
    return isMap(request) ? [request['Item'] ?? request['Key']] : [];
  });
}

/** The attributes that a query compares with `=`; of the old form as well. */
function queried(input: ApiCall['input']): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const [names, values, old] = ['ExpressionAttributeNames', 'ExpressionAttributeValues', 'KeyConditions'].map(
    (field) => (isMap(input[field]) ? input[field] : {}),
  );
  for (const part of String(input['KeyConditionExpression'] ?? '').split(/\bAND\b/i)) {
    const match = /^[\s(]*(#?[\w.-]+)\s*=\s*(:\w+)[\s)]*$/.exec(part);
    if (match) found[own(names!, match[1]!)?.toString() ?? match[1]!] = own(values!, match[2]!);
  }
  for (const [name, condition] of Object.entries(old!)) {
    const list = isMap(condition) && condition['ComparisonOperator'] === 'EQ' ? condition['AttributeValueList'] : [];
    if (Array.isArray(list) && list.length === 1) found[name] = list[0];
  }
  return found;
}
