import {
  BatchWriteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KinesisClient, PutRecordCommand, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  BatchWriteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { withCorrelation } from '../index.ts';
import { type CellName, type Send, topicArn } from './cells.ts';
import type { Services } from './services.ts';

const TableName = 'rows';

/** Each cell by clients of SDK v3. */
export function sendersV3({ config, kinesisUrl, queueUrl }: Services): Readonly<Record<CellName, Send>> {
  const sns = withCorrelation(new SNSClient(config));
  const sqs = withCorrelation(new SQSClient(config));
  const kinesis = withCorrelation(new KinesisClient({ ...config, endpoint: kinesisUrl }));
  const bus = withCorrelation(new EventBridgeClient(config));
  const dynamo = withCorrelation(new DynamoDBClient(config));
  const documents = withCorrelation(DynamoDBDocumentClient.from(new DynamoDBClient(config)));

  const publish =
    (topic: string): Send =>
    ([Message]) =>
      sns.send(new PublishCommand({ TopicArn: topicArn(topic), Message }));
  const publishAll =
    (topic: string): Send =>
    (bodies) => {
      const entries = bodies.map((Message, i) => ({ Id: `${i}`, Message }));
      return sns.send(new PublishBatchCommand({ TopicArn: topicArn(topic), PublishBatchRequestEntries: entries }));
    };
  const group = (id: string, i = 0) => ({ MessageGroupId: 'g', MessageDeduplicationId: `${id}${i}` });
  const put =
    (Source: string): Send =>
    ([Detail]) => {
      const Entries = [{ EventBusName: 'matrix', Source, DetailType: 'sent', Detail }];
      return bus.send(new PutEventsCommand({ Entries }));
    };
  /** moto tells of an update that makes a row in two steps, of which AWS knows one. */
  const bare = new DynamoDBClient(config);
  const existing = (id: string) => bare.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
  const plain = (id: string, text: string) => ({ id, text });
  const typed = (id: string, text: string) => ({ id: { S: id }, text: { S: text } });

  return {
    'SNS → Lambda': publish('direct'),
    'SNS PublishBatch → Lambda': publishAll('direct'),
    'SNS → SQS': publish('wrapped'),
    'SNS → SQS, raw delivery': publish('raw'),
    'SNS PublishBatch → SQS, raw delivery': publishAll('raw'),
    SQS: ([MessageBody]) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl('matrix'), MessageBody })),
    'SQS batch': (bodies) => {
      const Entries = bodies.map((MessageBody, i) => ({ Id: `${i}`, MessageBody }));
      return sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl('matrix'), Entries }));
    },
    'SQS FIFO': ([MessageBody], id) =>
      sqs.send(new SendMessageCommand({ QueueUrl: queueUrl('matrix.fifo'), MessageBody, ...group(id) })),
    'SQS FIFO batch': (bodies, id) => {
      const Entries = bodies.map((MessageBody, i) => ({ Id: `${i}`, MessageBody, ...group(id, i) }));
      return sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl('matrix.fifo'), Entries }));
    },
    'Kinesis PutRecord': ([body]) =>
      kinesis.send(new PutRecordCommand({ StreamName: 'clicks', PartitionKey: 'p', Data: Buffer.from(body) })),
    'Kinesis PutRecords': (bodies) => {
      const Records = bodies.map((body) => ({ PartitionKey: 'p', Data: Buffer.from(body) }));
      return kinesis.send(new PutRecordsCommand({ StreamName: 'clicks', Records }));
    },
    'EventBridge → Lambda': put('matrix'),
    'EventBridge → SQS': put('matrix-queued'),
    'DynamoDB PutItem': ([text], id) => dynamo.send(new PutItemCommand({ TableName, Item: typed(id, text) })),
    'DynamoDB UpdateItem': async ([text], id) => {
      await existing(id);
      return dynamo.send(
        new UpdateItemCommand({
          TableName,
          Key: { id: { S: id } },
          UpdateExpression: 'SET #t = :t',
          ExpressionAttributeNames: { '#t': 'text' },
          ExpressionAttributeValues: { ':t': { S: text } },
        }),
      );
    },
    'DynamoDB BatchWriteItem': (bodies, id) => {
      const rows = bodies.map((text, i) => ({ PutRequest: { Item: typed(`${id}${i}`, text) } }));
      return dynamo.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: rows } }));
    },
    'DynamoDB TransactWriteItems': async ([first, second], id) => {
      await existing(`${id}1`);
      const Update = {
        TableName,
        Key: { id: { S: `${id}1` } },
        UpdateExpression: 'SET #t = :t REMOVE stale',
        ExpressionAttributeNames: { '#t': 'text' },
        ExpressionAttributeValues: { ':t': { S: second! } },
      };
      const TransactItems = [{ Put: { TableName, Item: typed(`${id}0`, first) } }, { Update }];
      return dynamo.send(new TransactWriteItemsCommand({ TransactItems }));
    },
    'DynamoDB PutItem, document client': ([text], id) =>
      documents.send(new PutCommand({ TableName, Item: plain(id, text) })),
    'DynamoDB UpdateItem, document client': async ([text], id) => {
      await existing(id);
      return documents.send(
        new UpdateCommand({
          TableName,
          Key: { id },
          UpdateExpression: 'REMOVE stale SET #t = :t',
          ExpressionAttributeNames: { '#t': 'text' },
          ExpressionAttributeValues: { ':t': text },
        }),
      );
    },
    'DynamoDB BatchWriteItem, document client': (bodies, id) => {
      const rows = bodies.map((text, i) => ({ PutRequest: { Item: plain(`${id}${i}`, text) } }));
      return documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: rows } }));
    },
    'DynamoDB TransactWriteItems, document client': async ([first, second], id) => {
      await existing(`${id}1`);
      const Update = {
        TableName,
        Key: { id: `${id}1` },
        UpdateExpression: 'SET #t = :t',
        ExpressionAttributeNames: { '#t': 'text' },
        ExpressionAttributeValues: { ':t': second },
      };
      const TransactItems = [{ Put: { TableName, Item: plain(`${id}0`, first) } }, { Update }];
      return documents.send(new TransactWriteCommand({ TransactItems }));
    },
  };
}
