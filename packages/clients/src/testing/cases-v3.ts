import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { correlation, forEachRecord, withTelemetry } from '../../../runtime/src/telemetry/index.ts';
import { withCorrelation } from '../index.ts';
import { asSender, nextRequest, type Received, receive } from './both-ends.ts';
import { CELLS, type Cell, type CellName, type Send, STATE_MACHINE } from './cells.ts';
import { bodyOf, expected, runCell } from './run-cell.ts';
import { sendersV3 } from './senders-v3.ts';
import { ARCHIVE, BUCKET, QUEUED_BUCKET, type Services } from './services.ts';

/** Each way by SDK v3, and what the next function makes of it. */
export function casesV3(running: () => Services): void {
  let services: Services;
  let senders: Readonly<Record<CellName, Send>>;
  beforeAll(() => {
    services = running();
    senders = sendersV3(services);
  });

  it.each<Cell>(CELLS)('$name', (cell) => runCell(services, senders[cell.name as CellName], cell));

  describe('calls', () => {
    const lambda = () => withCorrelation(new LambdaClient({ ...services.config, endpoint: services.labUrl }));

    it.each([
      ['text', (body: string) => body],
      ['bytes', (body: string) => Buffer.from(body)],
    ])('Lambda Invoke, synchronous, a payload of %s', async (_name, payload) => {
      const request = nextRequest();
      const body = bodyOf(`${request.id}.`);
      const client = lambda();
      const before = { client: { installation_id: 'i' }, custom: { mine: 'stays' } };
      const command = new InvokeCommand({
        FunctionName: 'tell',
        Payload: payload(body) as Uint8Array,
        ClientContext: Buffer.from(JSON.stringify(before)).toString('base64'),
      });
      const answer = await asSender(request, () => client.send(command));
      expect(answer.FunctionError).toBeUndefined();
      const [{ event, clientContext }] = (await services.delivered(`${request.id}.`)) as [
        { event: unknown; clientContext: typeof before },
      ];
      expect(event).toEqual(JSON.parse(body));
      expect(clientContext).toMatchObject(before);
      expect(await receive(event, { clientContext })).toMatchObject(expected(request));
    });

    it.each([
      ['text', (body: string) => body],
      ['bytes', (body: string) => Buffer.from(body)],
    ])('Lambda Invoke, Event, a payload of %s', async (_name, payload) => {
      const request = nextRequest();
      const body = bodyOf(`${request.id}.`);
      const client = lambda();
      const Payload = payload(body) as Uint8Array;
      await asSender(request, () =>
        client.send(new InvokeCommand({ FunctionName: 'tell', InvocationType: 'Event', Payload })),
      );
      const [given] = await services.delivered(`${request.id}.`);
      expect(given!.event).toMatchObject(JSON.parse(body) as object);
      expect(await receive(given!.event)).toMatchObject(expected(request));
    });

    it('Step Functions StartExecution', async () => {
      const request = nextRequest();
      const input = bodyOf(request.id);
      const sfn = withCorrelation(new SFNClient(services.config));
      const start = new StartExecutionCommand({ stateMachineArn: STATE_MACHINE, input });
      const { executionArn } = await asSender(request, () => sfn.send(start));
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      // The first state's input, and the context object of one that hands it on.
      const first = JSON.parse(execution.input!) as object;
      expect(first).toMatchObject(JSON.parse(input) as object);
      for (const event of [first, { Execution: { Input: first } }]) {
        expect(await receive(event)).toMatchObject(expected(request));
      }
    });
  });

  it.each(['PutRecord', 'PutRecordBatch'])('Firehose %s', async (name) => {
    const request = nextRequest();
    const firehose = withCorrelation(new FirehoseClient(services.config));
    const bodies = [bodyOf(`${request.id}.0`), bodyOf(`${request.id}.1`)].slice(0, name === 'PutRecord' ? 1 : 2);
    const records = bodies.map((body) => ({ Data: Buffer.from(`${body}\n`) }));
    const to = { DeliveryStreamName: 'archive' };
    await asSender<unknown>(request, () =>
      name === 'PutRecord'
        ? firehose.send(new PutRecordCommand({ ...to, Record: records[0] }))
        : firehose.send(new PutRecordBatchCommand({ ...to, Records: records })),
    );
    const s3 = new S3Client({ ...services.config, forcePathStyle: true });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: ARCHIVE }));
    const texts = await Promise.all(
      Contents.map(async ({ Key }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: ARCHIVE, Key }));
        return (await Body!.transformToString()).match(/.*\n/g) ?? [];
      }),
    );
    const lines = texts.flat().filter((line) => line.includes(`${request.id}.`));
    // What a function that transforms the records of a delivery stream gets.
    const event = {
      records: lines.map((line, i) => ({ recordId: `${i}`, data: Buffer.from(line).toString('base64') })),
    };
    const received = await receive(event);
    for (const { record, ...known } of received.records) expect(known).toEqual(expected(request));
    const seen = received.records.map(({ record }) => Buffer.from(record['data'] as string, 'base64').toString());
    expect(seen).toEqual(bodies.map((body) => `${body}\n`));
  });

  describe.each([
    ['S3 → Lambda', BUCKET],
    ['S3 → SQS → Lambda', QUEUED_BUCKET],
  ])('%s', (_name, Bucket) => {
    it.each(['GetObject', 'HeadObject'])('%s of the receiving handler brings the ids', async (operation) => {
      const request = nextRequest();
      const s3 = withCorrelation(new S3Client({ ...services.config, forcePathStyle: true }));
      const Key = `in/${request.id}. ü+1.txt`;
      const put = new PutObjectCommand({ Bucket, Key, Body: 'content', Metadata: { mine: 'stays' } });
      await asSender(request, () => s3.send(put));
      const [given] = await services.delivered(`${request.id}.`);
      const before = await receive(given!.event);
      expect(before.fields['x-correlation-id']).not.toBe(request.id);
      const metadata: unknown[] = [];
      const work = async () => {
        const which = { Bucket, Key };
        const answer =
          operation === 'GetObject'
            ? await s3.send(new GetObjectCommand(which))
            : await s3.send(new HeadObjectCommand(which));
        metadata.push(answer.Metadata);
      };
      expect(await receive(given!.event, { work })).toMatchObject(expected(request));
      expect(metadata).toEqual([expect.objectContaining({ mine: 'stays' })]);
      // Another object says nothing about where the event came from.
      const other = `other-${request.id}`;
      await asSender(nextRequest(), () => s3.send(new PutObjectCommand({ Bucket: ARCHIVE, Key: other, Body: 'x' })));
      const elsewhere = () => s3.send(new GetObjectCommand({ Bucket: ARCHIVE, Key: other }));
      expect((await receive(given!.event, { work: elsewhere })).debug).toBe(false);
    });
  });

  it.each<[CellName]>([['SQS'], ['Kinesis PutRecord']])(
    '%s: ten records in parallel, each sent on, 0 wrong ids',
    async (name) => {
      const all = Array.from({ length: 10 }, nextRequest);
      const text = `ten-${all[0]!.id}.`;
      await Promise.all(
        all.map((request) => asSender(request, () => senders[name]([bodyOf(`${text}${request.id}`)], text))),
      );
      const delivered = await services.delivered(text, 10);
      // One batch of all, as a busy queue gives it.
      const Records = delivered.flatMap(({ event }) => event['Records'] as object[]);
      const sqs = withCorrelation(new SQSClient(services.config));
      const next = `${text}next.`;
      const handler = withTelemetry(
        (event: unknown, _context: unknown) =>
          forEachRecord<Record<string, never>>(
            event,
            async (record) => {
              const own = read(name)(record) as string;
              await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
              const MessageBody = `${next}${/id-\d+(?=")/.exec(own)![0]}`;
              await sqs.send(new SendMessageCommand({ QueueUrl: services.queueUrl('matrix'), MessageBody }));
            },
            { concurrency: 10 },
          ),
        { debugRate: 0 },
      );
      await handler({ Records }, { awsRequestId: `middle-${text}` });
      expect(correlation.get()).toBeUndefined();
      const results: Received[] = [];
      for (const { event } of await services.delivered(next, 10)) results.push(await receive(event));
      const ids = results.flatMap(({ records }) =>
        records.map(({ record, fields, debug }) => [record['body'], fields, debug] as const),
      );
      expect(ids).toHaveLength(10);
      for (const [sent, fields, debug] of ids) {
        const id = (sent as string).slice(next.length);
        expect(fields).toMatchObject({ 'x-correlation-id': id, 'x-correlation-parent-id': `middle-${text}` });
        expect(debug).toBe(true);
      }
      expect(new Set(ids.map(([, fields]) => fields['x-correlation-id']))).toEqual(new Set(all.map(({ id }) => id)));
    },
  );
}

function read(name: CellName): Cell['read'] {
  return CELLS.find((cell) => cell.name === name)!.read;
}
