import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../test/support/components.ts';
import type { Json } from '../../events/src/testing/matrix.ts';
import { type AwsServer, motoServer, startAwsServer } from './testing/aws-server.ts';
import { builtPackage, tempFolder } from './testing/built.ts';
import { countMessages, type Mapped, pollQueue, pollStream, type Stream } from './testing/event-source-mapping.ts';
import { startWorker, type Worker } from './testing/worker.ts';

const program = motoServer();
const { folder: dist } = builtPackage();
const folder = tempFolder();

const HOSTILE = "blue' OR '1'='1' --";
const COUNT = 100;
const PLACE = 42;
const MAX_RECEIVES = 2;

let server: AwsServer;
let names = 0;
const workers: Worker[] = [];

/** Reads the number and the note of a record as a user's own code does; stops at a hostile note, as a broken query would. */
const READ = `
const read = (record) => JSON.parse(record.body ?? (record.kinesis
  ? Buffer.from(record.kinesis.data, 'base64').toString()
  : JSON.stringify({ number: +record.dynamodb.NewImage.number.N, note: record.dynamodb.NewImage.note.S })));
const idOf = (record) => record.messageId ?? record.kinesis?.sequenceNumber ?? record.dynamodb.SequenceNumber;
const run = (record) => {
  const { number, note } = read(record);
  if (note.includes("'")) throw new Error('syntax error');
  const { ApproximateReceiveCount: receives = 1 } = record.attributes ?? {};
  console.log('processed ' + number + ' ' + receives);
};`;
/** Fails as a whole, as most handlers do. */
const ALL_OR_NOTHING = `${READ}
exports.handler = async ({ Records }) => Records.forEach(run);`;
/** Reports the first record that fails, and for a queue each one. */
const REPORTS = `${READ}
exports.handler = async ({ Records }) => {
  const batchItemFailures = [];
  for (const record of Records) {
    try {
      run(record);
    } catch {
      batchItemFailures.push({ itemIdentifier: idOf(record) });
      if (record.messageId === undefined) break;
    }
  }
  return { batchItemFailures };
};`;

type Kind = 'sqs' | 'sqs-fifo' | 'kinesis' | 'dynamodb';

interface Served extends Mapped {
  /** How often the handler processed each record. */
  readonly processed: readonly number[];
  /** Most receives of a message that was processed, 1 for a stream. */
  readonly receives: number;
  /** What is left in the queue and in its dead-letter queue. */
  readonly left: number;
  readonly dead: number;
  readonly blocked: number;
}

interface Options {
  readonly reports: boolean;
  /** Undefined: alerts only. */
  readonly policy?: unknown;
  readonly code: string;
}

async function serve(kind: Kind, { reports, policy, code }: Options): Promise<Served> {
  const { call } = server;
  const worker = startWorker({ dist, folder, code, ...(policy !== undefined && { options: { policy } }) });
  workers.push(worker);
  const mapping = { call, invoke: worker.invoke, reportBatchItemFailures: reports, batchSize: COUNT };
  let mapped: Mapped;
  let left = 0;
  let dead = 0;
  if (kind === 'kinesis' || kind === 'dynamodb') {
    mapped = await pollStream(mapping, kind === 'kinesis' ? await fillStream() : await fillTable());
  } else {
    const { queue, deadLetters } = await fillQueue(kind === 'sqs-fifo');
    mapped = await pollQueue(mapping, queue);
    left = await countMessages(call, queue);
    dead = await countMessages(call, deadLetters);
  }
  const { output, attacks } = await worker.close();
  const lines = output.flatMap((line) => (line.startsWith('processed ') ? [line.split(' ').slice(1).map(Number)] : []));
  const processed = Array.from({ length: COUNT }, (_, i) => lines.filter(([number]) => number === i).length);
  const receives = Math.max(...lines.map(([, times]) => times!));
  const blocked = attacks.filter(({ action }) => action === 'blocked').length;
  return { ...mapped, processed, receives, left, dead, blocked };
}

const noteAt = (number: number): string => (number === PLACE ? HOSTILE : 'blue');
const textAt = (number: number): string => JSON.stringify({ number, note: noteAt(number) });
const numbers = Array.from({ length: COUNT }, (_, i) => i);

async function fillQueue(isFifo: boolean): Promise<{ queue: string; deadLetters: string }> {
  const name = `votes-${names++}`;
  const create = async (role: string, attributes: Json): Promise<string> => {
    const { QueueUrl } = await server.call('sqs', 'AmazonSQS.CreateQueue', {
      QueueName: `${name}-${role}${isFifo ? '.fifo' : ''}`,
      Attributes: { ...attributes, ...(isFifo && { FifoQueue: 'true', ContentBasedDeduplication: 'true' }) },
    });
    return String(QueueUrl);
  };
  const deadLetters = await create('dead', {});
  const deadLetterTargetArn = `arn:aws:sqs:eu-west-1:123456789012:${deadLetters.split('/').at(-1)}`;
  const queue = await create('live', {
    VisibilityTimeout: '120',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: MAX_RECEIVES }),
  });
  for (let from = 0; from < COUNT; from += 10) {
    const Entries = numbers.slice(from, from + 10).map((number) => ({
      Id: `${number}`,
      MessageBody: textAt(number),
      ...(isFifo && { MessageGroupId: `group-${number % 3}` }),
    }));
    await server.call('sqs', 'AmazonSQS.SendMessageBatch', { QueueUrl: queue, Entries });
  }
  return { queue, deadLetters };
}

