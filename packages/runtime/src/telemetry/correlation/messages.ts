import { type Fields, isFields } from '@bulkhead/events/carriers';

/** The records of an event that brings several messages at once; of an event that is one message, `undefined`. */
export function recordsOf(event: unknown): readonly unknown[] | undefined {
  if (!isFields(event)) return undefined;
  const list = event['Records'] ?? event['records'];
  if (Array.isArray(list)) return list;
  // Kafka keeps a list for each partition.
  return isFields(list) ? Object.values(list).flat() : undefined;
}

/** What AWS calls one message, the same at each delivery. */
export function messageId(record: unknown): unknown {
  const { messageId: id, Sns, eventID, recordId, topic, partition, offset } = (record ?? {}) as Fields;
  const ofTopic = (Sns as Fields | undefined)?.['MessageId'];
  return id ?? ofTopic ?? eventID ?? recordId ?? (topic && `${String(topic)}-${String(partition)}-${String(offset)}`);
}

/** What rode along in a record that was rid of it. */
export type Stripped = (record: object, fields: Readonly<Record<string, string>>) => void;
