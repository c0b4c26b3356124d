import type { StaticValue } from '@bulkhead/core';
import { options, pick, unknownValue } from '../actions/input.ts';
import { type ResourceKind, table } from '../resources/kinds.ts';
import { queriedKey } from './dynamodb-keys.ts';
import { certain, isThere, literal, named, presence } from './rules.ts';
import type { Need, Rule, ServiceModel, Target } from './types.ts';

/** A stream is named by its whole ARN. */
const tableStream: ResourceKind = {
  plural: 'streams of tables',
  types: [],
  ref: 'arn',
  arn: table.arn.replace('${Name}', '${Name}/stream/*'),
};

/** A query of an index is judged on the index alone (developer guide, "IAM policy for index"). */
const indexed =
  (action: string): Rule =>
  (input) => {
    const on = named(table, input, 'TableName');
    const there = presence(input, 'IndexName');
    const needs: Need[] = [];
    if (there === 'never') needs.push({ action, on, keyed: queriedKey(input) });
    else if (there !== 'always') needs.push({ action, on });
    if (there !== 'never') {
      const behind = pick(input, 'IndexName').values.filter(isThere).map(indexPath);
      needs.push({ action, on: { ...on, behind } });
    }
    return needs;
  };

const indexPath = (name: StaticValue): StaticValue => ({ kind: 'concat', parts: [literal('/index/'), name] });

/** Batches have the tables' names as keys. */
const batch =
  (action: string): Rule =>
  (input) => {
    const requests = pick(input, 'RequestItems');
    // What a batch left undone is asked again, of the same tables.
    const asked = requests.values.filter((value) => !(value.kind === 'answer' && /^Unprocessed/.test(value.path)));
    if (requests.values.length > 0 && asked.length === 0) return [];
    const names = asked.flatMap((value) => (value.kind === 'object' ? keysOf(value) : [unknownRequest]));
    const on: Target = { kind: table, named: names.length > 0 ? names : [unknownRequest] };
    return [{ action, on }];
  };

const unknownRequest = unknownValue('the tables of the batch are not known');

function keysOf(value: Extract<StaticValue, { kind: 'object' }>): readonly StaticValue[] {
  const computed = (value as { readonly computed?: readonly { readonly key: StaticValue }[] }).computed ?? [];
  const names = [...Object.keys(value.fields).map(literal), ...computed.map(({ key }) => key)];
  return value.open && names.length === 0 ? [unknownRequest] : names;
}

/** A request about one item. */
const single =
  (action: string, path: 'Key' | 'Item'): Rule =>
  (input) => [{ action, on: named(table, input, 'TableName'), keyed: certain(input, path) }];

/** Each item of a transaction needs the action of its own operation. */
const transaction =
  (actions: Readonly<Record<string, string>>): Rule =>
  (input) => {
    const { values, maybe } = pick(input, 'TransactItems[]');
    const needs: Need[] = [];
    let unknown = maybe && values.length === 0;
    for (const item of values.flatMap(options)) {
      const kinds = Object.keys(actions).filter((kind) => pick(item, kind).values.some(isThere));
      if (kinds.length === 0) unknown = true;
      for (const kind of kinds) {
        for (const request of pick(item, kind).values) {
          const keyed = certain(request, kind === 'Put' ? 'Item' : 'Key');
          needs.push({ action: actions[kind] as string, on: named(table, request, 'TableName'), keyed });
        }
      }
    }
    if (unknown || needs.length === 0) {
      const on: Target = { kind: table, named: [unknownValue('the items of the transaction are not known')] };
      for (const action of Object.values(actions)) needs.push({ action, on });
    }
    return needs;
  };

const PARTIQL: Readonly<Record<string, string>> = {
  select: 'dynamodb:PartiQLSelect',
  insert: 'dynamodb:PartiQLInsert',
  update: 'dynamodb:PartiQLUpdate',
  delete: 'dynamodb:PartiQLDelete',
};

