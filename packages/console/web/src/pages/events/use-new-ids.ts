import type { EventRow } from '@bulkhead/console-contract';
import { useMemo, useRef } from 'react';

const NONE: ReadonlySet<string> = new Set();

/**
 * Events that came in above those already shown, so that the eye finds them. A first list and a list of other filters
 * (nothing in common with the one before) bring nothing new.
 */
export function newIds(known: ReadonlySet<string>, events: readonly Pick<EventRow, 'id'>[]): ReadonlySet<string> {
  const firstKnown = events.findIndex((event) => known.has(event.id));
  if (firstKnown <= 0) return NONE;
  return new Set(events.slice(0, firstKnown).map((event) => event.id));
}

export function useNewIds(events: readonly Pick<EventRow, 'id'>[] | undefined): ReadonlySet<string> {
  const known = useRef<ReadonlySet<string>>(NONE);
  return useMemo(() => {
    if (!events) return NONE;
    const fresh = newIds(known.current, events);
    known.current = new Set(events.map((event) => event.id));
    return fresh;
  }, [events]);
}
