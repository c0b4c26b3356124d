import { activemq } from './sources/activemq.ts';
import { alb } from './sources/alb.ts';
import { apigatewayV1 } from './sources/apigateway-v1.ts';
import { apigatewayV2 } from './sources/apigateway-v2.ts';
import { cloudwatchLogs } from './sources/cloudwatch-logs.ts';
import { documentdb } from './sources/documentdb.ts';
import { dynamodb } from './sources/dynamodb.ts';
import { functionUrl } from './sources/function-url.ts';
import { kafka } from './sources/kafka.ts';
import { kinesis } from './sources/kinesis.ts';
import { kinesisAnalytics } from './sources/kinesis-analytics.ts';
import { kinesisFirehose } from './sources/kinesis-firehose.ts';
import { rabbitmq } from './sources/rabbitmq.ts';
import { s3 } from './sources/s3.ts';
import { s3Batch } from './sources/s3-batch.ts';
import { sns } from './sources/sns.ts';
import { sqs } from './sources/sqs.ts';
import type { EventSource } from './types.ts';

/** Every trigger that is known; one file each in `sources/`. The order does not matter: at most one matches. */
export const EVENT_SOURCES: readonly EventSource[] = [
  apigatewayV2,
  apigatewayV1,
  functionUrl,
  alb,
  sqs,
  activemq,
  cloudwatchLogs,
  documentdb,
  dynamodb,
  kafka,
  kinesis,
  kinesisAnalytics,
  kinesisFirehose,
  rabbitmq,
  s3,
  s3Batch,
  sns,
];

/**
 * The trigger that made this event, `undefined` for one that is not known. Never throws.
 * @example sourceOf(event)?.id // 'apigateway-v1'
 */
export function sourceOf(event: unknown): EventSource | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  try {
    for (const source of EVENT_SOURCES) if (source.match(event as Record<string, unknown>)) return source;
  } catch {
    // A getter or proxy that throws: no trigger makes such an event.
  }
  return undefined;
}
