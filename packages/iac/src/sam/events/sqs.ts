import type { Trigger } from '@bulkhead/core';
import { badTemplate } from '../../bad-template.ts';
import { cloudFormationMapping, readQueueMapping } from '../../event-source/mapping.ts';
import { get } from '../../yaml/tree.ts';
import type { SamEvent } from '../context.ts';

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sqs.html */
export function readSqsEvent({ properties, place, context }: SamEvent): Trigger {
  const queue = get(properties, 'Queue');
  if (!queue) throw badTemplate(place, 'the SQS event has no Queue');
  return readQueueMapping(queue, 'the queue', cloudFormationMapping(properties), place, context.read);
}
