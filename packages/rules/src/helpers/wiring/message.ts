import { type AwsCall, own, type StaticValue } from '@bulkhead/core';
import type { FunctionView } from '../functions.ts';
import { variableOf } from '../functions.ts';
import { inputOf } from '../targets.ts';
import { literal } from '../values.ts';
import { imageOf } from './item-image.ts';
import type { Message } from './types.ts';

const UNTOLD: StaticValue = { kind: 'unknown', reason: 'it is not told' };
const DEEPEST = 12;
/** Entries of one request that are looked at; EventBridge, SQS and SNS take 10. */
const MOST_ENTRIES = 10;

/** Plain data as a value of which everything is known. */
export function known(value: unknown, depth = 0): StaticValue {
  if (value === undefined || depth > DEEPEST) return UNTOLD;
  if (value === null || typeof value !== 'object') {
    return { kind: 'literal', value: value as string | number | boolean | null };
  }
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item) => known(item, depth + 1)), open: false };
  }
  const fields = Object.entries(value).map(([key, item]) => [key, known(item, depth + 1)] as const);
  return { kind: 'object', fields: Object.fromEntries(fields), open: false };
}

/** What a call sends, with the environment's values in their places. */
export function messageOf(call: AwsCall, view: FunctionView): Message {
  const told = (name: string): StaticValue => settled(inputOf(call, name) ?? UNTOLD, view);
  switch (`${call.service}:${call.operation}`) {
    case 'sqs:SendMessage':
    case 'sns:Publish':
    case 'kinesis:PutRecord':
      return entryOf(call.service, (name) => inputOf(call, name), view);
    case 'sqs:SendMessageBatch':
      return batchOf(call, 'Entries', view);
    case 'sns:PublishBatch':
      return batchOf(call, 'PublishBatchRequestEntries', view);
    case 'kinesis:PutRecords':
      return batchOf(call, 'Records', view);
    case 'dynamodb:DeleteItem':
      return recordOf({ eventName: known('REMOVE') });
    case 'dynamodb:PutItem':
      return written({ NewImage: imageOf(told('Item')) });
    case 'dynamodb:UpdateItem':
      return written({});
  }
  if (call.service !== 's3') return { kind: 'plain' };
  const bucket = inputOf(call, 'Bucket');
  return {
    kind: 'object',
    key: settled(inputOf(call, 'Key') ?? UNTOLD, view),
    ...(bucket ? { bucket: settled(bucket, view) } : {}),
  };
}

/** One message of a queue, a topic or a stream, sent alone or with others. */
function entryOf(service: string, field: (name: string) => StaticValue | undefined, view: FunctionView): Message {
  const told = (name: string): StaticValue => settled(field(name) ?? UNTOLD, view);
  switch (service) {
    case 'sqs':
      return recordOf({ body: jsonOf(told('MessageBody')), messageAttributes: told('MessageAttributes') });
    case 'sns':
      return recordOf({
        body: jsonOf(told('Message')),
        attributes: attributesOf(field('MessageAttributes'), view),
      });
    default:
      return recordOf({ data: jsonOf(told('Data')), partitionKey: told('PartitionKey') });
  }
}

function batchOf(call: AwsCall, name: string, view: FunctionView): Message {
  const messages = entriesIn(inputOf(call, name)).map((entry) =>
    entry.kind === 'object'
      ? entryOf(call.service, (field) => own(entry.fields, field) ?? (entry.open ? UNTOLD : undefined), view)
      : ({ kind: 'plain' } as const),
  );
  return messages.length === 0 ? { kind: 'plain' } : { kind: 'batch', messages };
}

/** What a list of a request holds, as far as it is told. */
export function entriesIn(entries: StaticValue | undefined): readonly StaticValue[] {
  if (entries === undefined) return [];
  const lists = entries.kind === 'either' ? entries.options : [entries];
  return lists
    .flatMap((list) => (list.kind === 'list' ? list.items : [list]))
    .flatMap((entry) => (entry.kind === 'either' ? entry.options : [entry]))
    .slice(0, MOST_ENTRIES);
}

/** An item that is new, or was there before: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html */
function written(dynamodb: Readonly<Record<string, StaticValue>>): Message {
  const change: StaticValue = { kind: 'object', fields: dynamodb, open: true };
  const messages = ['INSERT', 'MODIFY'].map((name) => recordOf({ eventName: known(name), dynamodb: change }));
  return { kind: 'one-of', messages };
}

/** Fields that are not named are not told. */
function recordOf(fields: Readonly<Record<string, StaticValue>>): Message {
  return { kind: 'record', record: { kind: 'object', fields, open: true } };
}

/**
 * Attributes of a topic's message as its filter policies compare them: texts, numbers, lists.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
function attributesOf(value: StaticValue | undefined, view: FunctionView): StaticValue {
  if (value === undefined) return { kind: 'object', fields: {}, open: false };
  const all = settled(value, view);
  if (all.kind !== 'object') return UNTOLD;
  const fields = Object.entries(all.fields).map(([name, one]): readonly [string, StaticValue] => {
    if (one.kind !== 'object') return [name, UNTOLD];
    const [type, text] = [own(one.fields, 'DataType'), own(one.fields, 'StringValue')];
    if (type?.kind !== 'literal' || text === undefined) return [name, UNTOLD];
    return [name, type.value === 'String' ? text : jsonOf(text)];
  });
  return { kind: 'object', fields: Object.fromEntries(fields), open: all.open };
}

/**
 * An entry of PutEvents as the event that arrives:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 */
export function eventOf(entry: StaticValue, view: FunctionView): Message {
  const field = (name: string): StaticValue =>
    settled((entry.kind === 'object' ? own(entry.fields, name) : undefined) ?? UNTOLD, view);
  return { kind: 'event', event: busEvent(field('Source'), field('DetailType'), jsonOf(field('Detail'))) };
}

export function busEvent(source: StaticValue, detailType: StaticValue, detail: StaticValue): StaticValue {
  const fields = {
    version: known('0'),
    id: UNTOLD,
    account: UNTOLD,
    time: UNTOLD,
    region: UNTOLD,
    resources: UNTOLD,
    source,
    'detail-type': detailType,
    detail,
  };
  return { kind: 'object', fields, open: false };
}

/** What a text of JSON holds. */
function jsonOf(text: StaticValue): StaticValue {
  if (text.kind === 'unknown' && text.json) return text.json;
  if (text.kind === 'either') return { kind: 'either', options: text.options.map(jsonOf) };
  if (text.kind !== 'literal') return text;
  try {
    return known(JSON.parse(String(text.value)));
  } catch {
    return UNTOLD;
  }
}

/** A value with what the template gives to the environment in its place. */
function settled(value: StaticValue, view: FunctionView, depth = 0): StaticValue {
  if (depth > DEEPEST) return UNTOLD;
  const inner = (one: StaticValue) => settled(one, view, depth + 1);
  switch (value.kind) {
    case 'environment': {
      const given = literal(variableOf(view, value.name));
      if (given !== undefined) return known(given);
      return value.fallback && variableOf(view, value.name) === undefined ? inner(value.fallback) : UNTOLD;
    }
    case 'either':
      return { kind: 'either', options: value.options.map(inner) };
    case 'concat':
      return { kind: 'concat', parts: value.parts.map(inner) };
    case 'list':
      return { ...value, items: value.items.map(inner) };
    case 'object':
      return {
        ...value,
        fields: Object.fromEntries(Object.entries(value.fields).map(([key, one]) => [key, inner(one)])),
      };
    case 'unknown':
      return value.json ? { ...value, json: inner(value.json) } : value;
    default:
      return value;
  }
}
