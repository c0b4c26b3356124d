import { carriedFields, type Fields, isFields, textAt, withoutContext } from '@bulkhead/events/carriers';
import { isCarried } from './fields.ts';

/** The records of an event that brings several messages at once; of an event that is one message, `undefined`. */
export function recordsOf(event: unknown): readonly unknown[] | undefined {
  if (!isFields(event)) return undefined;
  const list = event['Records'] ?? event['records'];
  if (Array.isArray(list)) return list;
  // Kafka keeps a list for each partition.
  return isFields(list) ? Object.values(list).flat() : undefined;
}

/** What AWS calls one message, the same at each delivery. */
export function messageId(record: unknown): string | undefined {
  const { topic, partition, offset } = (record ?? {}) as Fields;
  return (
    textAt(record, 'messageId') ??
    textAt(record, 'Sns', 'MessageId') ??
    textAt(record, 'eventID') ??
    textAt(record, 'recordId') ??
    (typeof topic === 'string' ? `${topic}-${partition}-${offset}` : undefined)
  );
}

/** Longer data is handed on as it came. */
const LONGEST_DATA = 8_000_000;

/** What rode along in a record that was rid of it. */
export type Stripped = (record: object, fields: Readonly<Record<string, string>>) => void;

/**
 * The event with the data of its Kinesis and Firehose records rid of what rode along; itself where there was nothing. The
 * handler's own schema knows nothing of it, and neither does who reads the stream at its other end.
 */
export function withoutCarried(event: unknown, stripped: Stripped): unknown {
  if (!isFields(event)) return event;
  const name = Array.isArray(event['Records']) ? 'Records' : 'records';
  const list = event[name];
  if (!Array.isArray(list)) return event;
  let changed = false;
  const records = list.map((record: unknown) => {
    if (!isFields(record)) return record;
    const { kinesis, recordId, data } = record;
    const text = bareData(isFields(kinesis) ? kinesis['data'] : typeof recordId === 'string' && data);
    if (text === undefined) return record;
    changed = true;
    const bare = isFields(kinesis) ? { ...record, kinesis: { ...kinesis, data: text } } : { ...record, data: text };
    stripped(bare, carriedFields(record, isCarried));
    return bare;
  });
  return changed ? { ...event, [name]: records } : event;
}

function bareData(data: unknown): string | undefined {
  if (typeof data !== 'string' || data.length > LONGEST_DATA) return undefined;
  const bytes = Buffer.from(data, 'base64');
  if (!bytes.includes('__context')) return undefined;
  const text = bytes.toString();
  // Bytes that are no UTF-8 would not come back as they were.
  const bare = Buffer.from(text).equals(bytes) ? withoutContext(text) : undefined;
  return bare && Buffer.from(bare).toString('base64');
}
