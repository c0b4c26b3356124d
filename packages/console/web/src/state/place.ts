import type { Filter } from '@bulkhead/console-contract';

export const PAGES = ['dashboard', 'events', 'requests', 'functions'] as const;
export type Page = (typeof PAGES)[number];

/** Time ranges that end now, in milliseconds. */
export const RANGES = {
  '15m': { label: '15 min', words: 'last 15 minutes', ms: 15 * 60_000 },
  '1h': { label: '1 h', words: 'last hour', ms: 3_600_000 },
  '24h': { label: '24 h', words: 'last 24 hours', ms: 86_400_000 },
  '7d': { label: '7 d', words: 'last 7 days', ms: 7 * 86_400_000 },
  '30d': { label: '30 d', words: 'last 30 days', ms: 30 * 86_400_000 },
} as const;
export type RangeId = keyof typeof RANGES;
export const RANGE_IDS = Object.keys(RANGES) as readonly RangeId[];

/** Everything that the address bar says: which page, which filters, which event is open. Empty text means "any". */
export interface Place {
  readonly page: Page;
  readonly range: RangeId;
  /** A fixed span in milliseconds since the epoch, chosen on the chart; goes before `range`. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly account: string;
  readonly region: string;
  readonly function: string;
  readonly class: string;
  readonly action: '' | NonNullable<Filter['action']>;
  /** Search of the events or of the requests. */
  readonly q: string;
  /** Requests in which something failed. */
  readonly errors: '' | '1';
  /** Open event, or the correlation id of the request that is shown. */
  readonly id: string;
  /** Least level of the lines that are shown of a request. */
  readonly level: '' | 'INFO' | 'WARN' | 'ERROR';
  /** Search, order and page of the functions table. */
  readonly find: string;
  readonly sort: string;
  readonly at: number;
}

export const HOME: Place = {
  page: 'dashboard',
  range: '24h',
  from: undefined,
  to: undefined,
  account: '',
  region: '',
  function: '',
  class: '',
  action: '',
  q: '',
  errors: '',
  id: '',
  level: '',
  find: '',
  sort: '',
  at: 1,
};

const PATHS: Record<Page, string> = {
  dashboard: '/',
  events: '/events',
  requests: '/requests',
  functions: '/functions',
};
/** What follows is the correlation id of one request. */
const REQUEST_PATH = `${PATHS.requests}/`;
/** Longest value of each text parameter; the contract's limits. */
const TEXTS = { account: 12, region: 40, function: 140, class: 40, q: 200, id: 256, find: 140, sort: 24 } as const;
const LAST_TIME = 8.64e15;

/** Reads an address. Anybody can write one: what is not understood is left out. */
export function parsePlace(pathname: string, search: string): Place {
  const params = new URLSearchParams(search);
  const request = requestIn(pathname);
  const page =
    request === ''
      ? (PAGES.find((name) => PATHS[name] === pathname.replace(/(?<=.)\/+$/, '')) ?? 'dashboard')
      : 'requests';
  const text = (name: keyof typeof TEXTS) => (params.get(name) ?? '').slice(0, TEXTS[name]);
  const range = params.get('range') ?? '';
  const action = params.get('action') ?? '';
  const level = params.get('level') ?? '';
  const from = time(params.get('from'));
  const to = time(params.get('to'));
  const spans = from !== undefined && to !== undefined && from < to;
  const at = Number(params.get('at') ?? 1);
  return {
    page,
    range: Object.hasOwn(RANGES, range) ? (range as RangeId) : HOME.range,
    from: spans ? from : undefined,
    to: spans ? to : undefined,
    account: text('account'),
    region: text('region'),
    function: text('function'),
    class: text('class'),
    action: action === 'blocked' || action === 'observed' || action === 'allowed' ? action : '',
    q: text('q'),
    errors: params.get('errors') === '1' ? '1' : '',
    id: request.slice(0, TEXTS.id) || text('id'),
    level: level === 'INFO' || level === 'WARN' || level === 'ERROR' ? level : '',
    find: text('find'),
    sort: text('sort'),
    at: Number.isSafeInteger(at) && at >= 1 ? at : 1,
  };
}

function requestIn(pathname: string): string {
  if (!pathname.startsWith(REQUEST_PATH)) return '';
  try {
    return decodeURIComponent(pathname.slice(REQUEST_PATH.length));
  } catch {
    return '';
  }
}

function time(text: string | null): number | undefined {
  if (text === null || !/^\d{1,16}$/.test(text)) return undefined;
  const ms = Number(text);
  return ms <= LAST_TIME ? ms : undefined;
}

/** The address of a place; what is as usual is left out. */
export function placeHref(place: Place): string {
  const params = new URLSearchParams();
  // A browser takes a path of one or two dots for a step up.
  const inPath = place.page === 'requests' && place.id !== '' && !/^\.{1,2}$/.test(place.id);
  for (const key of Object.keys(HOME) as (keyof Place)[]) {
    const value = place[key];
    if (key !== 'page' && !(key === 'id' && inPath) && value !== undefined && value !== HOME[key])
      params.set(key, String(value));
  }
  const search = params.toString();
  const path = inPath ? REQUEST_PATH + encodeURIComponent(place.id.toWellFormed()) : PATHS[place.page];
  return path + (search === '' ? '' : `?${search}`);
}

/** What stays when a person goes to another page: time, account and region. */
export function goTo(place: Place, patch: Partial<Place> & { page: Page }): Place {
  const { range, from, to, account, region } = place;
  return { ...HOME, range, from, to, account, region, ...patch };
}

/** Milliseconds since the epoch that the place covers. A range that ends now names no end: the server's clock says what now is. */
export function placeSpan(place: Place, now: number): { from: number; to: number | undefined } {
  if (place.from !== undefined && place.to !== undefined) return { from: place.from, to: place.to };
  return { from: Math.max(0, now - RANGES[place.range].ms), to: undefined };
}

/** In words, for empty states and labels. */
export function spanWords(place: Place): string {
  return place.from === undefined ? RANGES[place.range].words : 'selected time';
}
