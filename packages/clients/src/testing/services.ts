import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { eventually } from '../../../../test/support/eventually.ts';
import { type Http2Bridge, startHttp2Bridge } from '../../../lab/src/http2-bridge.ts';
import { startTriggerLab, type TriggerLab } from '../../../lab/src/testing/trigger-lab.ts';
import { type AwsServer, findMoto, startMoto } from '../../../lab/src/triggers/moto.ts';

export const MOTO = findMoto(process.env);
export const ACCOUNT = '123456789012';
export const BUCKET = 'matrix-objects';
/** Its notifications go to a queue. */
export const QUEUED_BUCKET = 'matrix-objects-queued';
export const ARCHIVE = 'matrix-archive';
const REGION = 'eu-west-1';

/** One function that everything ends at, and prints what Lambda gave it. */
const PRINTS = `exports.handler = async (event, { clientContext }) => {
  console.log('SAW ' + JSON.stringify({ event, clientContext }));
  return 'ok';
};`;

const TEMPLATE = `service: matrix
provider: {name: aws, runtime: nodejs20.x, region: ${REGION}}
functions:
  tell:
    handler: index.handler
    url: true
    events:
      - sns: {arn: !Ref Direct}
      - sqs: {arn: !GetAtt Queue.Arn, batchSize: 10}
      - sqs: {arn: !GetAtt Ordered.Arn, batchSize: 10}
      - stream: {type: kinesis, arn: !GetAtt Clicks.Arn, startingPosition: TRIM_HORIZON}
      - stream: {type: dynamodb, arn: !GetAtt Rows.StreamArn, startingPosition: TRIM_HORIZON}
      - eventBridge: {eventBus: !Ref Bus, pattern: {source: [matrix]}}
      - s3: {bucket: ${BUCKET}, event: 's3:ObjectCreated:*'}
      - httpApi: 'POST /v2'
      - http: {path: /v1, method: post}
      - alb: {listenerArn: 'arn:aws:elasticloadbalancing:${REGION}:${ACCOUNT}:listener/app/a/1/2', priority: 1, conditions: {path: /alb}}
resources:
  Resources:
    Queue: {Type: 'AWS::SQS::Queue', Properties: {QueueName: matrix}}
    Ordered: {Type: 'AWS::SQS::Queue', Properties: {QueueName: matrix.fifo, FifoQueue: true}}
    Direct: {Type: 'AWS::SNS::Topic', Properties: {TopicName: direct}}
    Wrapped: {Type: 'AWS::SNS::Topic', Properties: {TopicName: wrapped}}
    Raw: {Type: 'AWS::SNS::Topic', Properties: {TopicName: raw}}
    ToQueue: {Type: 'AWS::SNS::Subscription', Properties: {TopicArn: !Ref Wrapped, Protocol: sqs, Endpoint: !GetAtt Queue.Arn}}
    ToQueueRaw: {Type: 'AWS::SNS::Subscription', Properties: {TopicArn: !Ref Raw, Protocol: sqs, Endpoint: !GetAtt Queue.Arn, RawMessageDelivery: true}}
    Clicks: {Type: 'AWS::Kinesis::Stream', Properties: {Name: clicks, ShardCount: 1}}
    Bus: {Type: 'AWS::Events::EventBus', Properties: {Name: matrix}}
    Rows:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: rows
        BillingMode: PAY_PER_REQUEST
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
        StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
`;

/** What the function was given. */
export interface Delivered {
  readonly event: Readonly<Record<string, unknown>>;
  readonly clientContext?: unknown;
}

/** moto, the lab that delivers from it as Lambda does, and what both were asked to keep. */
export interface Services {
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** moto for a client of Kinesis, which speaks HTTP/2. */
  readonly kinesisUrl: string;
  /** Of the lab: Invoke API and HTTP front. */
  readonly labUrl: string;
  queueUrl(name: string): string;
  /** The events that bring records with a text, once as many of them as wanted are there. */
  delivered(text: string, records?: number): Promise<Delivered[]>;
  close(): Promise<void>;
}

export async function startServices(): Promise<Services> {
  let server: AwsServer | undefined;
  let bridge: Http2Bridge | undefined;
  let lab: TriggerLab | undefined;
  const close = async (): Promise<void> => {
    await lab?.close();
    await bridge?.close();
    await server?.close();
  };
  try {
    server = await startMoto(MOTO, 60_000);
    bridge = await startHttp2Bridge(server.url);
    lab = await startTriggerLab(server.url, TEMPLATE, { 'index.js': PRINTS });
    if (lab.notices.some(({ level }) => level !== 'info')) throw new Error(JSON.stringify(lab.notices));
    const config = {
      endpoint: server.url,
      region: REGION,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    await makeTheRest(config);
    const running = lab;
    const { url } = server;
    return {
      config,
      kinesisUrl: bridge.url,
      labUrl: lab.lab.url,
      queueUrl: (name) => `${url}/${ACCOUNT}/${name}`,
      async delivered(text, records = 1) {
        const found = (): Delivered[] =>
          (running.events('tell') as unknown as Delivered[]).filter(({ event }) =>
            recordsOf(event).some((record) => mentions(record, text)),
          );
        const count = (): number =>
          found().reduce(
            (sum, { event }) => sum + recordsOf(event).filter((record) => mentions(record, text)).length,
            0,
          );
        await eventually(async () => {
          if (count() < records) throw new Error(`${count()} of ${records} records with ${text} were delivered`);
        }, 25_000);
        return found();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a template of the lab does not make. */
async function makeTheRest(config: Services['config']): Promise<void> {
  const QueueArn = `arn:aws:sqs:${REGION}:${ACCOUNT}:matrix`;
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  for (const Bucket of [QUEUED_BUCKET, ARCHIVE]) {
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  }
  const QueueConfigurations = [{ QueueArn, Events: ['s3:ObjectCreated:*' as const] }];
  const NotificationConfiguration = { QueueConfigurations };
  await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: QUEUED_BUCKET, NotificationConfiguration }));
  s3.destroy();

  const bus = new EventBridgeClient(config);
  const rule = { Name: 'queued', EventBusName: 'matrix', EventPattern: '{"source":["matrix-queued"]}' };
  await bus.send(new PutRuleCommand(rule));
  const target = { Rule: 'queued', EventBusName: 'matrix', Targets: [{ Id: 'queue', Arn: QueueArn }] };
  await bus.send(new PutTargetsCommand(target));
  bus.destroy();

  const RoleARN = `arn:aws:iam::${ACCOUNT}:role/any`;
  const firehose = new FirehoseClient(config);
  const S3DestinationConfiguration = { RoleARN, BucketARN: `arn:aws:s3:::${ARCHIVE}` };
  await firehose.send(new CreateDeliveryStreamCommand({ DeliveryStreamName: 'archive', S3DestinationConfiguration }));
  firehose.destroy();

  const sfn = new SFNClient(config);
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}';
  await sfn.send(new CreateStateMachineCommand({ name: 'steps', definition, roleArn: RoleARN }));
  sfn.destroy();
}

function recordsOf(event: Delivered['event']): readonly unknown[] {
  const { Records } = event;
  return Array.isArray(Records) ? Records : [event];
}

/** Whether a text is in a record, or in the data of one of a stream. */
export function mentions(record: unknown, text: string): boolean {
  const { data = '' } = (record as { kinesis?: { data?: string } }).kinesis ?? {};
  return JSON.stringify(record).includes(text) || Buffer.from(data, 'base64').includes(text);
}
