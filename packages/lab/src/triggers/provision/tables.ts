import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { LOCAL_ACCOUNT } from '@bulkhead/core';
import type { Json } from '../types.ts';
import { attempt, declaredOf, isThere, listOf, type ProvisionContext, type Replacement } from './types.ts';

const TYPES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::Serverless::SimpleTable'];

/** Makes the template's tables with their keys, indexes and stream; capacity does not matter here. */
export async function makeTables(context: ProvisionContext): Promise<Replacement[]> {
  const { aws } = context;
  const client = new DynamoDBClient(aws);
  const replacements: Replacement[] = [];
  for (const { name: TableName, type, properties } of declaredOf(context, TYPES)) {
    await attempt(context, `table ${TableName}`, async () => {
      const input = type === 'AWS::Serverless::SimpleTable' ? simpleTable(properties) : table(properties);
      try {
        await client.send(new CreateTableCommand({ TableName, ...input }));
      } catch (error) {
        if (!isThere(error)) throw error;
      }
      await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
      const { Table } = await client.send(new DescribeTableCommand({ TableName }));
      const stream = Table?.LatestStreamArn;
      // The label of a stream is its time of creation; `localValue` takes the first of all times.
      const local = `arn:aws:dynamodb:${aws.region}:${LOCAL_ACCOUNT}:table/${TableName}/stream/1970-01-01T00:00:00.000`;
      if (stream !== undefined) replacements.push([local, stream]);
    });
  }
  client.destroy();
  return replacements;
}

type TableInput = Omit<CreateTableCommandInput, 'TableName'>;

function table(properties: Json): TableInput {
  const view = (properties['StreamSpecification'] as Json | undefined)?.['StreamViewType'];
  const indexes = (key: string) =>
    listOf(properties[key]).map(({ IndexName, KeySchema, Projection }) => ({ IndexName, KeySchema, Projection }));
  const global = indexes('GlobalSecondaryIndexes');
  const local = indexes('LocalSecondaryIndexes');
  return {
    AttributeDefinitions: properties['AttributeDefinitions'],
    KeySchema: properties['KeySchema'],
    BillingMode: 'PAY_PER_REQUEST',
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global } : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: local } : {}),
    ...(view === undefined ? {} : { StreamSpecification: { StreamEnabled: true, StreamViewType: view } }),
  } as TableInput;
}

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html */
function simpleTable(properties: Json): TableInput {
  const key = properties['PrimaryKey'] as Json | undefined;
  const AttributeName = String(key?.['Name'] ?? 'id');
  const AttributeType = ({ Number: 'N', Binary: 'B' } as const)[String(key?.['Type'])] ?? 'S';
  return {
    AttributeDefinitions: [{ AttributeName, AttributeType }],
    KeySchema: [{ AttributeName, KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  };
}
