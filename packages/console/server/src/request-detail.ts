import type { Finding, Invocation, RequestDetail, RequestLine, ShownLine } from '@bulkhead/console-contract';
import { architectures, lambdaCost } from './cost.ts';
import { eventRow } from './finding-row.ts';
import { type PlacedNode, requestChain } from './request-chain.ts';
import { debugDecision } from './request-rows.ts';
import { REQUEST_LIMITS, type Store } from './store/store.ts';

/** One request as its page shows it; `undefined` when no line names it. */
export async function requestDetail(store: Store, id: string): Promise<RequestDetail | undefined> {
  const [found, { functions }] = await Promise.all([store.request(id), store.inventory()]);
  if (!found) return undefined;
  const parts = found.parts.slice(0, REQUEST_LIMITS.invocations);
  const lines = byTime(found.lines.slice(0, REQUEST_LIMITS.lines));
  const chain = requestChain({ ...found, parts, lines });
  const events = (found.findings as Finding[]).map(eventRow);
  const architectureOf = architectures(functions);
  const eventsOf = eventsByNode(chain, events);
  const invocations = chain.map((one) => invocation(one, eventsOf.get(one) ?? [], architectureOf));
  const reported = invocations.flatMap(({ report }) => report ?? []);
  const places = new Map(
    parts.map(({ fn, region, account }) => [`${account}\n${region}\n${fn}`, { name: fn, region, account }]),
  );
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const lineTotal = sum(parts.map((part) => part.lines));
  return {
    id,
    // Not by spread: arguments of a call are bounded, and so is nothing here that a sender decides.
    first: chain.reduce(
      (least, one) => Math.min(least, one.start - (one.execution?.initMs ?? 0)),
      Number.POSITIVE_INFINITY,
    ),
    last: chain.reduce((most, one) => Math.max(most, one.end), 0),
    functions: [...places.values()].slice(0, 12),
    functionCount: places.size,
    invocations: chain.filter((one) => one.seen !== 'unknown').length,
    failed: reported.filter((report) => report.status !== 'success').length,
    errorLines: sum(parts.map((part) => part.errorLines)),
    lines: lineTotal,
    attacks: sum(events.filter((event) => event.action !== 'allowed').map((event) => event.count)),
    debug: debugDecision(parts),
    cost: reported.length === 0 ? null : sum(reported.map((report) => report.cost)),
    billedMs: sum(reported.map((report) => report.billedMs)),
    invocationList: invocations,
    lineList: chain.flatMap((one) => one.lines.map((line) => shownLine(line, one.key))).sort((a, b) => a.time - b.time),
    events,
    ids: Object.assign({}, ...lines.map((line) => line.ids).reverse()),
    userAgent: lines.find((line) => line.userAgent)?.userAgent ?? '',
    traceId: lines.find((line) => line.traceId)?.traceId ?? '',
    omitted: {
      lines: Math.max(0, lineTotal - lines.length),
      invocations: Math.max(0, found.parts.length - parts.length),
    },
  };
}

function invocation(
  one: PlacedNode,
  events: readonly { readonly id: string; readonly source: string }[],
  architectureOf: ReturnType<typeof architectures>,
): Invocation {
  const { execution } = one;
  return {
    key: one.key,
    parent: one.parent,
    depth: one.depth,
    requestId: one.requestId,
    function: one.function,
    attempt: one.attempt,
    trigger: one.lines.find((line) => line.trigger)?.trigger ?? events[0]?.source ?? '',
    debug: one.debug,
    start: one.start,
    end: one.end,
    report: execution
      ? {
          status: execution.status,
          errorType: execution.errorType,
          durationMs: execution.durationMs,
          billedMs: execution.billedMs,
          memoryMb: execution.memoryMb,
          maxMemoryMb: execution.maxMemoryMb,
          initMs: execution.initMs,
          cost: lambdaCost(execution.billedMs * execution.memoryMb, 1, architectureOf(execution)),
        }
      : null,
    seen: one.seen,
    lines: one.lineCount,
    events: events.map((event) => event.id),
  };
}

/** An event belongs to the try that was running; a callers' request id may be of another function than it says. */
function eventsByNode<E extends { readonly requestId: string; readonly time: number }>(
  chain: readonly PlacedNode[],
  events: readonly E[],
): Map<PlacedNode, E[]> {
  const lists = new Map<PlacedNode, E[]>();
  for (const event of events) {
    const tries = chain.filter((one) => one.requestId === event.requestId);
    const one = tries.find((node) => event.time <= node.end) ?? tries.at(-1);
    if (one) lists.set(one, [...(lists.get(one) ?? []), event]);
  }
  return lists;
}

function shownLine(line: RequestLine, invocation: string): ShownLine {
  const { id, time, message, level = null, error = '', fields = '' } = line;
  return { id, invocation, time, level, message, error, fields };
}

function byTime(lines: readonly RequestLine[]): RequestLine[] {
  return [...lines].sort((a, b) => a.time - b.time);
}
