import { badTemplate } from './bad-template.ts';
import type { Tree } from './yaml/tree.ts';

/** Real projects stay under 1,000,000: 500 functions of 20 values, and 100 shared values. */
const MAX_PRODUCT = 20_000_000;

/**
 * Refuses shared settings that would be repeated for each function without end.
 * @throws BulkheadError BULKHEAD_BAD_TEMPLATE at the shared settings
 */
export function checkFanOut(shared: Tree | undefined, users: Tree | undefined): void {
  if (!shared || !users || shared.size * users.size <= MAX_PRODUCT) return;
  throw badTemplate(shared.place, 'is repeated for so many functions that the application could not be deployed');
}
