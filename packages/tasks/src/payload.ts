import { isMap } from '@bulkhead/core';

/** Correlation ids ride along under these names and differ from delivery to delivery. */
const CARRIED = ['__context', '__context__'];

/**
 * The part of an event that stays the same when it is delivered or sent again. The rest does not: request ids of API Gateway,
 * receipt handles and receive counts of SQS.
 */
export function payloadOf(event: unknown): unknown {
  if (!isMap(event)) return event;
  if (typeof event['body'] === 'string') return event['body'];
  if (isMap(event['Sns'])) return event['Sns']['Message'];
  if (isMap(event['kinesis'])) return event['kinesis']['data'];
  if (isMap(event['dynamodb'])) return event['dynamodb'];
  if ('detail-type' in event) return event['detail'];
  // An HTTP request without a body: what it asks for.
  if (isMap(event['requestContext'])) {
    return { path: event['path'] ?? event['rawPath'], query: event['queryStringParameters'] };
  }
  if (!CARRIED.some((name) => Object.hasOwn(event, name))) return event;
  return Object.fromEntries(Object.entries(event).filter(([name]) => !CARRIED.includes(name)));
}
