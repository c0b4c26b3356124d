import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { FirehoseClient, PutRecordCommand as PutDelivery } from '@aws-sdk/client-firehose';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_ACCOUNT } from '@bulkhead/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { type Http2Bridge, startHttp2Bridge } from '../http2-bridge.ts';
import { type AwsServer, findMoto, startMoto } from '../triggers/moto.ts';
import { type AccessProxy, startAccessProxy } from './proxy.ts';
import type { AccessRequest, ApiCall } from './types.ts';

const programs = findMoto(process.env);
const REGION = 'eu-west-1';
const table = (name: string) => `arn:aws:dynamodb:${REGION}:${LOCAL_ACCOUNT}:table/${name}`;

describe.skipIf(!requireComponent('moto', programs.length > 0, 'tools/setup-services.sh'))('the access proxy', () => {
  let moto: AwsServer;
  let proxy: AccessProxy;
  let bridge: Http2Bridge;
  let asked: { call: ApiCall; asks: readonly AccessRequest[] }[] = [];
  let denied: ReadonlySet<string> = new Set();
  const config = () => ({
    endpoint: proxy.url,
    region: REGION,
    maxAttempts: 1,
    credentials: { accessKeyId: 'ASIAROLEONE', secretAccessKey: 'x', sessionToken: 'y' },
  });

  beforeAll(async () => {
    moto = await startMoto(programs);
    proxy = await startAccessProxy({
      upstream: moto.url,
      account: LOCAL_ACCOUNT,
      judge: (call, asks) => {
        asked.push({ call, asks });
        const no = asks.find(({ action }) => denied.has(action));
        return no && `${no.action} on ${no.resource} is not allowed`;
      },
    });
    bridge = await startHttp2Bridge(proxy.url);
    await s3().send(
      new CreateBucketCommand({ Bucket: 'docs', CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    await new DynamoDBClient(config()).send(
      new CreateTableCommand({
        TableName: 'orders',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    await new SQSClient(config()).send(new CreateQueueCommand({ QueueName: 'jobs' }));
  }, 60_000);
  afterAll(async () => {
    await bridge?.close();
    await proxy?.close();
    await moto?.close();
  });
  beforeEach(() => {
    asked = [];
    denied = new Set();
  });

  const pairs = () => asked.flatMap(({ asks }) => asks.map(({ action, resource }) => [action, resource]));
  /** The answer does not matter: moto may not have the resource. */
  const quiet = (work: Promise<unknown>) => work.catch(() => undefined);
  const s3 = () => new S3Client({ ...config(), forcePathStyle: true });
  const dynamo = () => new DynamoDBClient(config());

  it('reads S3: objects, lists, copies, batches of deletes', async () => {
    await s3().send(new PutObjectCommand({ Bucket: 'docs', Key: 'in/a b+c.txt', Body: 'x', Tagging: 'a=b' }));
    await s3().send(new HeadObjectCommand({ Bucket: 'docs', Key: 'in/a b+c.txt' }));
    await s3().send(new GetObjectCommand({ Bucket: 'docs', Key: 'in/a b+c.txt' }));
    await s3().send(new ListObjectsV2Command({ Bucket: 'docs', Prefix: 'in/' }));
    await s3().send(
      new CopyObjectCommand({ Bucket: 'docs', Key: 'out/a', CopySource: encodeURIComponent('docs/in/a b+c.txt') }),
    );
    await s3().send(
      new DeleteObjectsCommand({ Bucket: 'docs', Delete: { Objects: [{ Key: 'out/a' }, { Key: 'in/<&>' }] } }),
    );
    expect(pairs()).toEqual([
      ['s3:PutObject', 'arn:aws:s3:::docs/in/a b+c.txt'],
      ['s3:PutObjectTagging', 'arn:aws:s3:::docs/in/a b+c.txt'],
      ['s3:GetObject', 'arn:aws:s3:::docs/in/a b+c.txt'],
      ['s3:GetObject', 'arn:aws:s3:::docs/in/a b+c.txt'],
      ['s3:ListBucket', 'arn:aws:s3:::docs'],
      ['s3:GetObject', 'arn:aws:s3:::docs/in/a b+c.txt'],
      ['s3:PutObject', 'arn:aws:s3:::docs/out/a'],
      ['s3:DeleteObject', 'arn:aws:s3:::docs/out/a'],
      ['s3:DeleteObject', 'arn:aws:s3:::docs/in/<&>'],
    ]);
    expect(asked[3]!.asks[0]!.context).toMatchObject({ 's3:prefix': 'in/', 'aws:RequestedRegion': REGION });
    expect(asked[0]!.call.accessKeyId).toBe('ASIAROLEONE');
  });

  it('reads DynamoDB: items, indexes, batches, transactions, PartiQL', async () => {
    const Key = { id: { S: '7' } };
    await dynamo().send(new PutItemCommand({ TableName: 'orders', Item: Key }));
    expect((await dynamo().send(new GetItemCommand({ TableName: 'orders', Key }))).Item).toEqual(Key);
    await quiet(
      dynamo().send(
        new QueryCommand({
          TableName: 'orders',
          IndexName: 'by-day',
          KeyConditionExpression: 'id = :i',
          ExpressionAttributeValues: { ':i': { S: '7' } },
        }),
      ),
    );
    await dynamo().send(new BatchWriteItemCommand({ RequestItems: { orders: [{ PutRequest: { Item: Key } }] } }));
    await dynamo().send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'orders', Item: { id: { S: '8' } } } },
          { ConditionCheck: { TableName: 'orders', Key, ConditionExpression: 'attribute_exists(id)' } },
        ],
      }),
    );
    await quiet(
      dynamo().send(
        new ExecuteStatementCommand({
          Statement: 'SELECT * FROM "orders"."by-day" WHERE id = ?',
          Parameters: [{ S: '7' }],
        }),
      ),
    );
    expect(pairs()).toEqual([
      ['dynamodb:PutItem', table('orders')],
      ['dynamodb:GetItem', table('orders')],
      ['dynamodb:Query', `${table('orders')}/index/by-day`],
      ['dynamodb:BatchWriteItem', table('orders')],
      ['dynamodb:PutItem', table('orders')],
      ['dynamodb:ConditionCheckItem', table('orders')],
      ['dynamodb:PartiQLSelect', `${table('orders')}/index/by-day`],
    ]);
    expect(asked[1]!.asks[0]!.context).toMatchObject({ 'dynamodb:LeadingKeys': ['7'] });
  });

  it('tells the partition keys of a request, whatever else its keys and items hold', async () => {
    const Key = { site: { S: 'north' }, day: { S: '1' } };
    const other = { site: { S: 'south' }, day: { S: '1' } };
    const TableName = 'visits';
    await dynamo().send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['site', 'day'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'day', KeyType: 'RANGE' },
          { AttributeName: 'site', KeyType: 'HASH' },
        ],
      }),
    );
    asked = [];
    await dynamo().send(new PutItemCommand({ TableName, Item: { ...Key, note: { S: 'east' } } }));
    await dynamo().send(new GetItemCommand({ TableName, Key }));
    await dynamo().send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'begins_with(#d, :d) AND #s = :s',
        ExpressionAttributeNames: { '#d': 'day', '#s': 'site' },
        ExpressionAttributeValues: { ':d': { S: '1' }, ':s': { S: 'north' } },
      }),
    );
    await dynamo().send(
      new BatchWriteItemCommand({
        RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }, { DeleteRequest: { Key: other } }] },
      }),
    );
    await dynamo().send(
      new TransactWriteItemsCommand({
        TransactItems: [{ Put: { TableName, Item: Key } }, { Delete: { TableName, Key: other } }],
      }),
    );
    const keys = asked.flatMap(({ asks }) => asks.map(({ context }) => context['dynamodb:LeadingKeys']));
    expect(keys).toEqual([['north'], ['north'], ['north'], ['north', 'south'], ['north'], ['south']]);
  });

  it('reads the other services that functions use', async () => {
    const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${LOCAL_ACCOUNT}:${rest}`;
    const QueueUrl = `http://127.0.0.1/${LOCAL_ACCOUNT}/jobs`;
    await quiet(new SQSClient(config()).send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' })));
    await quiet(
      new SQSClient(config()).send(new SendMessageBatchCommand({ QueueUrl, Entries: [{ Id: 'a', MessageBody: 'x' }] })),
    );
    await quiet(new SNSClient(config()).send(new PublishCommand({ TopicArn: arn('sns', 'news'), Message: 'x' })));
    await quiet(new SNSClient(config()).send(new PublishCommand({ PhoneNumber: '+15555550100', Message: 'x' })));
    await quiet(
      new KinesisClient({ ...config(), endpoint: bridge.url }).send(
        new PutRecordsCommand({ StreamName: 'clicks', Records: [] }),
      ),
    );
    await quiet(
      new FirehoseClient(config()).send(
        new PutDelivery({ DeliveryStreamName: 'lake', Record: { Data: Buffer.from('x') } }),
      ),
    );
    await quiet(
      new EventBridgeClient(config()).send(
        new PutEventsCommand({ Entries: [{ EventBusName: 'shop', Source: 'a', DetailType: 'b', Detail: '{}' }] }),
      ),
    );
    await quiet(
      new SFNClient(config()).send(new StartExecutionCommand({ stateMachineArn: arn('states', 'stateMachine:pay') })),
    );
    await quiet(new LambdaClient(config()).send(new InvokeCommand({ FunctionName: 'mail', Payload: '{}' })));
    expect(pairs()).toEqual([
      ['sqs:SendMessage', arn('sqs', 'jobs')],
      ['sqs:SendMessage', arn('sqs', 'jobs')],
      ['sns:Publish', arn('sns', 'news')],
      ['sns:Publish', '*'],
      ['kinesis:PutRecords', arn('kinesis', 'stream/clicks')],
      ['firehose:PutRecord', arn('firehose', 'deliverystream/lake')],
      ['events:PutEvents', arn('events', 'event-bus/shop')],
      ['states:StartExecution', arn('states', 'stateMachine:pay')],
      ['lambda:InvokeFunction', arn('lambda', 'function:mail')],
    ]);
  });

  it.each([
    ['S3', 's3:GetObject', () => s3().send(new GetObjectCommand({ Bucket: 'docs', Key: 'a' })), 'AccessDenied'],
    [
      'DynamoDB',
      'dynamodb:PutItem',
      () => dynamo().send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: '9' } } })),
      'AccessDeniedException',
    ],
    [
      'SNS',
      'sns:Publish',
      () => new SNSClient(config()).send(new PublishCommand({ TopicArn: 'arn:aws:sns:eu-west-1:1:a', Message: 'x' })),
      'AccessDenied',
    ],
    [
      'Lambda',
      'lambda:InvokeFunction',
      () => new LambdaClient(config()).send(new InvokeCommand({ FunctionName: 'mail' })),
      'AccessDeniedException',
    ],
  ])('answers a call of %s that is denied as AWS does', async (_service, action, work, name) => {
    denied = new Set([action]);
    await expect(work()).rejects.toMatchObject({ name, message: expect.stringContaining(`${action} on arn:`) });
  });
});
