import { isFields } from '@bulkhead/events/carriers';

/** The records of an event that brings several messages at once; of an event that is one message, `undefined`. */
export function recordsOf(event: unknown): readonly unknown[] | undefined {
  if (!isFields(event)) return undefined;
  const list = event['Records'] ?? event['records'];
  if (Array.isArray(list)) return list;
  // Kafka keeps a list for each partition.
  return isFields(list) ? Object.values(list).flat() : undefined;
}
