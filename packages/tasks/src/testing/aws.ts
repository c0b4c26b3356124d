import { DynamoDB, DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocument, DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type AwsServer, motoServer, startAwsServer } from '../../../runtime/src/testing/aws-server.ts';
import { dynamoStore } from '../store/dynamo.ts';
import type { TaskStore } from '../store/types.ts';
import { oneAtATime } from './one-at-a-time.ts';

export const MOTO = motoServer();

export interface Aws {
  readonly server: AwsServer;
  readonly url: string;
  readonly dynamo: DynamoDBClient;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  /** One store for each kind of client that a caller may have, all on one table. */
  readonly stores: Readonly<Record<string, TaskStore>>;
  close(): Promise<void>;
}

export const TABLE = 'tasks';

/** moto with a table for tasks, and real clients for it. */
export async function startAws(delayMs = 0): Promise<Aws> {
  const server = await startAwsServer(MOTO!);
  const proxy = await oneAtATime(server.port, delayMs);
  const { url } = proxy;
  const config = { endpoint: url, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const dynamo = new DynamoDBClient(config);
  await server.call('dynamodb', 'DynamoDB_20120810.CreateTable', {
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  });
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const sqs = new SQSClient(config);
  const documents = DynamoDBDocumentClient.from(dynamo);
  const all = new DynamoDB(config);
  return {
    server,
    url,
    dynamo,
    s3,
    sqs,
    stores: {
      'DynamoDBClient and UpdateItemCommand': dynamoStore({ client: dynamo, UpdateItemCommand, tableName: TABLE }),
      DynamoDB: dynamoStore({ client: all, tableName: TABLE }),
      'DynamoDBDocumentClient and UpdateCommand': dynamoStore({ client: documents, UpdateCommand, tableName: TABLE }),
      DynamoDBDocument: dynamoStore({ client: DynamoDBDocument.from(all), tableName: TABLE }),
      'a function': dynamoStore({
        client: (input: ConstructorParameters<typeof UpdateItemCommand>[0]) =>
          dynamo.send(new UpdateItemCommand(input)),
        tableName: TABLE,
      }),
    },
    async close() {
      for (const client of [dynamo, s3, sqs, all]) client.destroy();
      await proxy.close();
      await server.close();
    },
  };
}
