import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { startTriggerLab, type TriggerLab } from '../testing/trigger-lab.ts';
import { type AwsServer, findMoto, startMoto } from './moto.ts';

const programs = findMoto(process.env);
const REGION = 'eu-west-1';

describe.skipIf(!requireComponent('moto_server', programs.length > 0, 'tools/setup-services.sh'))(
  'services that invoke a function asynchronously',
  () => {
    let server: AwsServer;
    let lab: TriggerLab | undefined;
    const config = () => ({
      endpoint: server.url,
      region: REGION,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    beforeAll(async () => {
      server = await startMoto(programs);
    });
    afterEach(async () => {
      await lab?.close();
      lab = undefined;
    });
    afterAll(() => server?.close());

    const service = (name: string, events: string, more = '', resources = '') => `service: ${name}
provider: {name: aws, runtime: nodejs20.x, region: ${REGION}}
functions:
  tell:
    handler: index.handler
    events:
${events.replace(/^/gm, '      ')}
${more.replace(/^(?=.)/gm, '    ')}
resources:
  Resources:
    Dead: {Type: 'AWS::SQS::Queue', Properties: {QueueName: ${name}-dead}}
${resources.replace(/^(?=.)/gm, '    ')}
`;
    const publish = async (topic: string, input: Partial<PublishCommand['input']>) => {
      const client = new SNSClient(config());
      const TopicArn = `arn:aws:sns:${REGION}:123456789012:${topic}`;
      await client.send(new PublishCommand({ TopicArn, Message: 'a message', ...input }));
      client.destroy();
    };
    const messages = async (QueueName: string) => {
      const client = new SQSClient(config());
      const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }));
      const request = new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout: 0,
        MessageAttributeNames: ['All'],
        MaxNumberOfMessages: 10,
      });
      const { Messages = [] } = await client.send(request);
      client.destroy();
      return Messages;
    };

    it('SNS: a topic that the framework makes; the event as Lambda shows it', async () => {
      lab = await startTriggerLab(server.url, service('news', '- sns: news-flash'));
      await publish('news-flash', {
        Subject: 'today',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'sport' } },
      });
      const topic = `arn:aws:sns:${REGION}:123456789012:news-flash`;
      expect(await lab.seen('tell', 1)).toEqual([
        {
          Records: [
            {
              EventSource: 'aws:sns',
              EventVersion: '1.0',
              EventSubscriptionArn: expect.stringMatching(new RegExp(`^${topic}:[0-9a-f-]+$`)),
              Sns: {
                Type: 'Notification',
                MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
                TopicArn: topic,
                Subject: 'today',
                Message: 'a message',
                Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
                SignatureVersion: expect.any(String),
                Signature: expect.any(String),
                SigningCertUrl: expect.stringContaining('https://'),
                UnsubscribeUrl: expect.stringContaining('https://'),
                MessageAttributes: { kind: { Type: 'String', Value: 'sport' } },
              },
            },
          ],
        },
      ]);
      expect(lab.lab.triggers).toEqual([{ functionId: 'tell', type: 'sns', source: 'topic news-flash' }]);
    });

    it('SNS: the filter policy, and Subject and MessageAttributes of a plain message', async () => {
      const events = '- sns: {arn: !Ref Topic, filterPolicy: {kind: [sport]}, filterPolicyScope: MessageBody}';
      const resources = "Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: filtered}}";
      lab = await startTriggerLab(server.url, service('filters', events, '', resources));
      await publish('filtered', { Message: '{"kind":"weather"}' });
      await publish('filtered', { Message: '{"kind":"sport"}' });
      const [event] = (await lab.seen('tell', 1)) as { Records: { Sns: object }[] }[];
      expect(event!.Records[0]!.Sns).toMatchObject({
        Message: '{"kind":"sport"}',
        Subject: null,
        MessageAttributes: {},
      });
    });

    it('a failing event is tried three times and goes to the destination and the dead-letter queue', async () => {
      const more = 'onError: !GetAtt Dead.Arn\ndestinations: {onFailure: !GetAtt Dead.Arn}';
      lab = await startTriggerLab(server.url, service('failing', '- sns: failing', more));
      await publish('failing', { Message: 'FAIL' });
      expect(await lab.seen('tell', 3)).toHaveLength(3);
      await eventually(async () => expect(await messages('failing-dead')).toHaveLength(2));
      const all = await messages('failing-dead');
      const destination = all.map(({ Body }) => JSON.parse(Body!)).find((body) => body.version === '1.0');
      expect(destination).toMatchObject({
        requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
        requestPayload: { Records: [{ Sns: { Message: 'FAIL' } }] },
        responseContext: { statusCode: 200, functionError: 'Unhandled' },
        responsePayload: { errorMessage: 'asked to fail' },
      });
      const dead = all.find(({ MessageAttributes }) => MessageAttributes?.['RequestID']);
      expect(dead?.MessageAttributes).toMatchObject({
        ErrorCode: { StringValue: '200' },
        ErrorMessage: { StringValue: 'asked to fail' },
      });
      expect(lab.events('tell')).toHaveLength(3);
    });

    it('maximumRetryAttempts: 0 and onSuccess', async () => {
      const more = 'maximumRetryAttempts: 0\ndestinations: {onSuccess: !GetAtt Dead.Arn, onFailure: !GetAtt Dead.Arn}';
      lab = await startTriggerLab(server.url, service('once', '- sns: once', more));
      await publish('once', { Message: 'FAIL' });
      await publish('once', { Message: 'fine' });
      await eventually(async () => {
        const bodies = (await messages('once-dead')).map(({ Body }) => JSON.parse(Body!));
        const conditions = bodies.map(({ requestContext }) => [
          requestContext.condition,
          requestContext.approximateInvokeCount,
        ]);
        expect(conditions.sort()).toEqual([
          ['RetriesExhausted', 1],
          ['Success', 1],
        ]);
      });
    });

    it('EventBridge: a rule on a bus of the template, and inputPath', async () => {
      const events = `- eventBridge: {eventBus: !Ref Bus, pattern: {source: [shop], detail: {total: [{numeric: ['>', 10]}]}}}
- eventBridge: {pattern: {source: [other]}, inputPath: $.detail.item}`;
      const resources = "Bus: {Type: 'AWS::Events::EventBus', Properties: {Name: orders}}";
      lab = await startTriggerLab(server.url, service('rules', events, '', resources));
      const client = new EventBridgeClient(config());
      const entry = (EventBusName: string, Source: string, detail: object) => ({
        ...{ EventBusName, Source, DetailType: 'placed', Detail: JSON.stringify(detail) },
      });
      await client.send(
        new PutEventsCommand({
          Entries: [
            entry('orders', 'shop', { total: 5 }),
            entry('orders', 'shop', { total: 15 }),
            entry('default', 'other', { item: { id: 7 } }),
          ],
        }),
      );
      client.destroy();
      const seen = await lab.seen('tell', 2);
      expect(seen).toContainEqual({ id: 7 });
      expect(seen).toContainEqual(
        expect.objectContaining({
          version: '0',
          id: expect.any(String),
          'detail-type': 'placed',
          source: 'shop',
          account: '123456789012',
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
          region: REGION,
          resources: [],
          detail: { total: 15 },
        }),
      );
    });

    it('S3: two functions of one bucket, each with its own keys', async () => {
      const text = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Photos:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: photos-here
      NotificationConfiguration:
        LambdaConfigurations:
          - {Event: 's3:ObjectCreated:*', Function: !GetAtt Png.Arn, Filter: {S3Key: {Rules: [{Name: suffix, Value: .png}]}}}
          - {Event: 's3:ObjectCreated:Put', Function: !GetAtt In.Arn, Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}]}}}
  Png: {Type: AWS::Lambda::Function, Properties: {Handler: index.handler, Runtime: nodejs20.x, Code: .}}
  In: {Type: AWS::Lambda::Function, Properties: {Handler: index.handler, Runtime: nodejs20.x, Code: .}}
