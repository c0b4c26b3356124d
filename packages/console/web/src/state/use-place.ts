import { useCallback, useSyncExternalStore } from 'react';
import { type Place, parsePlace, placeHref } from './place.ts';

const MOVED = 'bulkhead:moved';
let seen = '';
let current: Place | undefined;

function read(): Place {
  const address = location.pathname + location.search;
  if (current === undefined || address !== seen) {
    seen = address;
    current = parsePlace(location.pathname, location.search);
  }
  return current;
}

function subscribe(changed: () => void): () => void {
  addEventListener('popstate', changed);
  addEventListener(MOVED, changed);
  return () => {
    removeEventListener('popstate', changed);
    removeEventListener(MOVED, changed);
  };
}

/** Goes to a place; `replace` leaves no step for the back button (typing in a search field). */
export function go(place: Place, how: 'push' | 'replace' = 'push'): void {
  const href = placeHref(place);
  if (href === location.pathname + location.search) return;
  const turned = read().page !== place.page;
  if (how === 'push') history.pushState(null, '', href);
  else history.replaceState(null, '', href);
  if (turned) scrollTo(0, 0);
  dispatchEvent(new Event(MOVED));
}

/** The place in the address bar and a way to change parts of it. */
export function usePlace(): [Place, (patch: Partial<Place>, how?: 'push' | 'replace') => void] {
  const place = useSyncExternalStore(subscribe, read);
  const change = useCallback((patch: Partial<Place>, how?: 'push' | 'replace') => go({ ...read(), ...patch }, how), []);
  return [place, change];
}
