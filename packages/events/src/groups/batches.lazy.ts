import { activemq } from '../sources/activemq.ts';
import { cloudwatchLogs } from '../sources/cloudwatch-logs.ts';
import { documentdb } from '../sources/documentdb.ts';
import { dynamodb } from '../sources/dynamodb.ts';
import { kafka } from '../sources/kafka.ts';
import { kinesis } from '../sources/kinesis.ts';
import { kinesisAnalytics } from '../sources/kinesis-analytics.ts';
import { kinesisFirehose } from '../sources/kinesis-firehose.ts';
import { rabbitmq } from '../sources/rabbitmq.ts';
import { s3Batch } from '../sources/s3-batch.ts';
import { ses } from '../sources/ses.ts';
import type { EventSource } from '../types.ts';

/** Triggers that hand over records. */
export function batchSources(): readonly EventSource[] {
  return SOURCES;
}

const SOURCES: readonly EventSource[] = [
  dynamodb,
  kinesis,
  kinesisFirehose,
  kinesisAnalytics,
  kafka,
  cloudwatchLogs,
  activemq,
  rabbitmq,
  documentdb,
  s3Batch,
  ses,
];
