import { CONTEXT_FIELD, carriedInPlaces, isFields, withoutContext } from '@bulkhead/events/carriers';
import { isCarried } from './fields.ts';
import type { StoreParts } from './parts.ts';
import { theStore } from './store.ts';

/**
 * Has the handler get Kinesis and Firehose records without what rode along in their data.
 * @example cleanStreams(); export const handler = withTelemetry(…);
 */
export function cleanStreams(): void {
  theStore().configure({ clean: withoutCarried } satisfies StoreParts);
}

/** Longer data is handed on as it came. */
const LONGEST_DATA = 8_000_000;

/**
 * The event with the data of its Kinesis and Firehose records rid of what rode along; itself where there was nothing. The
 * handler's own schema knows nothing of it, and neither does who reads the stream at its other end.
 */
export function withoutCarried(event: unknown): unknown {
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
    // Where nobody sees it who goes through the fields.
    return Object.defineProperty(bare, CONTEXT_FIELD, {
      __proto__: null,
      value: carriedInPlaces(record, isCarried),
    } as PropertyDescriptor);
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
