import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamSummaryCommand,
  GetResourcePolicyCommand as GetStreamPolicyCommand,
  KinesisClient,
  ListStreamsCommand,
} from '@aws-sdk/client-kinesis';
import { dynamoTable, jsonOf, kinesisStream, type LiveResource } from '@bulkhead/iac';
import { given, propertyOf, refusedValue } from '../ask.ts';
import { allPages, each, type ReadContext } from '../reader.ts';

export const TableClient = DynamoDBClient;
export const StreamClient = KinesisClient;

export async function readTables(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask, accountId, partition, region } = context;
  const { items } = await allPages(
    (ExclusiveStartTableName) => ask(ListTablesCommand, { ExclusiveStartTableName, Limit: 100 }, { always: true }),
    (page) => ({ items: page.TableNames, next: page.LastEvaluatedTableName }),
  );
  return each(items, async (TableName): Promise<LiveResource[]> => {
    const arn = `arn:${partition}:dynamodb:${region}:${accountId}:table/${TableName}`;
    if (!context.wanted(arn, TableName)) return [];
    const [table, backups, policy] = await Promise.all([
      ask(DescribeTableCommand, { TableName }),
      ask(DescribeContinuousBackupsCommand, { TableName }),
      ask(GetResourcePolicyCommand, { ResourceArn: arn }),
    ]);
    const more = given({
      PointInTimeRecoverySpecification: propertyOf(backups, (value) => ({
        PointInTimeRecoveryEnabled:
          value.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED',
      })),
      ResourcePolicy: propertyOf(policy, ({ Policy }) => {
        const PolicyDocument = jsonOf(Policy);
        return PolicyDocument === undefined ? undefined : { PolicyDocument };
      }),
    });
    if (table.kind === 'found') return [dynamoTable(table.value.Table ?? {}, more)];
    if (table.kind === 'absent') return [];
    const unread = refusedValue(table);
    const open = { SSESpecification: unread, DeletionProtectionEnabled: unread };
    return [{ id: arn, type: 'AWS::DynamoDB::Table', properties: { TableName, ...open, ...more } }];
  });
}

export async function readStreams(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask } = context;
  const { items } = await allPages(
    (NextToken) => ask(ListStreamsCommand, { NextToken, Limit: 100 }, { always: true }),
    (page) => ({ items: page.StreamSummaries, next: page.NextToken }),
  );
  return each(items, async ({ StreamARN = '', StreamName = '' }): Promise<LiveResource[]> => {
    if (!context.wanted(StreamARN, StreamName)) return [];
    const [stream, policy] = await Promise.all([
      ask(DescribeStreamSummaryCommand, { StreamARN }),
      ask(GetStreamPolicyCommand, { ResourceARN: StreamARN }),
    ]);
    if (stream.kind === 'absent') return [];
    const own: LiveResource =
      stream.kind === 'found'
        ? kinesisStream(stream.value.StreamDescriptionSummary ?? {})
        : {
            id: StreamARN,
            type: 'AWS::Kinesis::Stream',
            properties: { Name: StreamName, StreamEncryption: refusedValue(stream) },
          };
    const document = propertyOf(policy, ({ Policy }) => jsonOf(Policy));
    // A stream without a policy answers with an empty one.
    if (document === undefined || (policy.kind === 'found' && !/"Statement"/.test(policy.value.Policy ?? '')))
      return [own];
    return [
      own,
      {
        id: `${StreamARN}#policy`,
        type: 'AWS::Kinesis::ResourcePolicy',
        properties: { ResourceArn: { ref: StreamARN, attribute: 'Arn' }, ResourcePolicy: document },
      },
    ];
  });
}
