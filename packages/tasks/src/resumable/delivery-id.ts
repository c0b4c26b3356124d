import { isMap } from '@bulkhead/core';
import type { TaskContext } from '../context.ts';

/**
 * What names an event however often it is delivered: the ids of its records (SQS, SNS, S3, Kinesis, DynamoDB), the id of an event
 * of EventBridge, else the request id, which Lambda keeps when it tries an asynchronous event again.
 */
export function deliveryId(event: unknown, context: Pick<TaskContext, 'awsRequestId'>): string {
  if (isMap(event)) {
    if (Array.isArray(event['Records']) && event['Records'].length > 0) {
      const ids = event['Records'].map(recordId);
      if (ids.every((id) => id !== undefined)) return JSON.stringify(ids);
    }
    if (typeof event['detail-type'] === 'string' && typeof event['id'] === 'string') return event['id'];
  }
  return context.awsRequestId;
}

function recordId(record: unknown): string | undefined {
  if (!isMap(record)) return undefined;
  const { messageId, eventID, eventName, Sns, s3 } = record;
  if (typeof messageId === 'string') return messageId;
  if (typeof eventID === 'string') return eventID;
  if (isMap(Sns) && typeof Sns['MessageId'] === 'string') return Sns['MessageId'];
  // S3 may notify twice of one change; the sequencer names the change.
  if (isMap(s3) && isMap(s3['bucket']) && isMap(s3['object']) && typeof s3['object']['sequencer'] === 'string') {
    return JSON.stringify([eventName, s3['bucket']['name'], s3['object']['key'], s3['object']['sequencer']]);
  }
  return undefined;
}
