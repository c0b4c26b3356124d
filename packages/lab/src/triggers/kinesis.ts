import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  type _Record as KinesisRecord,
  ListShardsCommand,
  type Shard,
} from '@aws-sdk/client-kinesis';
import { LOCAL_ACCOUNT, type StreamTrigger } from '@bulkhead/core';
import { jsonOrText } from './filter.ts';
import { pollShards } from './shards.ts';
import type { StreamRecord } from './stream-batch.ts';
import type { Json, RunningTrigger, TriggerContext } from './types.ts';

/** Most records of one request; Lambda fills its batches from larger reads as well. */
const READ_LIMIT = 1_000;

/** Polls a Kinesis stream: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export async function startKinesis(trigger: StreamTrigger, context: TriggerContext): Promise<RunningTrigger> {
  const { aws, names } = context;
  const StreamName = names.nameOf(trigger.stream);
  if (StreamName === undefined) throw new Error('the stream is known only after a deploy');
  const client = new KinesisClient(context.kinesis);
  const description = await client.send(new DescribeStreamCommand({ StreamName }));
  const streamArn = description.StreamDescription?.StreamARN ?? StreamName;
  const from = { StreamName, aws, streamArn, role: `arn:aws:iam::${LOCAL_ACCOUNT}:role/${context.fn.id}` };
  const close = await pollShards(
    `stream ${StreamName}`,
    trigger,
    {
      streamArn,
      infoKey: 'KinesisBatchInfo',
      shards: () => listShards(client, StreamName),
      iterator: async (ShardId, fromStart) => {
        const type = fromStart ? 'TRIM_HORIZON' : trigger.startingPosition;
        const { ShardIterator } = await client.send(
          new GetShardIteratorCommand({
            StreamName,
            ShardId,
            ShardIteratorType: type,
            ...(type === 'AT_TIMESTAMP' ? { Timestamp: new Date((trigger.startingTimestamp ?? 0) * 1_000) } : {}),
          }),
        );
        return ShardIterator!;
      },
      read: async (ShardIterator, shard) => {
        const answer = await client.send(new GetRecordsCommand({ ShardIterator, Limit: READ_LIMIT }));
        return {
          records: (answer.Records ?? []).map((record) => streamRecord(record, shard, from)),
          next: answer.NextShardIterator,
        };
      },
      // A filter sees the data decoded: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis-filtering.html
      filterable: ({ record }) => {
        const kinesis = record['kinesis'] as Json;
        const data = jsonOrText(Buffer.from(String(kinesis['data']), 'base64').toString('utf8'));
        return { ...kinesis, data };
      },
    },
    context,
  );
  return {
    source: `stream ${StreamName}`,
    close: async () => {
      await close();
      client.destroy();
    },
  };
}

async function listShards(client: KinesisClient, StreamName: string): Promise<{ id: string; parent?: string }[]> {
  const shards: Shard[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListShardsCommand(NextToken === undefined ? { StreamName } : { NextToken }));
    shards.push(...(page.Shards ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return shards.map(({ ShardId, ParentShardId }) => ({
    id: ShardId!,
    ...(ParentShardId === undefined ? {} : { parent: ParentShardId }),
  }));
}

/** As Lambda shows it: https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html#services-kinesis-event-example */
function streamRecord(
  record: KinesisRecord,
  shard: string,
  { aws, streamArn, role }: { readonly aws: TriggerContext['aws']; readonly streamArn: string; readonly role: string },
): StreamRecord {
  const time = record.ApproximateArrivalTimestamp ?? new Date();
  const sequence = record.SequenceNumber ?? '';
  return {
    sequence,
    time: time.getTime(),
    key: record.PartitionKey ?? '',
    record: {
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: record.PartitionKey,
        sequenceNumber: sequence,
        data: Buffer.from(record.Data ?? []).toString('base64'),
        approximateArrivalTimestamp: time.getTime() / 1_000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shard}:${sequence}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: role,
      awsRegion: aws.region,
      eventSourceARN: streamArn,
    },
  };
}
