import { BulkheadError, type SourcePlace } from '@bulkhead/core';

/** The error for anything wrong in a template: one message, its place, and a next step where we know a better one. */
export function badTemplate(place: SourcePlace, message: string, next?: string): BulkheadError {
  return new BulkheadError('BULKHEAD_BAD_TEMPLATE', message, next === undefined ? { place } : { place, next });
}
