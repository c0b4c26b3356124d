/** Methods of DynamoDB's document clients (SDK v2 `DocumentClient`, v3 `@aws-sdk/lib-dynamodb`) and the operations that they are. */
const OPERATIONS: Readonly<Record<string, string>> = {
  get: 'GetItem',
  put: 'PutItem',
  update: 'UpdateItem',
  delete: 'DeleteItem',
  query: 'Query',
  scan: 'Scan',
  batchGet: 'BatchGetItem',
  batchWrite: 'BatchWriteItem',
  transactGet: 'TransactGetItems',
  transactWrite: 'TransactWriteItems',
  executeStatement: 'ExecuteStatement',
  batchExecuteStatement: 'BatchExecuteStatement',
  executeTransaction: 'ExecuteTransaction',
};

/** @param name a method (`put`), or a command (`PutCommand`) */
export function documentOperation(name: string): string | undefined {
  const method = name.replace(/Command$/, '');
  const key = method.charAt(0).toLowerCase() + method.slice(1);
  return Object.hasOwn(OPERATIONS, key) ? OPERATIONS[key] : undefined;
}
