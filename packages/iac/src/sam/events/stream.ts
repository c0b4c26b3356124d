import type { StreamTrigger, Trigger } from '@bulkhead/core';
import { cloudFormationMapping, readStreamMapping } from '../../event-source/mapping.ts';
import { otherTrigger } from '../../serverless/events/other.ts';
import { get } from '../../yaml/tree.ts';
import type { SamEvent } from '../context.ts';

/** Lambda's own default size of a batch from a stream. */
export const STREAM_DEFAULTS = { batchSize: 100, startingPosition: 'LATEST' } as const;

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-kinesis.html */
export const readKinesisEvent = (event: SamEvent): Trigger => readStreamEvent('kinesis', event);

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-dynamodb.html */
export const readDynamoDbEvent = (event: SamEvent): Trigger => readStreamEvent('dynamodb', event);

function readStreamEvent(type: StreamTrigger['type'], { properties, place, context }: SamEvent): Trigger {
  const stream = get(properties, 'Stream');
  if (!stream) return otherTrigger(type === 'kinesis' ? 'Kinesis' : 'DynamoDB', place);
  return readStreamMapping(type, stream, cloudFormationMapping(properties), STREAM_DEFAULTS, place, context.read);
}
