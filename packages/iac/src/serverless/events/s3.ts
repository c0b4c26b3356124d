import { BUCKET, readSourceReference } from '../../cloudformation/source-reference.ts';
import { readS3Notification } from '../../event-source/s3.ts';
import { get } from '../../yaml/tree.ts';
import type { ReadEvent } from './context.ts';

/** https://www.serverless.com/framework/docs/providers/aws/events/s3 */
export const readS3Event: ReadEvent = (event, { read, place }) => {
  const bucket = readSourceReference(get(event, 'bucket') ?? event, BUCKET, 's3.bucket', read);
  return readS3Notification(bucket, get(event, 'event'), get(event, 'rules'), place, read);
};
