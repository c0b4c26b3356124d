import type { OtherTrigger, SourcePlace } from '@bulkhead/core';

/** An event that the model names only. */
export function otherTrigger(name: string, place: SourcePlace): OtherTrigger {
  return { type: 'other', name, place };
}
