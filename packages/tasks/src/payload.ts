import { isMap } from '@bulkhead/core';
import { parseObject } from './json.ts';

/** Correlation ids ride along under these names and differ from delivery to delivery. */
const CARRIED = ['__context', '__context__'];

/**
 * The part of an event that stays the same when it is delivered or sent again. The rest does not: request ids of API Gateway,
 * receipt handles and receive counts of SQS.
 */
export function payloadOf(event: unknown): unknown {
  if (!isMap(event)) return event;
  if (typeof event['body'] === 'string') return ofText(event['body']);
  if (isMap(event['Sns'])) return ofText(event['Sns']['Message']);
  if (isMap(event['kinesis'])) return ofText(event['kinesis']['data'], 'base64');
  if (isMap(event['dynamodb'])) return event['dynamodb'];
  if ('detail-type' in event) return withoutCarried(event['detail']);
  // An HTTP request without a body: what it asks for.
  if (isMap(event['requestContext'])) {
    return { path: event['path'] ?? event['rawPath'], query: event['queryStringParameters'] };
  }
  return withoutCarried(event);
}

/** What rode along would make another payload of a message that its sender has sent again. */
function withoutCarried(value: unknown): unknown {
  if (!isMap(value) || !CARRIED.some((name) => Object.hasOwn(value, name))) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !CARRIED.includes(name)));
}

function ofText(text: unknown, encoding: 'utf8' | 'base64' = 'utf8'): unknown {
  const decoded = typeof text === 'string' ? Buffer.from(text, encoding).toString() : '';
  const payload = decoded.includes('__context') ? parseObject(decoded) : undefined;
  const bare = withoutCarried(payload);
  return bare === payload ? text : bare;
}
