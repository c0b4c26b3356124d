import { isFields } from '@bulkhead/events/carriers';

/** What an event looks like, without any of its values. */
export interface EventDigest {
  /** `aws:sqs` and the like where records say so, `http`, the kind of a bus's event, or `invoke`. */
  readonly trigger: string;
  /** Records of a batch. */
  readonly records?: number;
  /** Types and sizes by name: of the event, or of the first record. */
  readonly shape: Readonly<Record<string, string>>;
  /** Characters of all its texts, names included; `more than` where they were not all counted. */
  readonly size: string;
}

const MOST_KEYS = 30;
const LONGEST_KEY = 64;
/** Values that are counted: the deadline is near. */
const MOST_VALUES = 20_000;

export function digestOf(event: unknown): EventDigest {
  const records = isFields(event) ? (event['Records'] ?? event['records']) : undefined;
  const first: unknown = Array.isArray(records) ? records[0] : undefined;
  return {
    trigger: triggerOf(event, first),
    ...(Array.isArray(records) && { records: records.length }),
    shape: shapeOf(first ?? event),
    size: sizeOf(event),
  };
}

function triggerOf(event: unknown, record: unknown): string {
  const source = isFields(record) ? (record['eventSource'] ?? record['EventSource']) : undefined;
  if (typeof source === 'string') return source.slice(0, LONGEST_KEY);
  if (!isFields(event)) return 'invoke';
  if (isFields(event['requestContext']) || isFields(event['headers'])) return 'http';
  return typeof event['detail-type'] === 'string' ? 'aws:events' : 'invoke';
}

function shapeOf(value: unknown): Record<string, string> {
  if (!isFields(value)) return { '': kindOf(value) };
  const names = Object.keys(value);
  const shape: Record<string, string> = {};
  for (const name of names.slice(0, MOST_KEYS)) shape[name.slice(0, LONGEST_KEY)] = kindOf(value[name]);
  if (names.length > MOST_KEYS) shape['…'] = `${names.length - MOST_KEYS} more`;
  return shape;
}

function kindOf(value: unknown): string {
  if (typeof value === 'string') return `text(${value.length})`;
  if (Array.isArray(value)) return `list(${value.length})`;
  return isFields(value) ? `object(${Object.keys(value).length})` : String(value === null ? value : typeof value);
}

function sizeOf(event: unknown): string {
  let size = 0;
  let seen = 0;
  const open: unknown[] = [event];
  while (open.length > 0 && seen++ < MOST_VALUES) {
    const value = open.pop();
    if (typeof value === 'string') size += value.length;
    else if (typeof value === 'object' && value !== null) {
      for (const name in value) {
        if (open.length >= MOST_VALUES) break;
        size += name.length;
        open.push((value as Record<string, unknown>)[name]);
      }
    } else size += 4;
  }
  return open.length > 0 ? `more than ${size}` : String(size);
}
