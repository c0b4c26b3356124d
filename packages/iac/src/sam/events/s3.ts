import type { Trigger } from '@bulkhead/core';
import { BUCKET, readSourceReference } from '../../cloudformation/source-reference.ts';
import { readS3Notification } from '../../event-source/s3.ts';
import { otherTrigger } from '../../serverless/events/other.ts';
import { get } from '../../yaml/tree.ts';
import type { SamEvent } from '../context.ts';

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-s3.html */
export function readS3Event({ properties, place, context }: SamEvent): Trigger {
  const bucket = get(properties, 'Bucket');
  if (!bucket) return otherTrigger('S3', place);
  const { read } = context;
  const rules = get(properties, 'Filter', 'S3Key', 'Rules');
  const id = readSourceReference(bucket, BUCKET, 'the bucket', read);
  return readS3Notification(id, get(properties, 'Events'), rules, place, read);
}
