import type { DeployedResource } from '@bulkhead/core';
import { isReference } from '@bulkhead/core';
import { type Answer, field, isUndecided, literal, textOf } from './values.ts';

/** Whether an event source mapping reads a Kinesis or DynamoDB stream; a reference counts by its attribute's name. */
export function isStreamMapping(mapping: DeployedResource): Answer {
  const source = field(mapping.properties, 'EventSourceArn');
  const text = literal(source) ?? textOf(source);
  if (/:(?:kinesis|dynamodb):/.test(text)) return 'yes';
  if (/:(?:sqs|kafka|mq|rds):/.test(text)) return 'no';
  // Only streams have a position to start from, and Kafka names topics.
  const hasPosition = field(mapping.properties, 'StartingPosition') !== undefined;
  const isKafka =
    field(mapping.properties, 'Topics') !== undefined ||
    field(mapping.properties, 'SelfManagedEventSource') !== undefined;
  if (isKafka) return 'no';
  if (hasPosition) return 'yes';
  return isUndecided(source) && !isReference(source) ? 'unknown' : 'no';
}

/** Whether it reads a queue of SQS. */
export function isQueueMapping(mapping: DeployedResource): boolean {
  const text = textOf(field(mapping.properties, 'EventSourceArn'));
  if (/:sqs:/.test(text)) return true;
  return (
    isStreamMapping(mapping) === 'no' &&
    field(mapping.properties, 'Topics') === undefined &&
    !/:(?:kafka|mq|rds):/.test(text) &&
    field(mapping.properties, 'Queues') === undefined &&
    field(mapping.properties, 'SelfManagedEventSource') === undefined &&
    field(mapping.properties, 'EventSourceArn') !== undefined
  );
}
