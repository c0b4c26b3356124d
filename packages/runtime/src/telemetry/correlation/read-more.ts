import { moreMaps } from '@bulkhead/events/carriers';
import type { StoreParts } from './parts.ts';
import { theStore } from './store.ts';

/**
 * Has ids read from the rows of DynamoDB streams and from the headers of Kafka records, too.
 * @example readMore(); export const handler = withTelemetry(…);
 */
export function readMore(): void {
  theStore().configure({ more: moreMaps } satisfies StoreParts);
}
