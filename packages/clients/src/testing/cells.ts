import { CONTEXT_FIELD } from '@bulkhead/events/carriers';
import { ACCOUNT } from './services.ts';

// biome-ignore lint/suspicious/noExplicitAny: records of every service, taken apart by hand
type Json = any;

/** Sends the bodies to where a cell of the matrix says. `id` is the id of an object or of a row. */
export type Send = (bodies: readonly [string, ...string[]], id: string) => Promise<unknown>;

export interface Cell {
  readonly name: string;
  /** Messages that one call of it sends. */
  readonly messages: number;
  /** What the handler reads in a record, to be compared with the body that was sent. */
  readonly read: (record: Json) => unknown;
  /** The service makes other JSON of it that means the same. */
  readonly rewritten?: true;
}

const parsed = (text: unknown): Json => JSON.parse(String(text));
const data = (record: Json): string => Buffer.from(record.kinesis.data, 'base64').toString();
const detail = (event: Json): unknown => {
  const { [CONTEXT_FIELD]: _context, ...rest } = event.detail;
  return rest;
};
const body = (record: Json): string => record.body;
/** What is in a row besides what rides along. */
const row = ({ dynamodb: { NewImage } }: Json): unknown => {
  const { [CONTEXT_FIELD]: _context, id: _id, text, ...others } = NewImage;
  return Object.keys(others).length === 0 ? text.S : others;
};

/** Messages that end at a function, each with the way that it takes. */
export const CELLS = [
  { name: 'SNS → Lambda', messages: 1, read: (record) => record.Sns.Message },
  { name: 'SNS PublishBatch → Lambda', messages: 3, read: (record) => record.Sns.Message },
  { name: 'SNS → SQS', messages: 1, read: (record) => parsed(record.body).Message },
  { name: 'SNS → SQS, raw delivery', messages: 1, read: body },
  { name: 'SNS PublishBatch → SQS, raw delivery', messages: 3, read: body },
  { name: 'SQS', messages: 1, read: body },
  { name: 'SQS batch', messages: 3, read: body },
  { name: 'SQS FIFO', messages: 1, read: body },
  { name: 'SQS FIFO batch', messages: 3, read: body },
  { name: 'Kinesis PutRecord', messages: 1, read: data },
  { name: 'Kinesis PutRecords', messages: 3, read: data },
  { name: 'EventBridge → Lambda', messages: 1, read: detail, rewritten: true },
  { name: 'EventBridge → SQS', messages: 1, read: (record) => detail(parsed(record.body)), rewritten: true },
  { name: 'DynamoDB PutItem', messages: 1, read: row },
  { name: 'DynamoDB UpdateItem', messages: 1, read: row },
  { name: 'DynamoDB BatchWriteItem', messages: 3, read: row },
  { name: 'DynamoDB TransactWriteItems', messages: 2, read: row },
  { name: 'DynamoDB PutItem, document client', messages: 1, read: row },
  { name: 'DynamoDB UpdateItem, document client', messages: 1, read: row },
  { name: 'DynamoDB BatchWriteItem, document client', messages: 3, read: row },
  { name: 'DynamoDB TransactWriteItems, document client', messages: 2, read: row },
] as const satisfies readonly Cell[];

export type CellName = (typeof CELLS)[number]['name'];

export const topicArn = (name: string): string => `arn:aws:sns:eu-west-1:${ACCOUNT}:${name}`;
export const STATE_MACHINE = `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:steps`;