async function fillStream(): Promise<Stream> {
  const StreamName = `votes-${names++}`;
  await server.call('kinesis', 'Kinesis_20131202.CreateStream', { StreamName, ShardCount: 2 });
  const { Shards } = await server.call('kinesis', 'Kinesis_20131202.ListShards', { StreamName });
  const Records = numbers.map((number) => ({
    Data: Buffer.from(textAt(number)).toString('base64'),
    PartitionKey: `voter-${number % 7}`,
  }));
  await server.call('kinesis', 'Kinesis_20131202.PutRecords', { StreamName, Records });
  const shards = (Shards as Json[]).map(({ ShardId }) => String(ShardId));
  return { service: 'kinesis', target: 'Kinesis_20131202', id: { StreamName }, shards };
}

async function fillTable(): Promise<Stream> {
  const TableName = `votes-${names++}`;
  const { TableDescription } = await server.call('dynamodb', 'DynamoDB_20120810.CreateTable', {
    TableName,
    KeySchema: [{ AttributeName: 'number', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'number', AttributeType: 'N' }],
    BillingMode: 'PAY_PER_REQUEST',
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  });
  const id = { StreamArn: (TableDescription as Json)['LatestStreamArn'] };
  for (let from = 0; from < COUNT; from += 25) {
    const requests = numbers.slice(from, from + 25).map((number) => ({
      PutRequest: { Item: { number: { N: `${number}` }, note: { S: noteAt(number) } } },
    }));
    await server.call('dynamodb', 'DynamoDB_20120810.BatchWriteItem', { RequestItems: { [TableName]: requests } });
  }
  const target = 'DynamoDBStreams_20120810';
  const { StreamDescription } = await server.call('dynamodb', `${target}.DescribeStream`, id);
  const shards = ((StreamDescription as Json)['Shards'] as Json[]).map(({ ShardId }) => String(ShardId));
  return { service: 'dynamodb', target, id, shards };
}

const BLOCK = { detectors: { sqli: 'block' } };
const ONCE = numbers.map((number) => (number === PLACE ? 0 : 1));
const KINDS: readonly Kind[] = ['sqs', 'sqs-fifo', 'kinesis', 'dynamodb'];

describe.skipIf(!requireComponent('moto_server', program !== undefined, 'tools/setup-services.sh'))(
  'one hostile record among 100, read from a server',
  () => {
    beforeAll(async () => {
      server = await startAwsServer(program!);
    }, 20_000);
    afterAll(() => server?.close());
    afterEach(async () => {
      await Promise.all(workers.splice(0).map((worker) => worker.close()));
    });

    it.each(KINDS.flatMap((kind) => [false, true].map((reports) => ({ kind, reports }))))(
      '$kind, reporting failures: $reports: the 99 are processed once, nothing is left or given up',
      async ({ kind, reports }) => {
        const served = await serve(kind, { reports, policy: BLOCK, code: reports ? REPORTS : ALL_OR_NOTHING });
        expect(served.processed).toEqual(ONCE);
        expect(served).toMatchObject({ receives: 1, left: 0, dead: 0, givenUp: 0, blocked: 1 });
        expect(served.invocations).toBeLessThanOrEqual(kind.startsWith('sqs') ? COUNT / 10 : 2);
      },
      20_000,
    );

    it('a standard queue whose dead-letter queue the policy names gets the message there, and only that one', async () => {
      const policy = { ...BLOCK, records: { deadLetter: true } };
      const served = await serve('sqs', { reports: true, policy, code: REPORTS });
      expect(served.processed).toEqual(ONCE);
      expect(served).toMatchObject({ receives: 1, left: 0, dead: 1 });
    }, 20_000);

    it('a FIFO queue never does, since its group would wait', async () => {
      const policy = { ...BLOCK, records: { deadLetter: true } };
      const served = await serve('sqs-fifo', { reports: true, policy, code: REPORTS });
      expect(served.processed).toEqual(ONCE);
      expect(served).toMatchObject({ receives: 1, left: 0, dead: 0 });
    }, 20_000);

    it.each(KINDS)(
      '%s: without the block the same handler makes the record come again and others with it',
      async (kind) => {
        const { processed, dead, givenUp, blocked } = await serve(kind, { reports: false, code: ALL_OR_NOTHING });
        expect(processed[PLACE]).toBe(0);
        expect(Math.max(...processed)).toBeGreaterThan(1);
        expect(dead + givenUp).toBeGreaterThan(0);
        expect(blocked).toBe(0);
      },
      20_000,
    );
  },
);
