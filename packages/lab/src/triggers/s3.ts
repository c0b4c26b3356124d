import {
  type Event,
  PutBucketNotificationConfigurationCommand,
  type QueueConfiguration,
  S3Client,
} from '@aws-sdk/client-s3';
import { LOCAL_ACCOUNT, type S3Trigger } from '@bulkhead/core';
import { createHiddenQueue } from './hidden-queue.ts';
import type { Json, RunningTrigger, TriggerContext } from './types.ts';

/**
 * Notifications by bucket: S3 takes the configuration of a bucket as a whole, and several functions may share one. Kept by
 * the lab that runs them (its signal).
 */
const configurations = new WeakMap<AbortSignal, Map<string, QueueConfiguration[]>>();

/** Notifies a function of a bucket's events: https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html */
export async function startS3(trigger: S3Trigger, context: TriggerContext): Promise<RunningTrigger> {
  const { aws, names, signal } = context;
  const Bucket = names.nameOf(trigger.bucket);
  if (Bucket === undefined) throw new Error('the bucket is known only after a deploy');
  const queue = await createHiddenQueue(context);
  const client = new S3Client({ ...aws, forcePathStyle: true });
  const byBucket = configurations.get(signal) ?? new Map<string, QueueConfiguration[]>();
  configurations.set(signal, byBucket);
  const rules = [
    ...(trigger.prefix === undefined ? [] : [{ Name: 'prefix' as const, Value: trigger.prefix }]),
    ...(trigger.suffix === undefined ? [] : [{ Name: 'suffix' as const, Value: trigger.suffix }]),
  ];
  const all = [
    ...(byBucket.get(Bucket) ?? []),
    {
      QueueArn: queue.arn,
      Events: trigger.events as Event[],
      ...(rules.length > 0 ? { Filter: { Key: { FilterRules: rules } } } : {}),
    },
  ];
  byBucket.set(Bucket, all);
  const configure = (QueueConfigurations: QueueConfiguration[]) =>
    client.send(
      new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: { QueueConfigurations } }),
    );
  await configure(all);
  queue.listen((body) => s3Event(JSON.parse(body) as Json, aws.region));
  return {
    source: `bucket ${Bucket}`,
    close: async () => {
      await configure([]).catch(() => undefined);
      client.destroy();
      await queue.close();
    },
  };
}

/** Adds what a server leaves out of S3's records; a test event, which S3 sends first, is none. */
export function s3Event(message: Json, region: string): Json | undefined {
  const { Records } = message;
  if (!Array.isArray(Records)) return undefined;
  return {
    Records: (Records as Json[]).map((record) => {
      const s3 = record['s3'] as Json;
      return {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        userIdentity: { principalId: `AWS:${LOCAL_ACCOUNT}` },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': '0000000000000000', 'x-amz-id-2': 'lab' },
        ...record,
        s3: {
          ...s3,
          bucket: { ownerIdentity: { principalId: LOCAL_ACCOUNT }, ...(s3['bucket'] as Json) },
          object: { sequencer: Date.now().toString(16).toUpperCase().padStart(16, '0'), ...(s3['object'] as Json) },
        },
      };
    }),
  };
}
