import { useState } from 'react';
import type { Place } from './place.ts';

/** Cursors of the pages gone through. They belong to one set of filters and are forgotten with it. */
export function useCursors(place: Place): [readonly string[], (cursors: readonly string[]) => void] {
  const filters = JSON.stringify({ ...place, id: '' });
  const [state, setState] = useState<{ filters: string; cursors: readonly string[] }>({ filters, cursors: [] });
  const cursors = state.filters === filters ? state.cursors : [];
  return [cursors, (next) => setState({ filters, cursors: next })];
}
