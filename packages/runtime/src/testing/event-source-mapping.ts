import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../../../events/src/testing/matrix.ts';
import type { Call } from './aws-server.ts';

/** The settings of a mapping that bear on who gets a record again. */
export interface Mapping {
  readonly call: Call;
  /** What it resolves to is the function's response; a rejection is a failed invocation. */
  readonly invoke: (event: Json) => Promise<unknown>;
  readonly reportBatchItemFailures: boolean;
  readonly batchSize: number;
}

export interface Mapped {
  readonly invocations: number;
  /** Records that were given up after all retries. */
  readonly givenUp: number;
}

const ACCOUNT = '123456789012';
const DEADLINE = 15_000;

/** Places in the batch that failed: all of them, those that the response names, or none. */
async function failedOf(mapping: Mapping, event: Json, ids: readonly string[]): Promise<readonly number[]> {
  const all = ids.map((_id, place) => place);
  let response: unknown;
  try {
    response = await mapping.invoke(event);
  } catch {
    return all;
  }
  if (!mapping.reportBatchItemFailures) return [];
  const failures = ((response as Json | null)?.['batchItemFailures'] ?? []) as { itemIdentifier?: unknown }[];
  const places = failures.map(({ itemIdentifier }) => ids.indexOf(String(itemIdentifier)));
  return places.includes(-1) ? all : places;
}

/**
 * Polls a queue until nothing is left in it: up to 10 messages a request, gathered to a batch; what did not fail is
 * deleted. The rest would stay hidden until its visibility timeout is over; here that is at once, so that no test waits.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function pollQueue(mapping: Mapping, queueUrl: string): Promise<Mapped> {
  const { call, batchSize } = mapping;
  const sqs = (action: string, body: Json) => call('sqs', `AmazonSQS.${action}`, { QueueUrl: queueUrl, ...body });
  const end = Date.now() + DEADLINE;
  let invocations = 0;
  while (Date.now() < end) {
    const messages: Json[] = [];
    while (messages.length < batchSize) {
      const MaxNumberOfMessages = Math.min(10, batchSize - messages.length);
      const { Messages } = await sqs('ReceiveMessage', { MaxNumberOfMessages, AttributeNames: ['All'] });
      if (!Array.isArray(Messages) || Messages.length === 0) break;
      messages.push(...(Messages as Json[]));
    }
    if (messages.length === 0) {
      if ((await countMessages(call, queueUrl)) === 0) return { invocations, givenUp: 0 };
      await sleep(100);
      continue;
    }
    invocations++;
    const failed = await failedOf(
      mapping,
      { Records: messages.map((message) => queueRecord(message, queueUrl)) },
      messages.map(({ MessageId }) => String(MessageId)),
    );
    const done = messages.filter((_message, place) => !failed.includes(place));
    for (let i = 0; i < done.length; i += 10) {
      const Entries = done.slice(i, i + 10).map(({ ReceiptHandle }, Id) => ({ Id: `${Id}`, ReceiptHandle }));
      const { Failed } = await sqs('DeleteMessageBatch', { Entries });
      if (Array.isArray(Failed) && Failed.length > 0) throw new Error(`not deleted: ${JSON.stringify(Failed)}`);
    }
    for (let i = 0; i < failed.length; i += 10) {
      const Entries = failed.slice(i, i + 10).map((place, Id) => {
        return { Id: `${Id}`, ReceiptHandle: messages[place]!['ReceiptHandle'], VisibilityTimeout: 0 };
      });
      await sqs('ChangeMessageVisibilityBatch', { Entries });
    }
  }
  return { invocations, givenUp: 0 };
}

/** Messages of a queue, those in flight too. */
export async function countMessages(call: Call, queueUrl: string): Promise<number> {
  const { Attributes } = await call('sqs', 'AmazonSQS.GetQueueAttributes', {
    QueueUrl: queueUrl,
    AttributeNames: ['All'],
  });
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes as Json;
  return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
}

