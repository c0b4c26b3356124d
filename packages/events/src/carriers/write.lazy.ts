import { BAGGAGE, CORRELATION_SIGNATURE, has, PARENT_ID, TRACE_PARENT, TRACE_STATE } from '@bulkhead/core';
import { addToItem, addToUpdate } from './dynamodb-items.ts';
import { addToBytes, addToJson } from './json-field.ts';
import { mayExceed, sizeOf } from './limits.ts';
import { type CarriedFields, PACKED_ATTRIBUTE } from './names.ts';
import { isFields } from './values.ts';

type Input = Readonly<Record<string, unknown>>;

/** What a message has room for: its new form, or why it has none. */
export type Added = { readonly value: unknown } | { readonly none: string };

/** What is put into a message. */
export interface Load {
  /** Replaces what is there by that name: a function that hands on what it got would carry an old count on for ever. */
  readonly own: CarriedFields;
  /** Gives way to what the caller has put there by that name. */
  readonly yielding: CarriedFields;
  /** The same load has to give the same message. */
  readonly lasting?: boolean;
}

/** The input of an operation with the fields in each message of it. */
export interface Written {
  readonly input: Input;
  /** Messages that the operation sends, with or without the fields. */
  readonly messages: number;
  /** Why some of them go without; each reason once. */
  readonly without: readonly string[];
}

/** SQS takes ten; SNS hands ten on to a queue with raw delivery. */
const MOST_ATTRIBUTES = 10;

/** Lambda takes 3,583 bytes of base64. */
const MOST_CLIENT_CONTEXT = 3_583;

/** All user metadata of an S3 object together, names included. */
const MOST_METADATA = 2_048;

/**
 * Puts fields into what an AWS operation sends, in the place where the receiving function's event shows them. Inputs are
 * those of SDK v2 and v3 alike, and are copied, never changed.
 * @param operation `sqs:SendMessage`
 * @param load makes the fields, others for each message; `token` is what the service knows the request again by, so that what
 *   is made has to be the same at each try
 * @returns `undefined` for an operation that sends nothing that an event could show
 */
export function writeFields(operation: string, input: unknown, load: (token?: string) => Load): Written | undefined {
  if (!isFields(input)) return undefined;
  const add = WRITERS[operation];
  if (!add) return undefined;
  const without = new Set<string>();
  let messages = 0;
  // The content of an object is not looked at, and does not grow.
  const limited = !operation.startsWith('s3:');
  const token = tokenOf(operation, input);
  let whole: number | undefined;
  let grown = 0;
  const place = (message: unknown, put: (message: Input, load: Load) => Added): unknown => {
    messages++;
    if (!isFields(message)) {
      without.add('the message is no object');
      return message;
    }
    const fields = token === undefined ? load() : lasting(load(token));
    let added = put(message, fields);
    if (limited && isSome(fields.yielding)) {
      // In JSON, or with the type of an attribute for each.
      const more = sizeOf(fields) * 1.5 + 200;
      whole ??= sizeOf(input);
      // A request that the service would have taken must not fail because of us.
      if (mayExceed(whole + grown, more) || mayExceed(sizeOf(message), more)) added = FULL;
      else grown += more;
    }
    // What must go along goes alone where all together find no room.
    if (has(added, 'none') && isSome(fields.own) && isSome(fields.yielding)) {
      without.add(added.none);
      added = put(message, { own: fields.own, yielding: {} });
    }
    if (has(added, 'value')) return added.value;
    without.add(added.none);
    return message;
  };
  const written = add(input, place) as Input;
  return { input: written, messages, without: [...without] };
}

/** Fields that a sender has others for each time that it tries, and with them the signature. */
const PASSING = [PARENT_ID, CORRELATION_SIGNATURE, TRACE_PARENT, TRACE_STATE, BAGGAGE];

/** The service knows the request again by a name or token, and refuses another one under it. */
const REPEATABLE: Readonly<Record<string, string>> = {
  'dynamodb:TransactWriteItems': 'ClientRequestToken',
  'lambda:Invoke': 'DurableExecutionName',
  'sfn:StartExecution': 'name',
};

/**
 * What the caller has said the request is known again by, so that what rides along has to be the same at each try:
 * IdempotentParameterMismatchException of DynamoDB, ExecutionAlreadyExists of Step Functions.
 */
function tokenOf(operation: string, input: Input): string | undefined {
  const name = REPEATABLE[operation];
  const token = name && input[name];
  return typeof token === 'string' ? token : undefined;
}

function lasting({ own, yielding }: Load): Load {
  const kept = Object.entries(yielding).filter(([name]) => !PASSING.includes(name));
  return { own, yielding: Object.fromEntries(kept), lasting: true };
}

const FULL: Added = { none: 'it is about as large as the service takes' };

type Place = (message: unknown, put: (message: Input, load: Load) => Added) => unknown;
type Writer = (input: Input, place: Place) => unknown;

function isSome(fields: CarriedFields): boolean {
  return Object.keys(fields).length > 0;
}

