import { readRule } from '../../event-source/eventbridge.ts';
import { get } from '../../yaml/tree.ts';
import type { ReadEvent } from './context.ts';
import { otherTrigger } from './other.ts';

/** https://www.serverless.com/framework/docs/providers/aws/events/event-bridge; one with a schedule alone has no pattern. */
export const readEventBridgeEvent: ReadEvent = (event, { read, place }) => {
  const pattern = get(event, 'pattern');
  if (!pattern) return otherTrigger('eventBridge', place);
  const transformer = get(event, 'inputTransformer');
  return readRule(
    {
      bus: get(event, 'eventBus'),
      pattern,
      input: get(event, 'input'),
      inputPath: get(event, 'inputPath'),
      inputTransformer: transformer,
    },
    place,
    read,
  );
};

/** The older name of the same: https://www.serverless.com/framework/docs/providers/aws/events/cloudwatch-event */
export const readCloudWatchEvent: ReadEvent = (event, { read, place }) => {
  const pattern = get(event, 'event');
  if (!pattern) return otherTrigger('cloudwatchEvent', place);
  return readRule(
    {
      bus: undefined,
      pattern,
      input: get(event, 'input'),
      inputPath: get(event, 'inputPath'),
      inputTransformer: get(event, 'inputTransformer'),
    },
    place,
    read,
  );
};
