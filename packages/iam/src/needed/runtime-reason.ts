import type { NeedReason, SourcePlace } from '@bulkhead/core';

/** What Lambda does in the function's name, as the template at a place has it. */
export const runtime = (place: SourcePlace, wide?: string): readonly NeedReason[] => [
  { place, kind: 'runtime', ...(wide === undefined ? {} : { wide }) },
];
