import type { SourcePlace, Trigger } from '@bulkhead/core';
import { badTemplate } from '../../bad-template.ts';
import { readQueue } from '../../cloudformation/queue.ts';
import type { Reader } from '../../read.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import type { SamEvent } from '../context.ts';

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sqs.html */
export function readSqsEvent({ properties, place, context }: SamEvent): Trigger {
  const queue = get(properties, 'Queue');
  if (!queue) throw badTemplate(place, 'the SQS event has no Queue');
  return readSqsMapping(queue, properties, place, context.read);
}

/** An event source mapping of a queue, in SAM's words and in CloudFormation's; a batch is 10 by default. */
export function readSqsMapping(queue: Tree, properties: Tree | undefined, place: SourcePlace, read: Reader): Trigger {
  const responses = read
    .list(get(properties, 'FunctionResponseTypes'))
    .map((item) => read.knownText(item, 'FunctionResponseTypes'));
  return {
    type: 'sqs',
    queue: readQueue(queue, 'the queue', read),
    batchSize: read.wholeNumber(get(properties, 'BatchSize'), 'BatchSize', [1, 10_000]) ?? 10,
    reportBatchItemFailures: responses.includes('ReportBatchItemFailures'),
    place,
  };
}
