import DynamoDB from 'aws-sdk/clients/dynamodb.js';
import EventBridge from 'aws-sdk/clients/eventbridge.js';
import Kinesis from 'aws-sdk/clients/kinesis.js';
import SNS from 'aws-sdk/clients/sns.js';
import SQS from 'aws-sdk/clients/sqs.js';
import { withCorrelation } from '../index.ts';
import { type CellName, type Send, topicArn } from './cells.ts';
import type { Services } from './services.ts';

const TableName = 'rows';

/** The cells by clients of SDK v2. */
export function sendersV2({ config, queueUrl }: Services): Readonly<Record<CellName, Send>> {
  const sns = withCorrelation(new SNS(config));
  const sqs = withCorrelation(new SQS(config));
  const kinesis = withCorrelation(new Kinesis(config));
  const bus = withCorrelation(new EventBridge(config));
  const dynamo = withCorrelation(new DynamoDB(config));
  const documents = withCorrelation(new DynamoDB.DocumentClient(config));

  const publish =
    (topic: string): Send =>
    ([Message]) =>
      sns.publish({ TopicArn: topicArn(topic), Message }).promise();
  const publishAll =
    (topic: string): Send =>
    (bodies) => {
      const entries = bodies.map((Message, i) => ({ Id: `${i}`, Message }));
      return sns.publishBatch({ TopicArn: topicArn(topic), PublishBatchRequestEntries: entries }).promise();
    };
  const group = (id: string, i = 0) => ({ MessageGroupId: 'g', MessageDeduplicationId: `${id}${i}` });
  const put =
    (Source: string): Send =>
    ([Detail]) => {
      const Entries = [{ EventBusName: 'matrix', Source, DetailType: 'sent', Detail }];
      return bus.putEvents({ Entries }).promise();
    };
  const bare = new DynamoDB(config);
  const existing = (id: string) => bare.putItem({ TableName, Item: { id: { S: id } } }).promise();
  const typed = (id: string, text: string) => ({ id: { S: id }, text: { S: text } });
  const set = { TableName, UpdateExpression: 'SET #t = :t', ExpressionAttributeNames: { '#t': 'text' } };

  return {
    'SNS → Lambda': publish('direct'),
    'SNS PublishBatch → Lambda': publishAll('direct'),
    'SNS → SQS': publish('wrapped'),
    'SNS → SQS, raw delivery': publish('raw'),
    'SNS PublishBatch → SQS, raw delivery': publishAll('raw'),
    SQS: ([MessageBody]) => sqs.sendMessage({ QueueUrl: queueUrl('matrix'), MessageBody }).promise(),
    'SQS batch': (bodies) => {
      const Entries = bodies.map((MessageBody, i) => ({ Id: `${i}`, MessageBody }));
      return sqs.sendMessageBatch({ QueueUrl: queueUrl('matrix'), Entries }).promise();
    },
    'SQS FIFO': ([MessageBody], id) =>
      sqs.sendMessage({ QueueUrl: queueUrl('matrix.fifo'), MessageBody, ...group(id) }).promise(),
    'SQS FIFO batch': (bodies, id) => {
      const Entries = bodies.map((MessageBody, i) => ({ Id: `${i}`, MessageBody, ...group(id, i) }));
      return sqs.sendMessageBatch({ QueueUrl: queueUrl('matrix.fifo'), Entries }).promise();
    },
    'Kinesis PutRecord': ([Data]) => kinesis.putRecord({ StreamName: 'clicks', PartitionKey: 'p', Data }).promise(),
    'Kinesis PutRecords': (bodies) => {
      const Records = bodies.map((body) => ({ PartitionKey: 'p', Data: Buffer.from(body) }));
      return kinesis.putRecords({ StreamName: 'clicks', Records }).promise();
    },
    'EventBridge → Lambda': put('matrix'),
    'EventBridge → SQS': put('matrix-queued'),
    'DynamoDB PutItem': ([text], id) => dynamo.putItem({ TableName, Item: typed(id, text) }).promise(),
    'DynamoDB UpdateItem': async ([text], id) => {
      await existing(id);
      const ExpressionAttributeValues = { ':t': { S: text } };
      return dynamo.updateItem({ ...set, Key: { id: { S: id } }, ExpressionAttributeValues }).promise();
    },
    'DynamoDB BatchWriteItem': (bodies, id) => {
      const rows = bodies.map((text, i) => ({ PutRequest: { Item: typed(`${id}${i}`, text) } }));
      return dynamo.batchWriteItem({ RequestItems: { [TableName]: rows } }).promise();
    },
    'DynamoDB TransactWriteItems': async ([first, second], id) => {
      await existing(`${id}1`);
      const Update = { ...set, Key: { id: { S: `${id}1` } }, ExpressionAttributeValues: { ':t': { S: second! } } };
      const TransactItems = [{ Put: { TableName, Item: typed(`${id}0`, first) } }, { Update }];
      return dynamo.transactWriteItems({ TransactItems }).promise();
    },
    'DynamoDB PutItem, document client': ([text], id) => documents.put({ TableName, Item: { id, text } }).promise(),
    'DynamoDB UpdateItem, document client': async ([text], id) => {
      await existing(id);
      return documents.update({ ...set, Key: { id }, ExpressionAttributeValues: { ':t': text } }).promise();
    },
    'DynamoDB BatchWriteItem, document client': (bodies, id) => {
      const rows = bodies.map((text, i) => ({ PutRequest: { Item: { id: `${id}${i}`, text } } }));
      return documents.batchWrite({ RequestItems: { [TableName]: rows } }).promise();
    },
    'DynamoDB TransactWriteItems, document client': async ([text, second], id) => {
      await existing(`${id}1`);
      const Update = { ...set, Key: { id: `${id}1` }, ExpressionAttributeValues: { ':t': second } };
      const TransactItems = [{ Put: { TableName, Item: { id: `${id}0`, text } } }, { Update }];
      return documents.transactWrite({ TransactItems }).promise();
    },
  };
}