/** Verb and table of a statement: `SELECT * FROM "Orders"."byDate" WHERE …` (developer guide, "IAM with PartiQL"). */
const STATEMENT =
  /^\s*(?:(select)\b[\s\S]{0,2000}?\bfrom|(insert)\s+into|(update)|(delete)\s+from)\s+(?:"([^"]{1,255})"|([\w.-]{1,255}))(?:\s*\.\s*"([^"]{1,255})")?/i;

const statements =
  (path: string): Rule =>
  (input) => {
    const { values } = pick(input, path);
    const found = values.length === 0 ? [unknownValue('the statement is not known')] : values;
    return found.flatMap((value): readonly Need[] => {
      // A table's name that the code puts in is a part of its own: its place is marked while the text is looked at.
      const parts = value.kind === 'concat' ? value.parts : [value];
      const text = parts
        .map((part, index) => (part.kind === 'literal' ? String(part.value) : `\u0001${index}\u0001`))
        .join('');
      const match = STATEMENT.exec(text.replace(/\u0001(\d+)\u0001/g, '"\u0001$1\u0001"').replaceAll('""', '"'));
      if (match === null) return Object.values(PARTIQL).map((action) => ({ action, on: anyTable }));
      const verb = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? '').toLowerCase();
      const name = match[5] ?? match[6] ?? '';
      const on: Target = { kind: table, named: [unmark(name, parts)] };
      const behind = match[7] === undefined ? undefined : [indexPath(unmark(match[7], parts))];
      return [{ action: PARTIQL[verb] as string, on: behind === undefined ? on : { ...on, behind } }];
    });
  };

function unmark(name: string, parts: readonly StaticValue[]): StaticValue {
  const pieces = name
    .split(/\u0001(\d+)\u0001/)
    .map((piece, index) => (index % 2 === 0 ? literal(piece) : parts[Number(piece)]));
  const there = pieces.filter((piece): piece is StaticValue => piece !== undefined && isThere(piece));
  return there.length === 1 ? (there[0] as StaticValue) : { kind: 'concat', parts: there };
}

const anyTable: Target = { kind: table, named: [unknownValue('the statement is not known')] };

export const dynamodb: ServiceModel = {
  clients: ['dynamodb', 'dynamodb-streams'],
  prefix: 'dynamodb',
  page: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/api-permissions-reference.html',
  parameters: {
    TableName: table,
    TableArn: table,
    ResourceArn: table,
    SourceTableName: table,
    StreamArn: tableStream,
    // An iterator is of the stream that it was made for.
    ShardIterator: tableStream,
  },
  operations: {
    GetItem: single('dynamodb:GetItem', 'Key'),
    UpdateItem: single('dynamodb:UpdateItem', 'Key'),
    DeleteItem: single('dynamodb:DeleteItem', 'Key'),
    PutItem: single('dynamodb:PutItem', 'Item'),
    Query: indexed('dynamodb:Query'),
    Scan: indexed('dynamodb:Scan'),
    BatchGetItem: batch('dynamodb:BatchGetItem'),
    BatchWriteItem: batch('dynamodb:BatchWriteItem'),
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    TransactGetItems: transaction({ Get: 'dynamodb:GetItem' }),
    TransactWriteItems: transaction({
      Put: 'dynamodb:PutItem',
      Update: 'dynamodb:UpdateItem',
      Delete: 'dynamodb:DeleteItem',
      ConditionCheck: 'dynamodb:ConditionCheckItem',
    }),
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
    ExecuteStatement: statements('Statement'),
    BatchExecuteStatement: statements('Statements[].Statement'),
    ExecuteTransaction: statements('TransactStatements[].Statement'),
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  keyUse: {
    GetItem: 'read',
    PutItem: 'read',
    UpdateItem: 'read',
    DeleteItem: 'read',
    Query: 'read',
    Scan: 'read',
    BatchGetItem: 'read',
    BatchWriteItem: 'read',
    ConditionCheckItem: 'read',
    PartiQLSelect: 'read',
    PartiQLInsert: 'read',
    PartiQLUpdate: 'read',
    PartiQLDelete: 'read',
    GetRecords: 'read',
  },
};
