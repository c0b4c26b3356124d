import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { recordOperation } from './boto3-state.ts';

/** Methods of a model of PynamoDB, as the operations that they send. */
const PYNAMODB: Readonly<Record<string, string>> = {
  get: 'GetItem',
  refresh: 'GetItem',
  save: 'PutItem',
  update: 'UpdateItem',
  delete: 'DeleteItem',
  query: 'Query',
  count: 'Query',
  scan: 'Scan',
  batch_get: 'BatchGetItem',
  batch_write: 'BatchWriteItem',
  exists: 'DescribeTable',
  describe_table: 'DescribeTable',
  create_table: 'CreateTable',
  delete_table: 'DeleteTable',
};

/** `User.get(…)`, `user.save()`, `User.by_email.query(…)`: the table stands in the class's `Meta`. */
const pynamodb: Model = (call, engine) => {
  const { path } = call.callee;
  const method = path.slice(path.lastIndexOf('.') + 1);
  const operation = Object.hasOwn(PYNAMODB, method) ? PYNAMODB[method] : undefined;
  const { receiver } = call;
  if (!operation || !receiver || !/Model#?\.|Index#?\./.test(path)) return undefined;
  const meta = engine.field(receiver, 'Meta', call.place);
  const table = engine.ownField(meta, 'table_name') ?? field(engine, meta, 'table_name');
  const index = /Index#?\./.test(path) ? field(engine, meta, 'index_name') : undefined;
  const region = field(engine, meta, 'region');
  const input = requestOf(call, engine, operation, table, index);
  const where = region ? { region } : {};
  const answer = recordOperation(engine, call, 'dynamodb', operation, input, where, 'library');
  if (operation === 'GetItem' && method === 'get') return instance(call, engine, receiver);
  if (operation === 'Query' || operation === 'Scan' || operation === 'BatchGetItem')
    return method === 'count'
      ? engine.unknown('a number')
      : engine.list([], call.place, instance(call, engine, receiver));
  return operation === 'BatchWriteItem' ? engine.unknown('a batch', call.place) : answer;
};

function field(engine: Engine, meta: AbstractValue, name: string): AbstractValue | undefined {
  const value = engine.field(meta, name);
  return value.shapes.some(({ kind }) => kind !== 'unknown' && kind !== 'external') ? value : undefined;
}

function requestOf(
  call: CallSite,
  engine: Engine,
  operation: string,
  table: AbstractValue | undefined,
  index: AbstractValue | undefined,
): AbstractValue {
  const input: Record<string, AbstractValue> = {};
  if (operation.startsWith('Batch')) {
    const items = engine.object({}, call.place);
    if (table) {
      const requests = engine.list([], call.place, engine.unknown('an item'));
      const name = engine.constantOf(table);
      if (typeof name === 'string') engine.setField(items, name, requests);
      else
        for (const shape of items.shapes)
          if (shape.kind === 'object') shape.object.computed = [{ key: table, value: requests }];
    }
    input['RequestItems'] = items;
  } else if (table) input['TableName'] = table;
  if (index) input['IndexName'] = index;
  return engine.object(input, call.place);
}

/** An item as an instance of its class: its methods are the class's. */
function instance(call: CallSite, engine: Engine, receiver: AbstractValue): AbstractValue {
  const isClass = receiver.shapes.some(({ kind }) => kind === 'class');
  return isClass ? engine.call(receiver, [], call.place, { isNew: true }) : receiver;
}

/** Helpers of AWS SDK for pandas, by their most used functions (`awswrangler/s3`, `athena`). */
const wrangler: Model = (call, engine) => {
  const { path } = call.callee;
  const target = call.named.get('path') ?? call.arguments[path.startsWith('s3.to_') ? 1 : 0];
  const s3 = (operations: readonly string[]) => {
    const input = s3Target(engine, call, target);
    for (const operation of operations) recordOperation(engine, call, 's3', operation, input, {}, 'library');
    return engine.unknown('a data frame', call.place);
  };
  if (/^s3\.read_/.test(path)) return s3(['ListObjectsV2', 'HeadObject', 'GetObject']);
  if (/^s3\.to_/.test(path)) {
    const mode = call.named.get('mode');
    const overwrites = mode !== undefined && engine.constantOf(mode) !== 'append';
    return s3(['PutObject', ...(overwrites ? ['ListObjectsV2', 'DeleteObjects'] : [])]);
  }
  if (/^s3\.(list_objects|does_object_exist|list_directories)$/.test(path)) return s3(['ListObjectsV2']);
  if (path === 's3.delete_objects') return s3(['ListObjectsV2', 'DeleteObjects']);
  if (path === 's3.upload') return s3(['PutObject']);
  if (path === 's3.download') return s3(['GetObject']);
  if (/^athena\.(read_sql_query|start_query_execution)$/.test(path)) {
    const sql = call.named.get('sql') ?? call.arguments[0];
    const input = engine.object(sql ? { QueryString: sql } : {}, call.place);
    recordOperation(engine, call, 'athena', 'StartQueryExecution', input, {}, 'library');
    const none = engine.object({}, call.place);
    for (const operation of ['GetQueryExecution', 'GetQueryResults'])
      recordOperation(engine, call, 'athena', operation, none, {}, 'library');
    return engine.unknown('a data frame', call.place);
  }
  return undefined;
};

function s3Target(engine: Engine, call: CallSite, path: AbstractValue | undefined): AbstractValue {
  const text = path && engine.constantOf(path);
  const parts = typeof text === 'string' ? /^s3:\/\/([^/]+)\/?(.*)$/.exec(text) : undefined;
  if (!parts) return engine.object({}, call.place);
  const [, bucket = '', key = ''] = parts;
  return engine.object({ Bucket: engine.constant(bucket), Key: engine.constant(key) }, call.place);
}

/**
 * `SecretCache().get_secret_string('name')` of aws-secretsmanager-caching: it looks at the secret, then fetches its value.
 * https://github.com/aws/aws-secretsmanager-caching-python
 */
const secretCache: Model = (call, engine) => {
  if (!/\.get_secret_(?:string|binary)$/.test(call.callee.path)) return undefined;
  const id = call.named.get('secret_id') ?? call.arguments[0];
  const input = engine.object(id ? { SecretId: id } : {}, call.place);
  recordOperation(engine, call, 'secretsmanager', 'DescribeSecret', input, {}, 'library');
  const answer = recordOperation(engine, call, 'secretsmanager', 'GetSecretValue', input, {}, 'library');
  return answer && engine.field(answer, 'SecretString', call.place);
};

/** Libraries of Python that call AWS through boto3. */
export const boto3LibraryModels: readonly ModelSet[] = [
  { language: 'python', modules: ['pynamodb'], otherCalls: pynamodb },
  { language: 'python', modules: ['awswrangler'], otherCalls: wrangler },
  { language: 'python', modules: ['aws_secretsmanager_caching'], otherCalls: secretCache },
];
