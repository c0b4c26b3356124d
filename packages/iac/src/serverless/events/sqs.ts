import { badTemplate } from '../../bad-template.ts';
import { readQueueMapping, serverlessMapping } from '../../event-source/mapping.ts';
import { get } from '../../yaml/tree.ts';
import type { ReadEvent } from './context.ts';

/** https://www.serverless.com/framework/docs/providers/aws/events/sqs; a batch is 10 unless `batchSize` says otherwise. */
export const readSqsEvent: ReadEvent = (event, { read, place }) => {
  const arn = get(event, 'arn') ?? event;
  if (arn === event && event.kind === 'map' && event.entries.has('batchSize')) {
    throw badTemplate(event.place, 'sqs has no arn');
  }
  read.oneOf(get(event, 'functionResponseType'), 'sqs.functionResponseType', ['ReportBatchItemFailures']);
  return readQueueMapping(arn, 'sqs.arn', serverlessMapping('sqs', event), place, read);
};
