import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { type Http2Bridge, startHttp2Bridge } from '../http2-bridge.ts';
import { startTriggerLab, type TriggerLab } from '../testing/trigger-lab.ts';
import { type AwsServer, findMoto, startMoto } from './moto.ts';

const programs = findMoto(process.env);
const REGION = 'eu-west-1';

describe.skipIf(!requireComponent('moto_server', programs.length > 0, 'tools/setup-services.sh'))('streams', () => {
  let server: AwsServer;
  let bridge: Http2Bridge;
  let lab: TriggerLab | undefined;
  const config = () => ({
    endpoint: server.url,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  beforeAll(async () => {
    server = await startMoto(programs);
    bridge = await startHttp2Bridge(server.url);
  });
  afterEach(async () => {
    await lab?.close();
    lab = undefined;
  });
  afterAll(async () => {
    await bridge?.close();
    await server?.close();
  });

  let names = 0;
  const fresh = () => `clicks-${names++}`;
  const template = (mapping: string, resources: string) => `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Count:
    Type: AWS::Lambda::Function
    Properties: {Handler: index.handler, Runtime: nodejs20.x, Code: ., Timeout: 3}
  Mapping: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Count, ${mapping}}}
  Dead: {Type: AWS::SQS::Queue, Properties: {QueueName: dead-${names}}}
${resources}`;
  const kinesis = (name: string, mapping: string, shards = 1) =>
    template(
      `EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: TRIM_HORIZON, ${mapping}`,
      `  Clicks: {Type: AWS::Kinesis::Stream, Properties: {Name: ${name}, ShardCount: ${shards}}}\n`,
    );
  const put = async (StreamName: string, values: readonly string[], key = (_value: string) => 'one') => {
    const client = new KinesisClient({ ...config(), endpoint: bridge.url });
    const Records = values.map((value) => ({ Data: Buffer.from(value), PartitionKey: key(value) }));
    await client.send(new PutRecordsCommand({ StreamName, Records }));
    client.destroy();
  };
  const deadLetters = async (QueueName: string) => {
    const client = new SQSClient(config());
    const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }));
    client.destroy();
    return Messages.map(({ Body }) => JSON.parse(Body!) as Record<string, Record<string, unknown>>);
  };
  type Kinesis = { data: string; sequenceNumber: string };
  const values = (events: readonly Record<string, unknown>[]) =>
    events.map(({ Records }) =>
      (Records as { kinesis: Kinesis }[]).map(({ kinesis: { data } }) => Buffer.from(data, 'base64').toString()),
    );

  it('makes the stream and shows a record as Lambda does', async () => {
    const name = fresh();
    lab = await startTriggerLab(server.url, kinesis(name, 'BatchSize: 10'));
    await put(name, ['a click']);
    const [event] = await lab.seen('Count', 1);
    expect(event).toEqual({
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'one',
            sequenceNumber: expect.stringMatching(/^\d+$/),
            data: Buffer.from('a click').toString('base64'),
            approximateArrivalTimestamp: expect.any(Number),
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: expect.stringMatching(/^shardId-000000000000:\d+$/),
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: 'arn:aws:iam::123456789012:role/Count',
          awsRegion: REGION,
          eventSourceARN: `arn:aws:kinesis:${REGION}:123456789012:stream/${name}`,
        },
      ],
    });
  });

  it('reads every shard in the order of its keys, in batches no larger than asked for', async () => {
    const name = fresh();
    lab = await startTriggerLab(server.url, kinesis(name, 'BatchSize: 7, ParallelizationFactor: 2', 3));
    const all = Array.from({ length: 60 }, (_, i) => `${'abcdef'[i % 6]}${String(i).padStart(2, '0')}`);
    await put(name, all, (value) => value.charAt(0));
    await eventually(async () => expect(values(lab!.events('Count')).flat()).toHaveLength(60), 15_000);
    const batches = values(lab.events('Count'));
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(7);
    for (const key of 'abcdef') {
      const hasKey = (value: string) => value.startsWith(key);
      expect(batches.flat().filter(hasKey)).toEqual(all.filter(hasKey));
    }
  });

  it('LATEST sees only what comes after the start', async () => {
    const name = fresh();
    const text = kinesis(name, 'BatchSize: 10').replace('TRIM_HORIZON', 'LATEST');
    lab = await startTriggerLab(server.url, text);
    await put(name, ['before the second start']);
    await lab.seen('Count', 1);
    await lab.close();
    lab = await startTriggerLab(server.url, text);
    await put(name, ['after']);
    expect(values(await lab.seen('Count', 1))).toEqual([['after']]);
  });

  it('splits a failing batch, gives up the one record that fails and tells the destination where it is', async () => {
    const name = fresh();
    const dead = `dead-${names}`;
    const mapping =
      'BatchSize: 8, BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1, DestinationConfig: {OnFailure: {Destination: !GetAtt Dead.Arn}}';
    const code = `exports.handler = async (event) => {
      console.log('SAW ' + JSON.stringify(event));
      if (event.Records.some(({ kinesis }) => atob(kinesis.data) === 'FAIL')) throw new Error('asked to fail');
    };`;
    lab = await startTriggerLab(server.url, kinesis(name, mapping), { 'index.js': code });
    await put(name, ['1', '2', 'FAIL', '4', '5', '6', '7', '8']);
    await put(name, ['next']);
    await eventually(async () => {
      const good = values(lab!.events('Count')).filter((batch) => !batch.includes('FAIL'));
      expect(good.flat().sort()).toEqual(['1', '2', '4', '5', '6', '7', '8', 'next']);
    }, 20_000);
    expect(values(lab.events('Count')).filter((batch) => batch.join() === 'FAIL')).toHaveLength(2);
    await eventually(async () => {
      const [told] = await deadLetters(dead);
      expect(told).toMatchObject({
        version: '1.0',
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
        KinesisBatchInfo: { shardId: 'shardId-000000000000', batchSize: 1, streamArn: expect.stringContaining(name) },
      });
    });
  }, 40_000);

  it('ReportBatchItemFailures: goes on from the record that is named', async () => {
    const name = fresh();
    const code = `let calls = 0;
    exports.handler = async (event) => {
      console.log('SAW ' + JSON.stringify(event));
      return { batchItemFailures: calls++ === 0 ? [{ itemIdentifier: event.Records[2].kinesis.sequenceNumber }] : [] };
    };`;
    const text = kinesis(name, 'BatchSize: 5, FunctionResponseTypes: [ReportBatchItemFailures]');
    lab = await startTriggerLab(server.url, text, { 'index.js': code });
    await put(name, ['1', '2', '3', '4', '5']);
    expect(values(await lab.seen('Count', 2))).toEqual([
      ['1', '2', '3', '4', '5'],
      ['3', '4', '5'],
    ]);
  });

  it('filters look into the decoded data', async () => {
    const name = fresh();
    const mapping = `BatchSize: 10, FilterCriteria: {Filters: [{Pattern: '{"data": {"kind": ["vote"]}}'}]}`;
    lab = await startTriggerLab(server.url, kinesis(name, mapping));
    await put(name, ['{"kind":"poll"}', '{"kind":"vote"}']);
    expect(values(await lab.seen('Count', 1))).toEqual([['{"kind":"vote"}']]);
  });

  it('a table: its keys, its stream, and a change as Lambda shows it', async () => {
    const TableName = fresh();
    const text = template(
      'EventSourceArn: !GetAtt Clicks.StreamArn, StartingPosition: LATEST, BatchSize: 10',
      `  Clicks:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: ${TableName}
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      BillingMode: PAY_PER_REQUEST
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
`,
    );
    lab = await startTriggerLab(server.url, text);
    const client = new DynamoDBClient(config());
    const item = (n: number) => ({ id: { S: 'a' }, n: { N: `${n}` }, photo: { B: new Uint8Array([1, 2, 255]) } });
    for (const n of [1, 2]) await client.send(new PutItemCommand({ TableName, Item: item(n) }));
    client.destroy();
    await eventually(async () => expect(lab!.events('Count').flatMap(({ Records }) => Records)).toHaveLength(2));
    const records = lab.events('Count').flatMap(({ Records }) => Records as Record<string, unknown>[]);
    const image = (n: number) => ({ id: { S: 'a' }, n: { N: `${n}` }, photo: { B: 'AQL/' } });
    expect(records[1]).toMatchObject({
      eventName: 'MODIFY',
      eventSource: 'aws:dynamodb',
      awsRegion: REGION,
      dynamodb: {
        Keys: { id: { S: 'a' } },
        OldImage: image(1),
        NewImage: image(2),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: expect.stringMatching(new RegExp(`^arn:aws:dynamodb:${REGION}:\\d+:table/${TableName}/stream/`)),
    });
  });
});
