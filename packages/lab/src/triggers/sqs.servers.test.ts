import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { startTriggerLab, type TriggerLab } from '../testing/trigger-lab.ts';
import { type AwsServer, findMoto, startMoto } from './moto.ts';

const programs = findMoto(process.env);

describe.skipIf(!requireComponent('moto_server', programs.length > 0, 'tools/setup-services.sh'))('queues', () => {
  let server: AwsServer;
  let sqs: SQSClient;
  let lab: TriggerLab | undefined;
  beforeAll(async () => {
    server = await startMoto(programs);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    sqs = new SQSClient({ endpoint: server.url, region: 'eu-west-1', credentials });
  });
  afterEach(async () => {
    await lab?.close();
    lab = undefined;
  });
  afterAll(async () => {
    sqs?.destroy();
    await server?.close();
  });

  const template = (mapping: string, queue = '{}', more = '') => `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Count:
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Runtime: nodejs20.x, Code: ., Timeout: 3, Environment: {Variables: {QUEUE: !Ref Votes}}}
  Votes: {Type: AWS::SQS::Queue, Properties: ${queue}}
  Dead: {Type: AWS::SQS::Queue}
  Mapping: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Count, EventSourceArn: !GetAtt Votes.Arn, ${mapping}}}
${more}`;
  let names = 0;
  const fresh = () => `votes-${names++}`;
  const urlOf = async (QueueName: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl!;
  const send = async (name: string, bodies: readonly string[], group?: (body: string) => string) => {
    const QueueUrl = await urlOf(name);
    for (let i = 0; i < bodies.length; i += 10) {
      const Entries = bodies.slice(i, i + 10).map((MessageBody, at) => ({
        Id: `${at}`,
        MessageBody,
        ...(group ? { MessageGroupId: group(MessageBody), MessageDeduplicationId: MessageBody } : {}),
      }));
      await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    }
  };
  const left = async (name: string) => {
    const request = new GetQueueAttributesCommand({ QueueUrl: await urlOf(name), AttributeNames: ['All'] });
    const { Attributes } = await sqs.send(request);
    return (
      Number(Attributes?.['ApproximateNumberOfMessages']) +
      Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'])
    );
  };
  type Record_ = { body: string; messageId: string; attributes: Record<string, string>; messageAttributes: object };
  const bodies = (events: readonly Record<string, unknown>[]) =>
    events.map(({ Records }) => (Records as Record_[]).map(({ body }) => body));

  it('makes the queue as declared, shows a message as Lambda does, and deletes it', async () => {
    const name = fresh();
    lab = await startTriggerLab(server.url, template('BatchSize: 5', `{QueueName: ${name}, VisibilityTimeout: 77}`));
    const QueueUrl = await urlOf(name);
    const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    await sqs.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'a vote',
        MessageAttributes: {
          poll: { DataType: 'String', StringValue: 'mascot' },
          photo: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
        },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: trace } },
      }),
    );
    const [event] = await lab.seen('Count', 1);
    expect(event).toEqual({
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: 'a vote',
          attributes: expect.objectContaining({
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            AWSTraceHeader: trace,
          }),
          messageAttributes: {
            poll: { stringValue: 'mascot', stringListValues: [], binaryListValues: [], dataType: 'String' },
            photo: { binaryValue: 'AQL/', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
          md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventSource: 'aws:sqs',
          eventSourceARN: `arn:aws:sqs:eu-west-1:123456789012:${name}`,
          awsRegion: 'eu-west-1',
        },
      ],
    });
    await eventually(async () => expect(await left(name)).toBe(0));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
    );
    expect(Attributes).toEqual({ VisibilityTimeout: '77' });
    expect(lab.lab.triggers).toEqual([{ functionId: 'Count', type: 'sqs', source: `queue ${name}` }]);
    expect(lab.notices.filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('gathers a batch for the window, and never more than its size', async () => {
    const name = fresh();
    const mapping = 'BatchSize: 25, MaximumBatchingWindowInSeconds: 1';
    lab = await startTriggerLab(server.url, template(mapping, `{QueueName: ${name}}`));
    await send(
      name,
      Array.from({ length: 30 }, (_, i) => `vote ${i}`),
    );
    const batches = bodies(await lab.seen('Count', 2)).map((batch) => batch.length);
    expect(Math.max(...batches)).toBeLessThanOrEqual(25);
    expect(Math.max(...batches)).toBeGreaterThan(10);
    await eventually(async () => expect(bodies(lab!.events('Count')).flat()).toHaveLength(30));
  });

  it('a failed batch comes again after the visibility timeout and ends in the dead-letter queue', async () => {
    const name = fresh();
    const dead = fresh();
    const queue = `{QueueName: ${name}, VisibilityTimeout: 1, RedrivePolicy: {deadLetterTargetArn: !GetAtt Buried.Arn, maxReceiveCount: 2}}`;
    const more = `  Buried: {Type: AWS::SQS::Queue, Properties: {QueueName: ${dead}}}\n`;
    lab = await startTriggerLab(server.url, template('BatchSize: 1', queue, more));
    await send(name, ['FAIL']);
    await eventually(async () => expect(await left(dead)).toBe(1), 15_000);
    const counts = lab
      .events('Count')
      .map(({ Records }) => (Records as Record_[])[0]!.attributes['ApproximateReceiveCount']);
    expect(counts).toEqual(['1', '2']);
    expect(await left(name)).toBe(0);
    expect(lab.notices.map(({ message }) => message)).toEqual([
      `Count: 1 of 1 messages of ${name} failed; they come again when their visibility timeout is over.`,
    ]);
  });

  it('ReportBatchItemFailures: only the message that is named comes again', async () => {
    const name = fresh();
    const code = `exports.handler = async (event) => {
      console.log('SAW ' + JSON.stringify(event));
      return { batchItemFailures: event.Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({ itemIdentifier: messageId })) };
    };`;
    const mapping = 'BatchSize: 10, FunctionResponseTypes: [ReportBatchItemFailures]';
    const text = template(mapping, `{QueueName: ${name}, VisibilityTimeout: 1}`);
    lab = await startTriggerLab(server.url, text, { 'index.js': code });
    await send(name, ['one', 'bad', 'two']);
    await eventually(async () => {
      const all = bodies(lab!.events('Count')).flat();
      expect(all.filter((body) => body === 'bad').length).toBeGreaterThan(1);
      expect(all.filter((body) => body !== 'bad').sort()).toEqual(['one', 'two']);
    });
  });

  it('a FIFO queue keeps the order of each group and has one batch of a group in flight', async () => {
    const code = `exports.handler = async (event) => {
      console.log('SAW ' + JSON.stringify(event));
      await new Promise((resolve) => setTimeout(resolve, 30));
    };`;
    const name = `${fresh()}.fifo`;
    const text = template('BatchSize: 2', `{QueueName: ${name}, FifoQueue: true}`);
    lab = await startTriggerLab(server.url, text, { 'index.js': code });
    const all = Array.from({ length: 12 }, (_, i) => `${'abc'[i % 3]}${String(i).padStart(2, '0')}`);
    await send(name, all, (body) => body.charAt(0));
    await eventually(async () => expect(bodies(lab!.events('Count')).flat()).toHaveLength(12), 15_000);
    const seen = bodies(lab.events('Count')).flat();
    for (const group of 'abc') {
      const inGroup = (body: string) => body.startsWith(group);
      expect(seen.filter(inGroup)).toEqual(all.filter(inGroup));
    }
  });

  it('filters drop what does not fit', async () => {
    const name = fresh();
    const mapping = `BatchSize: 10, FilterCriteria: {Filters: [{Pattern: '{"body": {"kind": ["vote"], "age": [{"numeric": [">=", 18]}]}}'}]}`;
    lab = await startTriggerLab(server.url, template(mapping, `{QueueName: ${name}}`));
    await send(name, ['{"kind":"poll","age":20}', '{"kind":"vote","age":17}', 'no JSON', '{"kind":"vote","age":18}']);
    await eventually(async () => expect(await left(name)).toBe(0));
    expect(bodies(await lab.seen('Count', 1)).flat()).toEqual(['{"kind":"vote","age":18}']);
  });

  it('has several batches of a standard queue in flight, and no more than MaximumConcurrency', async () => {
    const code = `exports.handler = async (event) => {
      console.log('SAW ' + JSON.stringify({ start: Date.now() }));
      await new Promise((resolve) => setTimeout(resolve, 400));
      console.log('SAW ' + JSON.stringify({ end: Date.now() }));
    };`;
    const name = fresh();
    const text = template('BatchSize: 1, ScalingConfig: {MaximumConcurrency: 3}', `{QueueName: ${name}}`);
    lab = await startTriggerLab(server.url, text, { 'index.js': code });
    await send(name, ['1', '2', '3', '4', '5', '6']);
    const events = (await lab.seen('Count', 12)) as { start?: number; end?: number }[];
    const marks = events.map(({ start, end }) => ({ at: start ?? end!, step: start === undefined ? -1 : 1 }));
    let now = 0;
    let most = 0;
    for (const { step } of marks.sort((a, b) => a.at - b.at || a.step - b.step)) {
      now += step;
      most = Math.max(most, now);
    }
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('!Ref of a queue is the URL at which the server answers', async () => {
    const name = fresh();
    const code = `exports.handler = async () => console.log('SAW ' + JSON.stringify({ url: process.env.QUEUE }));`;
    lab = await startTriggerLab(server.url, template('BatchSize: 1', `{QueueName: ${name}}`), { 'index.js': code });
    await lab.lab.invoke('Count', { payload: '{}' });
    expect(await lab.seen('Count', 1)).toEqual([{ url: `${server.url}/123456789012/${name}` }]);
  });
});
