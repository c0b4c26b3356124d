import { badTemplate } from '../../bad-template.ts';
import { readQueue } from '../../cloudformation/queue.ts';
import { get } from '../../yaml/tree.ts';
import type { ReadEvent } from './context.ts';

/** https://www.serverless.com/framework/docs/providers/aws/events/sqs; a batch is 10 unless `batchSize` says otherwise. */
export const readSqsEvent: ReadEvent = (event, { read, place }) => {
  const arn = get(event, 'arn') ?? event;
  if (arn === event && event.kind === 'map' && event.entries.has('batchSize')) {
    throw badTemplate(event.place, 'sqs has no arn');
  }
  const response = read.oneOf(get(event, 'functionResponseType'), 'sqs.functionResponseType', [
    'ReportBatchItemFailures',
  ]);
  return {
    type: 'sqs',
    queue: readQueue(arn, 'sqs.arn', read),
    batchSize: read.wholeNumber(get(event, 'batchSize'), 'sqs.batchSize', [1, 10_000]) ?? 10,
    reportBatchItemFailures: response !== undefined,
    place,
  };
};