`;
      lab = await startTriggerLab(server.url, text);
      const client = new S3Client({ ...config(), forcePathStyle: true });
      for (const Key of ['in/a b.txt', 'out/c.png']) {
        await client.send(new PutObjectCommand({ Bucket: 'photos-here', Key, Body: 'x' }));
      }
      client.destroy();
      const keyOf = ([event]: Record<string, unknown>[]) =>
        (event!['Records'] as { s3: { object: { key: string } } }[])[0]!.s3.object.key;
      expect(keyOf(await lab.seen('In', 1))).toBe('in/a+b.txt'.replace('/', '%2F'));
      const png = await lab.seen('Png', 1);
      expect(png[0]).toMatchObject({
        Records: [
          {
            eventSource: 'aws:s3',
            eventName: 'ObjectCreated:Put',
            awsRegion: REGION,
            userIdentity: { principalId: expect.any(String) },
            s3: {
              s3SchemaVersion: '1.0',
              bucket: { name: 'photos-here', arn: 'arn:aws:s3:::photos-here', ownerIdentity: expect.any(Object) },
              object: { size: 1, eTag: expect.any(String), sequencer: expect.any(String) },
            },
          },
        ],
      });
    });

    it('leaves no queue of its own behind', async () => {
      lab = await startTriggerLab(server.url, service('tidy', '- sns: tidy'));
      const client = new SQSClient(config());
      const hidden = async () =>
        (await client.send(new ListQueuesCommand({ QueueNamePrefix: 'bulkhead-' }))).QueueUrls ?? [];
      expect(await hidden()).toHaveLength(1);
      await lab.close();
      expect(await hidden()).toEqual([]);
      client.destroy();
    });

    it('names the place of a trigger that cannot be delivered, and delivers the others', async () => {
      const events = "- sns: 'arn:aws:sns:${aws:region}:1:x.fifo'\n- sns: fine";
      lab = await startTriggerLab(server.url, service('partly', events));
      expect(lab.notices.map(({ message }) => message)).toContainEqual(
        expect.stringMatching(/^serverless\.yml:7 is not delivered: a FIFO topic delivers to queues only/),
      );
      await publish('fine', {});
      await lab.seen('tell', 1);
    });
  },
);
