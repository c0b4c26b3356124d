import { sourceOf } from '@bulkhead/events';
import { writeFields } from '@bulkhead/events/carriers';
import { describe, expect, it } from 'vitest';
import { CHAIN_NAME, type Chain, encodeChain, nextChain } from './chain.ts';
import { readChains } from './read.lazy.ts';

const CHAIN: Chain = nextChain(nextChain(undefined, 'request-1', 'api', 1), 'request-1', 'orders', 2);
const TEXT = encodeChain(CHAIN, 'n1', undefined);
type Fields = Record<string, unknown>;

const writeChain = (operation: string, input: unknown, text = TEXT) =>
  writeFields(operation, input, () => ({ own: { [CHAIN_NAME]: text }, yielding: {} }));
const written = (operation: string, input: Fields) => writeChain(operation, input)!;
const base64 = (value: unknown) => Buffer.from(value as Uint8Array).toString('base64');
const first = (value: unknown) => (value as Fields[])[0]!;

/** What Lambda makes of message attributes. */
function sqsRecord(message: Fields, body: unknown = message['MessageBody']): Fields {
  const attributes = Object.entries((message['MessageAttributes'] ?? {}) as Record<string, Fields>);
  const messageAttributes = Object.fromEntries(
    attributes.map(([name, { StringValue, DataType }]) => [name, { stringValue: StringValue, dataType: DataType }]),
  );
  return { eventSource: 'aws:sqs', body, messageAttributes };
}

function snsAttributes(message: Fields): Fields {
  const attributes = Object.entries((message['MessageAttributes'] ?? {}) as Record<string, Fields>);
  return Object.fromEntries(attributes.map(([name, a]) => [name, { Type: a['DataType'], Value: a['StringValue'] }]));
}

const image = (item: unknown) => ({ Records: [{ eventSource: 'aws:dynamodb', dynamodb: { NewImage: item } }] });
const busEvent = (entry: Fields) => ({ source: 'a', 'detail-type': 'b', detail: JSON.parse(String(entry['Detail'])) });

/** What is sent, and the event that Lambda makes of it. */
const CARRIERS: [string, string, Fields, (input: Fields) => unknown][] = [
  ['SQS', 'sqs:SendMessage', { MessageBody: 'x' }, (input) => ({ Records: [sqsRecord(input)] })],
  [
    'SQS batch',
    'sqs:SendMessageBatch',
    {
      Entries: [
        { Id: '1', MessageBody: 'x' },
        { Id: '2', MessageBody: 'y' },
      ],
    },
    (input) => ({ Records: (input['Entries'] as Fields[]).map((entry) => sqsRecord(entry)) }),
  ],
  [
    'SNS',
    'sns:Publish',
    { Message: 'x', MessageAttributes: { kind: { DataType: 'String', StringValue: 'vote' } } },
    (input) => ({ Records: [{ EventSource: 'aws:sns', Sns: { MessageAttributes: snsAttributes(input) } }] }),
  ],
  [
    'SNS in SQS',
    'sns:PublishBatch',
    { PublishBatchRequestEntries: [{ Id: '1', Message: 'x' }] },
    (input) => {
      const MessageAttributes = snsAttributes(first(input['PublishBatchRequestEntries']));
      return { Records: [sqsRecord({}, JSON.stringify({ Type: 'Notification', Message: 'x', MessageAttributes }))] };
    },
  ],
  [
    'EventBridge',
    'eventbridge:PutEvents',
    { Entries: [{ Source: 'a', DetailType: 'b', Detail: '{"n":12345678901234567890}' }] },
    (input) => busEvent(first(input['Entries'])),
  ],
  [
    'EventBridge in SQS',
    'eventbridge:PutEvents',
    { Entries: [{ Source: 'a', DetailType: 'b', Detail: '{}' }] },
    (input) => ({ Records: [sqsRecord({}, JSON.stringify(busEvent(first(input['Entries']))))] }),
  ],
  [
    'Lambda, asynchronous',
    'lambda:Invoke',
    { InvocationType: 'Event', Payload: '{"a":1}' },
    (input) => JSON.parse(String(input['Payload'])),
  ],
  [
    'Lambda, asynchronous, bytes',
    'lambda:Invoke',
    { InvocationType: 'Event', Payload: Buffer.from(' { } ') },
    (input) => JSON.parse(Buffer.from(input['Payload'] as Uint8Array).toString()),
  ],
  [
    'Step Functions',
    'sfn:StartExecution',
    { input: '{"__context":{"id":"1"}}' },
    (input) => JSON.parse(String(input['input'])),
  ],
  [
    'Step Functions, context object',
    'sfn:StartExecution',
    { input: '{}' },
    (input) => ({ StateMachine: {}, State: {}, Execution: { Input: JSON.parse(String(input['input'])) } }),
  ],
  [
    'Kinesis',
    'kinesis:PutRecord',
    { Data: Buffer.from('{"a":1}') },
    (input) => ({ Records: [{ eventSource: 'aws:kinesis', kinesis: { data: base64(input['Data']) } }] }),
  ],
  [
    'Kinesis batch',
    'kinesis:PutRecords',
    { Records: [{ Data: new TextEncoder().encode('{"a":1}'), PartitionKey: 'k' }] },
    (input) => ({
      Records: [{ eventSource: 'aws:kinesis', kinesis: { data: base64(first(input['Records'])['Data']) } }],
    }),
  ],
  [
    'Firehose, a line',
    'firehose:PutRecordBatch',
    { Records: [{ Data: Buffer.from('{"a":1}\n') }] },
    (input) => ({
      invocationId: 'i',
      deliveryStreamArn: 'arn',
      records: [{ recordId: '1', data: base64(first(input['Records'])['Data']) }],
    }),
  ],
  ['DynamoDB', 'dynamodb:PutItem', { TableName: 't', Item: { id: { S: '1' } } }, (input) => image(input['Item'])],
  [
    'DynamoDB batch',
    'dynamodb:BatchWriteItem',
    { RequestItems: { t: [{ DeleteRequest: { Key: {} } }, { PutRequest: { Item: { id: { S: '1' } } } }] } },
    (input) => {
      const list = (input['RequestItems'] as Record<string, Fields[]>)['t']!;
      return image((list[1]!['PutRequest'] as Fields)['Item']);
    },
  ],
  [
    'DynamoDB transaction',
    'dynamodb:TransactWriteItems',
    { TransactItems: [{ Put: { TableName: 't', Item: { id: { S: '1' } } } }] },
    (input) => image((first(input['TransactItems'])['Put'] as Fields)['Item']),
  ],
];

