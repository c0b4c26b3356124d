import { readStreamMapping, serverlessMapping, streamKindOf } from '../../event-source/mapping.ts';
import { get } from '../../yaml/tree.ts';
import type { ReadEvent } from './context.ts';
import { otherTrigger } from './other.ts';

/** https://www.serverless.com/framework/docs/providers/aws/events/streams; a batch is 10, from the oldest record on. */
export const readStreamEvent: ReadEvent = (event, { read, place }) => {
  const arn = get(event, 'arn') ?? event;
  const type = read.oneOf(get(event, 'type'), 'stream.type', ['kinesis', 'dynamodb']) ?? streamKindOf(arn, read);
  if (type === undefined) return otherTrigger('stream', place);
  const defaults = { batchSize: 10, startingPosition: 'TRIM_HORIZON' } as const;
  return readStreamMapping(type, arn, serverlessMapping('stream', event), defaults, place, read);
};
