import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, HeadObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import SQS from 'aws-sdk/clients/sqs.js';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sqsRecord } from '../../../lab/src/triggers/sqs-record.ts';
import { theStore } from '../../../runtime/src/telemetry/correlation/store.ts';
import { withCorrelation } from '../index.ts';
import { asSender, nextRequest, receive } from './both-ends.ts';
import { expected } from './run-cell.ts';
import { ARCHIVE, type Services } from './services.ts';

const LARGEST = 1_048_576;

/** Messages without room, odd input, and what clients do besides. Runs with a key: seven fields ride along. */
export function casesLimits(running: () => Services): void {
  let services: Services;
  let QueueUrl: string;
  let bare: SQSClient;
  let sqs: SQSClient;
  const problems: string[] = [];
  beforeAll(async () => {
    services = running();
    bare = new SQSClient(services.config);
    sqs = withCorrelation(new SQSClient(services.config));
    QueueUrl = (await bare.send(new CreateQueueCommand({ QueueName: 'limits' }))).QueueUrl!;
  });
  beforeEach(() => {
    problems.length = 0;
    vi.spyOn(theStore(), 'report').mockImplementation((problem) => void problems.push(String(problem)));
  });
  afterEach(() => void vi.restoreAllMocks());

  /** The records that Lambda would show of what is in the queue. */
  const taken = async (): Promise<Record<string, unknown>[]> => {
    const request = { QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] };
    const { Messages = [] } = await bare.send(new ReceiveMessageCommand(request));
    return Messages.map((message) => sqsRecord(message, 'arn:aws:sqs:eu-west-1:123456789012:limits', 'eu-west-1'));
  };
  const own = (count: number): Record<string, MessageAttributeValue> =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`own${i}`, { DataType: 'String', StringValue: `${i}` }]),
    );
  const send = (more: Partial<SendMessageCommand['input']> = {}, client = sqs) =>
    client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'body', ...more }));

  it.each([
    [0, 7],
    [3, 10],
    [4, 5],
    [8, 9],
    [9, 10],
    [10, 10],
  ])('%i attributes of the caller become %i', async (count, all) => {
    const request = nextRequest();
    const MessageAttributes = own(count);
    const input = { MessageAttributes };
    await asSender(request, async () => {
      await send(input);
      await send(input);
    });
    expect(Object.keys(MessageAttributes)).toHaveLength(count);
    const records = await taken();
    expect(records).toHaveLength(2);
    for (const record of records) {
      const attributes = record['messageAttributes'] as object;
      expect(Object.keys(attributes)).toHaveLength(all);
      for (const name of Object.keys(own(count))) expect(attributes).toHaveProperty(name);
      const received = await receive({ Records: [record] });
      if (count < 10) expect(received).toMatchObject(expected(request));
      else expect(received.records[0]!.fields['x-correlation-id']).toBe(record['messageId']);
    }
    // The store prints a problem once, however often it is told.
    const why = 'sqs:SendMessage goes without correlation ids: all ten message attributes are taken';
    expect([...new Set(problems)]).toEqual(count < 10 ? [] : [why]);
  });

  it('a batch: each message by its own room', async () => {
    const request = nextRequest();
    const Entries = [0, 9, 10].map((count) => ({
      Id: `${count}`,
      MessageBody: `${count}`,
      MessageAttributes: own(count),
    }));
    await asSender(request, () => sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries })));
    const { records } = await receive({ Records: await taken() });
    const ids = records.map(({ record, fields }) => [record['body'], fields['x-correlation-id'] === request.id]);
    expect(Object.fromEntries(ids)).toEqual({ 0: true, 9: true, 10: false });
    expect(problems).toHaveLength(1);
  });

  it('what the caller has set by one of these names stays', async () => {
    const mine = { 'x-correlation-id': { DataType: 'String', StringValue: 'mine' } };
    await asSender(nextRequest(), () => send({ MessageAttributes: mine }));
    const { fields } = await receive({ Records: await taken() });
    expect(fields).toMatchObject({ 'x-correlation-id': 'mine', 'x-correlation-user': 'ada' });
  });

  it('twice changes nothing; a scope in place of the running one', async () => {
    const request = nextRequest();
    const twice = withCorrelation(withCorrelation(new SQSClient(services.config)));
    await asSender(request, () => send({}, twice));
    const [record] = await taken();
    expect(Object.keys(record!['messageAttributes'] as object)).toHaveLength(7);
    expect(await receive({ Records: [record] })).toMatchObject(expected(request));

    const other = nextRequest();
    const context = await asSender(other, async () => theStore().current()!);
    await asSender(nextRequest(), () => send({}, withCorrelation(new SQSClient(services.config), { context })));
    expect(await receive({ Records: await taken() })).toMatchObject(expected(other));
  });

  it('an attribute of the caller stays in whatever casing', async () => {
    const mine = { 'X-Correlation-Id': { DataType: 'String', StringValue: 'mine' } };
    await asSender(nextRequest(), () => send({ MessageAttributes: mine }));
    const { fields } = await receive({ Records: await taken() });
    expect(fields).toMatchObject({ 'x-correlation-id': 'mine', 'x-correlation-user': 'ada' });
  });

  it('outside of a request, and by commands that send no message, nothing rides along', async () => {
    await send();
    const [record] = await taken();
    expect(record!['messageAttributes']).toEqual({});
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
    const { Attributes } = await asSender(nextRequest(), () => sqs.send(command));
    expect(Attributes).toEqual({ QueueArn: expect.stringContaining('limits') });
    expect(command.input).toEqual({ QueueUrl, AttributeNames: ['QueueArn'] });
  });

  it('a command that fails rejects with the error of the SDK', async () => {
    const missing = `${services.config.endpoint}/123456789012/missing`;
    const v2 = withCorrelation(new SQS(services.config));
    const s3 = withCorrelation(new S3Client({ ...services.config, forcePathStyle: true }));
    await asSender(nextRequest(), async () => {
      await expect(send({ QueueUrl: missing })).rejects.toBeInstanceOf(QueueDoesNotExist);
      const failing = v2.sendMessage({ QueueUrl: missing, MessageBody: 'x' }).promise();
      await expect(failing).rejects.toMatchObject({
        statusCode: 400,
        code: expect.stringMatching(/NonExistentQueue|QueueDoesNotExist/),
      });
      const get = s3.send(new GetObjectCommand({ Bucket: ARCHIVE, Key: 'missing' }));
      await expect(get).rejects.toBeInstanceOf(NoSuchKey);
      // Refused by the client itself.
      await expect(v2.sendMessage({ QueueUrl } as never).promise()).rejects.toMatchObject({
        code: 'MissingRequiredParameter',
      });
    });
  });

  describe('bad input: the message still goes out', () => {
    it.each<[string, Record<string, unknown>, string]>([
      ['an id of 10 kB', { 'x-correlation-id': 'x'.repeat(10_000) }, 'x-correlation-id'],
      ['control characters', { 'x-correlation-id': 'a\u001b[2J\nb' }, 'x-correlation-id'],
      ['another id of 10 kB', { 'x-correlation-order': 'x'.repeat(10_000) }, 'x-correlation-order'],
      [
        'a hundred ids',
        Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-correlation-n${i}`, 'v'.repeat(200)])),
        'x-correlation-n16',
      ],
    ])('%s', async (_name, more, problem) => {
      const request = nextRequest();
      await asSender(request, () => send({ MessageAttributes: own(2) }), more);
      expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(problem)]));
      const { fields, debug } = await receive({ Records: await taken() });
      const id = 'x-correlation-id' in more ? request.requestId : request.id;
      expect([fields['x-correlation-id'], debug]).toEqual([id, true]);
      expect(Object.keys(fields).filter((name) => name.startsWith('x-correlation-')).length).toBeLessThanOrEqual(17);
    });

    it.each([
      ['text', (text: string) => Buffer.from(text)],
      ['a list', (text: string) => Buffer.from(`["${text}"]`)],
      ['no UTF-8', (text: string) => Buffer.concat([Buffer.from(text), Buffer.from([255, 254, 0, 1])])],
      ['a context of another kind', (text: string) => Buffer.from(`{"__context":5,"a":"${text}"}`)],
    ])('Kinesis: %s', async (_name, dataOf) => {
      const text = `${nextRequest().id}.`;
      const kinesis = withCorrelation(new KinesisClient({ ...services.config, endpoint: services.kinesisUrl }));
      const Data = dataOf(text);
      const put = new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'p', Data });
      await asSender(nextRequest(), () => kinesis.send(put));
      const [given] = await services.delivered(text);
      const [{ kinesis: record }] = given!.event['Records'] as [{ kinesis: { data: string } }];
      expect(Buffer.from(record.data, 'base64')).toEqual(Data);
      expect(problems).toEqual([expect.stringMatching(/^kinesis:PutRecord goes without correlation ids: /)]);
    });

    it('Lambda: a payload that is no object, a client context without room', async () => {
      const lambda = withCorrelation(new LambdaClient({ ...services.config, endpoint: services.labUrl }));
      const request = nextRequest();
      const Payload = Buffer.from(`["${request.id}."]`);
      const ClientContext = Buffer.from(JSON.stringify({ custom: { much: 'x'.repeat(2_600) } })).toString('base64');
      await asSender(request, async () => {
        await lambda.send(new InvokeCommand({ FunctionName: 'tell', InvocationType: 'Event', Payload }));
        await lambda.send(new InvokeCommand({ FunctionName: 'tell', ClientContext, Payload }));
        await lambda.send(new InvokeCommand({ FunctionName: 'tell', Payload }));
      });
      const given = await services.delivered(`${request.id}.`, 3);
      for (const { event } of given) expect(event).toEqual([`${request.id}.`]);
      const received = await Promise.all(given.map((one) => receive(one.event, one)));
      expect(received.filter(({ fields }) => fields['x-correlation-id'] === request.id)).toHaveLength(1);
      expect(problems).toEqual([
        'lambda:Invoke goes without correlation ids: the payload is no JSON object',
        'lambda:Invoke goes without correlation ids: the client context is full',
      ]);
    });

    it('a message as large as SQS takes', async () => {
      const MessageBody = 'x'.repeat(LARGEST);
      await expect(send({ MessageBody: `${MessageBody}x` }, bare)).rejects.toThrow();
      await asSender(nextRequest(), () => send({ MessageBody }));
      const [record] = await taken();
      expect(record!['body']).toBe(MessageBody);
      expect(problems).toEqual([expect.stringContaining('about as large as the service takes')]);
    });

    it('S3: metadata without room', async () => {
      const s3 = withCorrelation(new S3Client({ ...services.config, forcePathStyle: true }));
      const which = { Bucket: ARCHIVE, Key: 'full' };
      const Metadata = { much: 'x'.repeat(1_900) };
      await asSender(nextRequest(), () => s3.send(new PutObjectCommand({ ...which, Body: 'x', Metadata })));
      expect((await s3.send(new HeadObjectCommand(which))).Metadata).toEqual(Metadata);
      expect(problems).toEqual(['s3:PutObject goes without correlation ids: the metadata of the object is full']);
    });
  });
}