describe('there and back', () => {
  it.each(CARRIERS)('%s', (_name, operation, input, eventOf) => {
    const before = JSON.stringify(input);
    const { input: sent, without } = written(operation, input);
    expect(without).toEqual([]);
    expect(JSON.stringify(input)).toBe(before);
    const event = eventOf(sent);
    const carried = readChains(sourceOf(event)?.id ?? 'direct', event, undefined, undefined);
    expect(carried.map(({ chain }) => chain)).toEqual(carried.map(() => CHAIN));
  });

  it('Lambda, synchronous: beside the payload', () => {
    const { input } = written('lambda:Invoke', {
      Payload: '[1]',
      ClientContext: Buffer.from('{"env":{"a":"b"}}').toString('base64'),
    });
    expect(input['Payload']).toBe('[1]');
    const clientContext = JSON.parse(Buffer.from(String(input['ClientContext']), 'base64').toString());
    expect(clientContext.env).toEqual({ a: 'b' });
    expect(readChains('direct', [1], clientContext, undefined)).toEqual([{ path: '', chain: CHAIN }]);
  });

  it.each<[string, Fields]>([
    ['in any case', { headers: { 'X-Bulkhead-Chain': TEXT } }],
    ['of several values', { multiValueHeaders: { 'x-bulkhead-chain': [TEXT, 'other'] } }],
  ])('headers %s', (_name, event) => {
    expect(readChains('apigateway-v1', event, undefined, undefined)).toEqual([{ path: '', chain: CHAIN }]);
  });
});

describe('what is in the message stays', () => {
  it.each<[string, string, Fields, (input: Fields) => unknown, unknown]>([
    [
      'large numbers',
      'eventbridge:PutEvents',
      { Entries: [{ Detail: '{"n":12345678901234567890}' }] },
      (i) => String(first(i['Entries'])['Detail']).endsWith(',"n":12345678901234567890}'),
      true,
    ],
    [
      'other context',
      'sfn:StartExecution',
      { input: '{"__context":{"id":"1"}}' },
      (i) => JSON.parse(String(i['input'])).__context.id,
      '1',
    ],
    [
      'attributes',
      'sqs:SendMessage',
      { MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } },
      (i) => Object.keys(i['MessageAttributes'] as object),
      ['a', CHAIN_NAME],
    ],
    [
      'metadata',
      's3:PutObject',
      { Metadata: { owner: 'ada' } },
      (i) => i['Metadata'],
      { owner: 'ada', [CHAIN_NAME]: TEXT },
    ],
    [
      'what the document client is given',
      'dynamodb:PutItem',
      { Item: { id: '1', n: 2 } },
      (i) => i['Item'],
      { id: '1', n: 2, __context: { [CHAIN_NAME]: TEXT } },
    ],
  ])('%s', (_name, operation, input, look, expected) => {
    expect(look(written(operation, input).input as Fields)).toEqual(expected);
  });
});