const WRITERS: Readonly<Record<string, Writer>> = {
  'sqs:SendMessage': (input, place) => place(input, addAttribute),
  'sqs:SendMessageBatch': (input, place) => each(input, 'Entries', (item) => place(item, addAttribute)),
  'sns:Publish': (input, place) => place(input, addAttribute),
  'sns:PublishBatch': (input, place) => each(input, 'PublishBatchRequestEntries', (item) => place(item, addAttribute)),
  'eventbridge:PutEvents': (input, place) => each(input, 'Entries', (item) => place(item, inside('Detail', addToJson))),
  'lambda:Invoke': (input, place) => place(input, addToInvocation),
  'lambda:InvokeWithResponseStream': (input, place) => place(input, addToInvocation),
  'sfn:StartExecution': (input, place) => place(input, inside('input', addToJson)),
  'sfn:StartSyncExecution': (input, place) => place(input, inside('input', addToJson)),
  'kinesis:PutRecord': (input, place) => place(input, inside('Data', addToBytes)),
  'kinesis:PutRecords': (input, place) => each(input, 'Records', (item) => place(item, inside('Data', addToBytes))),
  'firehose:PutRecord': (input, place) => ({ ...input, Record: place(input['Record'], inside('Data', addToBytes)) }),
  'firehose:PutRecordBatch': (input, place) =>
    each(input, 'Records', (item) => place(item, inside('Data', addToBytes))),
  'dynamodb:PutItem': (input, place) => place(input, inside('Item', addToItem)),
  'dynamodb:UpdateItem': (input, place) => place(input, addToUpdate),
  'dynamodb:BatchWriteItem': writeBatch,
  'dynamodb:TransactWriteItems': (input, place) =>
    each(input, 'TransactItems', (item) => {
      if (!isFields(item)) return item;
      if (item['Put']) return { ...item, Put: place(item['Put'], inside('Item', addToItem)) };
      return item['Update'] ? { ...item, Update: place(item['Update'], addToUpdate) } : item;
    }),
  's3:PutObject': (input, place) => place(input, addMetadata),
  's3:CreateMultipartUpload': (input, place) => place(input, addMetadata),
};

function each(input: Input, name: string, change: (item: unknown) => unknown): unknown {
  const list = input[name];
  return Array.isArray(list) ? { ...input, [name]: list.map(change) } : input;
}

function inside(name: string, add: (value: unknown, load: Load) => Added) {
  return (message: Input, load: Load): Added => {
    const added = add(message[name], load);
    return has(added, 'value') ? { value: { ...message, [name]: added.value } } : added;
  };
}

/** One attribute for each field, or, where there is no room for all, those that give way in one of JSON. */
function addAttribute(message: Input, load: Load): Added {
  const before = isFields(message['MessageAttributes']) ? message['MessageAttributes'] : {};
  const own = Object.entries(load.own);
  const kept = Object.entries(before).filter(([name]) => !Object.hasOwn(load.own, name));
  // Receivers read names in lower case.
  const taken = Object.keys(before).map((name) => name.toLowerCase());
  const yielding = Object.entries(load.yielding).filter(([name]) => !taken.includes(name));
  const room = MOST_ATTRIBUTES - kept.length - own.length;
  const given = (entries: readonly [string, unknown][]): Added => ({
    value: { ...message, MessageAttributes: Object.fromEntries(entries) },
  });
  if (room < 0) return NO_ATTRIBUTE;
  const first = [...kept, ...own.map(textAttribute)];
  if (yielding.length <= room) return given([...first, ...yielding.map(textAttribute)]);
  if (room < 1) return NO_ATTRIBUTE;
  return given([...first, textAttribute([PACKED_ATTRIBUTE, JSON.stringify(Object.fromEntries(yielding))])]);
}

const NO_ATTRIBUTE: Added = { none: 'all ten message attributes are taken' };

function textAttribute([name, text]: [string, string]): [string, unknown] {
  return [name, { DataType: 'String', StringValue: text }];
}

/**
 * The client context is made for this, but Lambda hands it on in synchronous invocations only; an asynchronous one has
 * nothing but its payload. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
function addToInvocation(message: Input, load: Load): Added {
  if (message['InvocationType'] === 'DryRun') return { value: message };
  if (message['InvocationType'] === 'Event') return inside('Payload', addToBytes)(message, load);
  const before = message['ClientContext'];
  let context: unknown = {};
  try {
    if (typeof before === 'string') context = JSON.parse(Buffer.from(before, 'base64').toString());
  } catch {
    return { none: 'the client context is no JSON' };
  }
  if (!isFields(context)) return { none: 'the client context is no object' };
  const custom = isFields(context['custom']) ? context['custom'] : {};
  const after = { ...context, custom: { ...load.yielding, ...custom, ...load.own } };
  const encoded = Buffer.from(JSON.stringify(after)).toString('base64');
  if (encoded.length > MOST_CLIENT_CONTEXT) return { none: 'the client context is full' };
  return { value: { ...message, ClientContext: encoded } };
}

function writeBatch(input: Input, place: Place): unknown {
  const tables = input['RequestItems'];
  if (!isFields(tables)) return input;
  const change = (request: unknown): unknown =>
    isFields(request) && request['PutRequest']
      ? { ...request, PutRequest: place(request['PutRequest'], inside('Item', addToItem)) }
      : request;
  const changed = Object.entries(tables).map(([name, list]) => [name, Array.isArray(list) ? list.map(change) : list]);
  return { ...input, RequestItems: Object.fromEntries(changed) };
}

function addMetadata(message: Input, load: Load): Added {
  const before = isFields(message['Metadata']) ? message['Metadata'] : {};
  const metadata = { ...load.yielding, ...before, ...load.own };
  let size = 0;
  for (const [name, value] of Object.entries(metadata)) size += name.length + String(value).length;
  if (size > MOST_METADATA) return { none: 'the metadata of the object is full' };
  return { value: { ...message, Metadata: metadata } };
}
