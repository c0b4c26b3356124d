import type { Trigger } from '@bulkhead/core';
import { readRule } from '../../event-source/eventbridge.ts';
import { otherTrigger } from '../../serverless/events/other.ts';
import { get } from '../../yaml/tree.ts';
import type { SamEvent } from '../context.ts';

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventbridgerule.html */
export function readEventBridgeEvent({ properties, place, context }: SamEvent): Trigger {
  const pattern = get(properties, 'Pattern');
  if (!pattern) return otherTrigger('EventBridgeRule', place);
  const trees = {
    bus: get(properties, 'EventBusName'),
    pattern,
    input: get(properties, 'Input'),
    inputPath: get(properties, 'InputPath'),
    inputTransformer: get(properties, 'InputTransformer'),
  };
  return readRule(trees, place, context.read);
}