it.each(CARRIERS)('%s: what came in and is handed on has its count replaced', (_name, operation, input) => {
  const old = writeChain(operation, input, '1.old.9.9.old:9.n')!.input;
  const now = JSON.stringify(written(operation, old).input, (_key, value: unknown) => {
    const bytes = value as { type?: unknown; data?: number[] } | null;
    return bytes?.type === 'Buffer' ? Buffer.from(bytes.data!).toString() : value;
  });
  expect(now).toContain(TEXT);
  expect(now).not.toContain('1.old');
});

describe('updates of DynamoDB', () => {
  const key = { id: { S: '1' } };
  it.each<[string | undefined, string]>([
    ['SET a = :a REMOVE b', 'SET #bulkheadContext = :bulkheadContext, a = :a REMOVE b'],
    ['remove b\nset a = :a', 'remove b\nset #bulkheadContext = :bulkheadContext, a = :a'],
    ['ADD #set :set', 'SET #bulkheadContext = :bulkheadContext ADD #set :set'],
    [undefined, 'SET #bulkheadContext = :bulkheadContext'],
  ])('%s', (expression, expected) => {
    const before = { Key: key, ...(expression !== undefined && { UpdateExpression: expression }) };
    const { input } = written('dynamodb:UpdateItem', before);
    expect(input).toMatchObject({
      UpdateExpression: expected,
      ExpressionAttributeNames: { '#bulkheadContext': '__context' },
      ExpressionAttributeValues: { ':bulkheadContext': { M: { [CHAIN_NAME]: { S: TEXT } } } },
    });
  });

  it('of the old form', () => {
    const { input } = written('dynamodb:UpdateItem', { Key: key, AttributeUpdates: { a: { Action: 'DELETE' } } });
    expect(input['AttributeUpdates']).toMatchObject({ a: { Action: 'DELETE' }, __context: { Action: 'PUT' } });
    expect(input['UpdateExpression']).toBeUndefined();
  });
});

it('a row that somebody else changed belongs to no chain', () => {
  const row = { id: { S: '1' }, __context: { M: { [CHAIN_NAME]: { S: TEXT } } } };
  const change = (NewImage: Fields, OldImage: Fields) => ({
    Records: [{ eventSource: 'aws:dynamodb', dynamodb: { NewImage, OldImage } }],
  });
  const read = (event: unknown) => readChains('dynamodb', event, undefined, undefined)[0]?.chain;
  expect(read(change(row, { id: { S: '1' } }))).toEqual(CHAIN);
  expect(read(change({ ...row, n: { N: '2' } }, row))).toBeUndefined();
});

describe('no room', () => {
  const ten = Object.fromEntries(
    Array.from({ length: 10 }, (_, i) => [`a${i}`, { DataType: 'String', StringValue: 'x' }]),
  );
  it.each<[string, string, Fields, string]>([
    ['ten attributes', 'sqs:SendMessage', { MessageAttributes: ten }, 'all ten message attributes are taken'],
    ['a payload of text', 'kinesis:PutRecord', { Data: Buffer.from('a,b') }, 'the payload is no JSON object'],
    ['a list', 'lambda:Invoke', { InvocationType: 'Event', Payload: '[1]' }, 'the payload is no JSON object'],
    ['metadata', 's3:PutObject', { Metadata: { a: 'x'.repeat(2_000) } }, 'the metadata of the object is full'],
    [
      'client context',
      'lambda:Invoke',
      { ClientContext: base64(Buffer.from(`{"a":"${'x'.repeat(2_650)}"}`)) },
      'the client context is full',
    ],
    ['another field of that name', 'sfn:StartExecution', { input: '{"__context":1}' }, '__context is taken'],
  ])('%s: the message goes out as it is, and that is said', (_name, operation, input, reason) => {
    const result = written(operation, input);
    expect(result).toEqual({ input, messages: 1, without: [reason] });
  });
});

it.each<[string, unknown]>([
  ['dynamodb:GetItem', { Key: {} }],
  ['sqs:SendMessage', null],
  ['sqs:SendMessage', 'x'],
])('%s of %j is left alone', (operation, input) => {
  expect(writeChain(operation, input)).toBeUndefined();
});

it.each<[string, unknown]>([
  ['sqs', null],
  ['sqs', { Records: [null, 1, [], { body: '{"x-bulkhead-chain' }] }],
  ['dynamodb', { Records: [{ dynamodb: { NewImage: null } }] }],
  ['kinesis', { Records: [{ kinesis: { data: 'A'.repeat(2_000_000) } }] }],
  ['eventbridge', { detail: { __context: { [CHAIN_NAME]: { toString: 1 } } } }],
  ['direct', Object.create(null)],
])('%s with an odd event carries none', (trigger, event) => {
  for (const { chain } of readChains(trigger, event, 7, undefined)) expect(chain).toBeUndefined();
});
