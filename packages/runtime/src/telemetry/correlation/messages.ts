import { isFields } from '@bulkhead/events/carriers';

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

/** An event of which only some fields are of interest. */
export type Event = { readonly [name: string]: unknown } | null | undefined;

/** The one message of an event, for whose request the whole invocation works; `undefined` where there are several, or none. */
export function messageOf(event: Event): unknown {
  // A batch of an AppSync resolver is of one request, whose headers each item has.
  const first = event?.['0'] as Event;
  if (first?.['request']) return first;
  const records = event?.['Records'] ?? event?.['records'];
  // What was invoked with a payload of its own may have records in it.
  if (!Array.isArray(records) || event!['__context'] || event!['__context__']) return event;
  return records[1] ? undefined : records[0];
}
