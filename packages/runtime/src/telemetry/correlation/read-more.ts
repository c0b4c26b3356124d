import { isFields, moreMaps } from '@bulkhead/events/carriers';
import { recordsOf } from './messages.ts';
import type { StoreParts } from './parts.ts';
import { theStore } from './store.ts';

/** As {@link moreMaps}, of an event of Kafka with one record too: its list is one by partition. */
export function moreOf(message: unknown): readonly unknown[] {
  if (!isFields(message) || !isFields(message['records'])) return moreMaps(message);
  const records = recordsOf(message)!;
  return records.length === 1 ? moreMaps(records[0]) : [];
}

/**
 * Has ids read from the rows of DynamoDB streams and from the headers of Kafka records, too.
 * @example readMore(); export const handler = withTelemetry(…);
 */
export function readMore(): void {
  theStore().configure({ more: moreOf } satisfies StoreParts);
}
