import type {
  EventDetail,
  EventsReply,
  Facets,
  FunctionsReply,
  Overview,
  RequestDetail,
  RequestsReply,
  ROUTES as Routes,
} from '@bulkhead/console-contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type Place, placeSpan } from '../state/place.ts';
import { getJson } from './client.ts';

/** Checked against the contract by its type; importing the value would bring all schemas into the page. */
export const ROUTES: Pick<
  typeof Routes,
  'overview' | 'functions' | 'events' | 'requests' | 'request' | 'facets' | 'live'
> = {
  overview: '/api/overview',
  functions: '/api/functions',
  events: '/api/events',
  requests: '/api/requests',
  request: '/api/request',
  facets: '/api/facets',
  live: '/api/live',
};

/** Rows of one page of events or requests, as the server cuts them. */
export const EVENTS_PAGE = 50;
/** A range that ends now moves on even when nothing happens. */
const SLIDE_MS = 30_000;

type FilterKey = 'account' | 'region' | 'function' | 'class' | 'action' | 'q' | 'errors';
const SHARED = ['account', 'region'] as const;
const REQUEST_FILTERS = ['account', 'region', 'function', 'q', 'errors'] as const;
const EVENT_FILTERS = ['account', 'region', 'function', 'class', 'action', 'q'] as const;

function params(place: Place, keys: readonly FilterKey[]): URLSearchParams {
  const { from, to } = placeSpan(place, Date.now());
  const out = new URLSearchParams({ from: String(from) });
  if (to !== undefined) out.set('to', String(to));
  for (const key of keys) if (place[key] !== '') out.set(key, place[key]);
  return out;
}

/** Names what a query depends on; a range that ends now is one key however time goes on. */
function keyOf(place: Place, keys: readonly FilterKey[]): unknown[] {
  return [place.range, place.from, place.to, ...keys.map((key) => place[key])];
}

export function useOverview(place: Place) {
  return useQuery({
    queryKey: ['overview', ...keyOf(place, SHARED)],
    queryFn: ({ signal }) =>
      getJson<Overview>(ROUTES.overview, params(place, SHARED), ['triggers', 'classes', 'counters'], signal),
    placeholderData: keepPreviousData,
    refetchInterval: SLIDE_MS,
  });
}

export function useFunctions(place: Place) {
  return useQuery({
    queryKey: ['functions', ...keyOf(place, SHARED)],
    queryFn: ({ signal }) =>
      getJson<FunctionsReply>(ROUTES.functions, params(place, SHARED), ['functions', 'total'], signal),
    placeholderData: keepPreviousData,
    refetchInterval: SLIDE_MS,
  });
}

/**
 * One page of events.
 * @param cursors those of the pages gone through; the last one begins this page
 * @returns the reply with `start`, how many events stand before it: while the next page is on its way, the one before
 * stays with its own figures
 */
export function useEvents(place: Place, cursors: readonly string[]) {
  const cursor = cursors.at(-1);
  return useQuery({
    queryKey: ['events', ...keyOf(place, EVENT_FILTERS), cursor],
    queryFn: async ({ signal }) => {
      const search = params(place, EVENT_FILTERS);
      if (cursor !== undefined) search.set('cursor', cursor);
      const reply = await getJson<EventsReply>(ROUTES.events, search, ['events', 'total'], signal);
      return { ...reply, start: cursors.length * EVENTS_PAGE };
    },
    placeholderData: keepPreviousData,
  });
}

/** One event with its OCSF document; nothing is asked while `id` is empty. */
export function useEventDetail(id: string) {
  return useQuery({
    queryKey: ['event', id],
    queryFn: ({ signal }) =>
      getJson<EventDetail>(
        `${ROUTES.events}/${encodeURIComponent(id)}`,
        new URLSearchParams(),
        ['id', 'function', 'finding'],
        signal,
      ),
    enabled: id !== '',
  });
}

/** One page of requests; `cursors` and `start` as for events. */
export function useRequests(place: Place, cursors: readonly string[]) {
  const cursor = cursors.at(-1);
  return useQuery({
    queryKey: ['requests', ...keyOf(place, REQUEST_FILTERS), cursor],
    queryFn: async ({ signal }) => {
      const search = params(place, REQUEST_FILTERS);
      if (cursor !== undefined) search.set('cursor', cursor);
      const reply = await getJson<RequestsReply>(ROUTES.requests, search, ['requests', 'total'], signal);
      return { ...reply, start: cursors.length * EVENTS_PAGE };
    },
    placeholderData: keepPreviousData,
  });
}

/** One request with its invocations and lines. */
export function useRequest(id: string) {
  return useQuery({
    queryKey: ['request', id],
    queryFn: ({ signal }) =>
      getJson<RequestDetail>(
        ROUTES.request,
        new URLSearchParams({ id }),
        ['id', 'invocationList', 'lineList', 'events'],
        signal,
      ),
  });
}

/** What there ever was to filter by, so that a filter does not vanish with time. All lists empty: nothing was ever stored. */
export function useFacets() {
  return useQuery({
    queryKey: ['facets'],
    queryFn: ({ signal }) =>
      getJson<Facets>(
        ROUTES.facets,
        new URLSearchParams({ from: '0' }),
        ['accounts', 'regions', 'functions', 'classes'],
        signal,
      ),
  });
}
