import { isFields } from '../../flow/parts.ts';
import { CHAIN_NAME } from './chain.ts';
import { addToItem, addToUpdate } from './dynamodb-items.ts';
import { addToBytes, addToJson } from './json-field.ts';

type Input = Readonly<Record<string, unknown>>;

/** What a message has room for: its new form, or why it has none. */
export type Added = { readonly value: unknown } | { readonly none: string };

/** The input of an operation with the chain in each message of it. */
export interface Written {
  readonly input: Input;
  /** Messages that the operation sends, with or without the chain. */
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
 * Puts a chain into what an AWS operation sends, in the place where the receiving function's event shows it. An earlier
 * one is replaced: a function that hands on what it got would carry its old count on for ever. Inputs are those of SDK v2 and v3 alike, and are copied, never changed.
 * @param operation `sqs:SendMessage`
 * @param text makes the chain's text, another one for each message
 * @returns `undefined` for an operation that sends nothing that could come back
 */
export function writeChain(operation: string, input: unknown, text: () => string): Written | undefined {
  if (!isFields(input)) return undefined;
  const add = WRITERS[operation];
  if (!add) return undefined;
  const without = new Set<string>();
  let messages = 0;
  const place = (message: unknown, put: (message: Input, text: string) => Added): unknown => {
    messages++;
    const added = isFields(message) ? put(message, text()) : NOT_AN_OBJECT;
    if ('value' in added) return added.value;
    without.add(added.none);
    return message;
  };
  const written = add(input, place) as Input;
  return { input: written, messages, without: [...without] };
}

type Place = (message: unknown, put: (message: Input, text: string) => Added) => unknown;
type Writer = (input: Input, place: Place) => unknown;

const NOT_AN_OBJECT: Added = { none: 'the message is no object' };

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

function inside(name: string, add: (value: unknown, text: string) => Added) {
  return (message: Input, text: string): Added => {
    const added = add(message[name], text);
    return 'value' in added ? { value: { ...message, [name]: added.value } } : added;
  };
}

function addAttribute(message: Input, text: string): Added {
  const attributes = isFields(message['MessageAttributes']) ? message['MessageAttributes'] : {};
  const others = Object.keys(attributes).filter((name) => name !== CHAIN_NAME);
  if (others.length >= MOST_ATTRIBUTES) return { none: 'all ten message attributes are taken' };
  const own = { [CHAIN_NAME]: { DataType: 'String', StringValue: text } };
  return { value: { ...message, MessageAttributes: { ...attributes, ...own } } };
}

/**
 * The client context is made for this, but Lambda hands it on in synchronous invocations only; an asynchronous one has
 * nothing but its payload. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
function addToInvocation(message: Input, text: string): Added {
  if (message['InvocationType'] === 'DryRun') return { value: message };
  if (message['InvocationType'] === 'Event') return inside('Payload', addToBytes)(message, text);
  const before = message['ClientContext'];
  let context: unknown = {};
  try {
    if (typeof before === 'string') context = JSON.parse(Buffer.from(before, 'base64').toString());
  } catch {
    return { none: 'the client context is no JSON' };
  }
  if (!isFields(context)) return { none: 'the client context is no object' };
  const custom = isFields(context['custom']) ? context['custom'] : {};
  const after = { ...context, custom: { ...custom, [CHAIN_NAME]: text } };
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

function addMetadata(message: Input, text: string): Added {
  const metadata = isFields(message['Metadata']) ? message['Metadata'] : {};
  let size = CHAIN_NAME.length + text.length;
  for (const [name, value] of Object.entries(metadata)) size += name.length + String(value).length;
  if (size > MOST_METADATA) return { none: 'the metadata of the object is full' };
  return { value: { ...message, Metadata: { ...metadata, [CHAIN_NAME]: text } } };
}
