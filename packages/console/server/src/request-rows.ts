import type { DebugDecision, RequestRow } from '@bulkhead/console-contract';
import { architectures, lambdaCost } from './cost.ts';
import type { RequestCursor, RequestFilter, RequestSum, Store } from './store/store.ts';

/** Most function names of a row; the rest is a number. */
const FUNCTIONS = 12;

export interface RequestPage {
  readonly requests: readonly RequestRow[];
  readonly total: number;
  /** Where the next page begins. */
  readonly next: RequestCursor | undefined;
}

/** One page of requests as the list shows them. */
export async function requestRows(
  store: Store,
  filter: RequestFilter,
  size: number,
  cursor: RequestCursor | undefined,
): Promise<RequestPage> {
  // One more than a page tells whether there is a next one.
  const [{ requests, total }, { functions }] = await Promise.all([
    store.requests(filter, size + 1, cursor),
    store.inventory(),
  ]);
  const architectureOf = architectures(functions);
  const shown = requests.slice(0, size);
  const last = shown.at(-1);
  return {
    requests: shown.map((request) => requestRow(request, architectureOf)),
    total,
    next: requests.length > size && last ? { time: last.first, id: last.id } : undefined,
  };
}

export function requestRow(request: RequestSum, architectureOf: ReturnType<typeof architectures>): RequestRow {
  const { parts, usage } = request;
  const sum = <T>(items: readonly T[], value: (item: T) => number) =>
    items.reduce((total, item) => total + value(item), 0);
  const times = [...parts, ...usage];
  return {
    id: request.id,
    first: Math.min(...times.map(({ first }) => first)),
    last: Math.max(...times.map(({ last }) => last)),
    functions: parts.slice(0, FUNCTIONS).map(({ fn, region, account }) => ({ name: fn, region, account })),
    functionCount: parts.length,
    // Lines may be ahead of REPORT, and each try of a retried invocation has its own REPORT.
    invocations: Math.max(
      sum(parts, (part) => part.invocations),
      sum(usage, (used) => used.executions),
    ),
    failed: sum(usage, (used) => used.failed),
    errorLines: sum(parts, (part) => part.errorLines),
    lines: sum(parts, (part) => part.lines),
    attacks: request.attacks,
    debug: debugDecision(parts),
    cost:
      usage.length === 0
        ? null
        : sum(usage, (used) => lambdaCost(used.billedMbMs, used.executions, architectureOf(used))),
  };
}

export function debugDecision(
  parts: readonly { readonly debugOn: boolean | null; readonly debugOff: boolean | null }[],
): DebugDecision {
  const on = parts.some((part) => part.debugOn === true);
  const off = parts.some((part) => part.debugOff === true);
  if (on && off) return 'mixed';
  if (!on && !off) return 'unknown';
  return on ? 'on' : 'off';
}
