import { type Fields, isFields } from '@bulkhead/events/carriers';

/** The records of an event that brings several messages at once; of an event that is one message, `undefined`. */
export function recordsOf(event: unknown): readonly unknown[] | undefined {
  if (!isFields(event)) return undefined;
  return listOf(event['Records'] ?? event['records']);
}

/** A list, or lists by the partition or queue that they come from: Kafka's, RabbitMQ's. */
export function listOf(list: unknown): readonly unknown[] | undefined {
  if (Array.isArray(list)) return list;
  return isFields(list) ? Object.values(list).flat() : undefined;
}

/** The one message of an event, for whose request the whole invocation works; `undefined` where there are several, or none. */
export function messageOf(event: unknown): unknown {
  // A batch of an AppSync resolver is of one request, whose headers each item has.
  if (Array.isArray(event) && isFields((event[0] as Fields | undefined)?.['request'])) return event[0];
  // What was invoked with a payload of its own may have records in it.
  const records = isFields(event) && (event['__context'] || event['__context__']) ? undefined : recordsOf(event);
  return records ? (records.length === 1 ? records[0] : undefined) : event;
}
