import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { StreamTrigger } from '@bulkhead/core';
import { createStreamsCall } from './dynamodb-streams.ts';
import { pollShards } from './shards.ts';
import type { StreamRecord } from './stream-batch.ts';
import type { Json, RunningTrigger, TriggerContext } from './types.ts';

/** Polls the stream of a table: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html */
export async function startDynamoDb(trigger: StreamTrigger, context: TriggerContext): Promise<RunningTrigger> {
  const { aws, names } = context;
  const TableName = names.nameOf(trigger.stream);
  if (TableName === undefined) throw new Error('the table is known only after a deploy');
  const client = new DynamoDBClient(aws);
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  client.destroy();
  const StreamArn = Table?.LatestStreamArn;
  if (StreamArn === undefined) throw new Error(`table ${TableName} has no stream (StreamSpecification)`);
  const call = createStreamsCall(aws);
  const close = await pollShards(
    `table ${TableName}`,
    trigger,
    {
      streamArn: StreamArn,
      infoKey: 'DDBStreamBatchInfo',
      shards: async () => {
        const { StreamDescription } = await call('DescribeStream', { StreamArn });
        const shards = (StreamDescription as Json)['Shards'] as Json[];
        return shards.map(({ ShardId, ParentShardId }) => ({
          id: String(ShardId),
          ...(typeof ParentShardId === 'string' ? { parent: ParentShardId } : {}),
        }));
      },
      iterator: async (ShardId, fromStart) => {
        const ShardIteratorType = fromStart ? 'TRIM_HORIZON' : trigger.startingPosition;
        const { ShardIterator } = await call('GetShardIterator', { StreamArn, ShardId, ShardIteratorType });
        return String(ShardIterator);
      },
      read: async (ShardIterator) => {
        const { Records, NextShardIterator } = await call('GetRecords', { ShardIterator });
        return {
          records: ((Records ?? []) as Json[]).map((record) => changeRecord(record, StreamArn, aws.region)),
          next: typeof NextShardIterator === 'string' ? NextShardIterator : undefined,
        };
      },
      filterable: ({ record }) => record,
    },
    context,
  );
  return { source: `table ${TableName}`, close };
}

/** As Lambda shows it: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html#events-sample-dynamodb */
function changeRecord(wire: Json, streamArn: string, region: string): StreamRecord {
  const dynamodb = wire['dynamodb'] as Json;
  const created = Number(dynamodb['ApproximateCreationDateTime']);
  return {
    sequence: String(dynamodb['SequenceNumber']),
    time: Number.isFinite(created) ? created * 1_000 : Date.now(),
    key: JSON.stringify(dynamodb['Keys']),
    record: {
      eventID: wire['eventID'],
      eventName: wire['eventName'],
      eventVersion: wire['eventVersion'] ?? '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      dynamodb,
      eventSourceARN: streamArn,
      ...(wire['userIdentity'] === undefined ? {} : { userIdentity: wire['userIdentity'] }),
    },
  };
}
