import { type Filter, filterSchema } from '@bulkhead/console-contract';
import { ATTACK_BUCKET_MS } from './store/schema.ts';
import type { StoreFilter } from './store/store.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

export type ParsedFilter =
  | { readonly ok: true; readonly filter: StoreFilter }
  | { readonly ok: false; readonly reason: string };

/** The filter of a request's query, the last 24 hours where it names no time. Empty values count as left out. */
export function parseFilter(query: Readonly<Record<string, string>>, now: number): ParsedFilter {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const parsed = filterSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return { ok: false, reason: `${issue.path.join('.')}: ${issue.message}` };
  }
  const { from, to, errors: _errors, ...rest }: Filter = parsed.data;
  const end = to ?? Math.max(now, from ?? 0);
  const start = from ?? Math.max(0, end - DAY);
  if (start > end) return { ok: false, reason: 'from is later than to' };
  return { ok: true, filter: { ...rest, from: start, to: end } };
}

/** Widths that read well on an axis; all are multiples of the roll-up's. */
const WIDTHS = [ATTACK_BUCKET_MS, 2, 3, 6, 12].map((n, index) => (index === 0 ? n : n * ATTACK_BUCKET_MS));
const LONG_WIDTHS = [2, 3, 6, 12, 24].map((hours) => hours * HOUR);
/** Most points of a chart: one every few pixels. */
const POINTS = 300;

/** Width of a chart's buckets so that a range has at most 300: 5 minutes for 24 hours, an hour for a week. */
export function bucketWidth(from: number, to: number): number {
  const fits = (width: number) => (to - from) / width <= POINTS;
  return [...WIDTHS, ...LONG_WIDTHS].find(fits) ?? Math.ceil((to - from) / POINTS / DAY) * DAY;
}
