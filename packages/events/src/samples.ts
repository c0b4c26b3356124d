import { samples as activemq } from './sources/activemq.ts';
import { samples as alb } from './sources/alb.ts';
import { samples as apigatewayV1 } from './sources/apigateway-v1.ts';
import { samples as apigatewayV2 } from './sources/apigateway-v2.ts';
import { samples as cloudwatchLogs } from './sources/cloudwatch-logs.ts';
import { samples as documentdb } from './sources/documentdb.ts';
import { samples as dynamodb } from './sources/dynamodb.ts';
import { samples as functionUrl } from './sources/function-url.ts';
import { samples as kafka } from './sources/kafka.ts';
import { samples as kinesis } from './sources/kinesis.ts';
import { samples as kinesisAnalytics } from './sources/kinesis-analytics.ts';
import { samples as kinesisFirehose } from './sources/kinesis-firehose.ts';
import { samples as rabbitmq } from './sources/rabbitmq.ts';
import { samples as s3 } from './sources/s3.ts';
import { samples as s3Batch } from './sources/s3-batch.ts';
import { samples as sns } from './sources/sns.ts';
import { samples as sqs } from './sources/sqs.ts';
import type { EventSamples } from './types.ts';

/** Sample events of every source, by id and variant; for tests and tools, never part of what runs in a function. */
export const EVENT_SAMPLES: Readonly<Record<string, EventSamples>> = {
  'apigateway-v1': apigatewayV1,
  'apigateway-v2': apigatewayV2,
  'function-url': functionUrl,
  alb,
  sqs,
  activemq,
  'cloudwatch-logs': cloudwatchLogs,
  documentdb,
  dynamodb,
  kafka,
  kinesis,
  'kinesis-analytics': kinesisAnalytics,
  'kinesis-firehose': kinesisFirehose,
  rabbitmq,
  s3,
  's3-batch': s3Batch,
  sns,
};