function queueRecord(message: Json, queueUrl: string): Json {
  return {
    messageId: message['MessageId'],
    receiptHandle: message['ReceiptHandle'],
    body: message['Body'],
    attributes: message['Attributes'],
    messageAttributes: {},
    md5OfBody: message['MD5OfBody'],
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-west-1:${ACCOUNT}:${queueUrl.split('/').at(-1)}`,
    awsRegion: 'eu-west-1',
  };
}

/** Which stream, and how its records come. */
export interface Stream {
  readonly service: 'kinesis' | 'dynamodb';
  readonly target: 'Kinesis_20131202' | 'DynamoDBStreams_20120810';
  /** `StreamName` or `StreamArn`. */
  readonly id: Json;
  readonly shards: readonly string[];
}

/** Most attempts at a batch before it is given up, as `MaximumRetryAttempts` has it. */
const MAX_ATTEMPTS = 5;

/**
 * Reads the shards of a stream to their end, one batch after the other. A failed batch is read again from its first
 * record, or the lowest that is reported; where nothing is reported it is split in two first.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export async function pollStream(mapping: Mapping, stream: Stream): Promise<Mapped> {
  let invocations = 0;
  let givenUp = 0;
  for (const shard of stream.shards) {
    let after: string | undefined;
    for (;;) {
      const records = await readShard(mapping, stream, shard, after);
      if (records.length === 0) break;
      const sizes = [records.length];
      let from = 0;
      let attempts = 0;
      while (sizes.length > 0) {
        const size = sizes[0]!;
        const batch = records.slice(from, from + size);
        invocations++;
        const ids = batch.map(sequenceOf);
        const failed = await failedOf(mapping, { Records: batch }, ids);
        const first = failed.length === 0 ? size : Math.min(...failed);
        attempts = first > 0 ? 0 : attempts + 1;
        const lost = attempts >= MAX_ATTEMPTS && size === 1;
        if (lost) givenUp++;
        const done = lost ? size : first;
        from += done;
        sizes[0] = size - done;
        if (sizes[0] === 0) {
          sizes.shift();
          attempts = 0;
        } else if (failed.length === size && size > 1) {
          const half = size >> 1;
          sizes.splice(0, 1, half, size - half);
        }
      }
      after = sequenceOf(records.at(-1)!);
    }
  }
  return { invocations, givenUp };
}

async function readShard(
  { call, batchSize }: Mapping,
  { service, target, id }: Stream,
  shard: string,
  after: string | undefined,
): Promise<Json[]> {
  const at =
    after === undefined ? { ShardIteratorType: 'TRIM_HORIZON' } : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' };
  const { ShardIterator } = await call(service, `${target}.GetShardIterator`, {
    ...id,
    ShardId: shard,
    ...at,
    ...(after !== undefined && {
      [service === 'kinesis' ? 'StartingSequenceNumber' : 'SequenceNumber']: after,
    }),
  });
  const { Records } = await call(service, `${target}.GetRecords`, { ShardIterator, Limit: batchSize });
  return (Records as Json[]).map((record) =>
    service === 'kinesis' ? kinesisRecord(record, shard) : changeRecord(record, id),
  );
}

function sequenceOf(record: Json): string {
  const { sequenceNumber, SequenceNumber } = (record['kinesis'] ?? record['dynamodb']) as Json;
  return String(sequenceNumber ?? SequenceNumber);
}

function kinesisRecord(record: Json, shard: string): Json {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record['PartitionKey'],
      sequenceNumber: record['SequenceNumber'],
      data: record['Data'],
      approximateArrivalTimestamp: record['ApproximateArrivalTimestamp'],
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shard}:${record['SequenceNumber']}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/count-votes`,
    awsRegion: 'eu-west-1',
    eventSourceARN: `arn:aws:kinesis:eu-west-1:${ACCOUNT}:stream/votes`,
  };
}

function changeRecord(record: Json, id: Json): Json {
  return { ...record, eventSourceARN: id['StreamArn'] };
}
