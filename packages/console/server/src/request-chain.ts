import type { Invocation, RequestLine } from '@bulkhead/console-contract';
import type { InvocationPart, StoredExecution, StoredRequest } from './store/store.ts';

/** REPORT and lines carry clocks of their own. */
const CLOCK_MS = 1_000;

type FunctionRef = NonNullable<Invocation['function']>;

/** One invocation, or what is known of it. */
export interface ChainNode {
  readonly key: string;
  readonly requestId: string;
  readonly attempt: number;
  readonly function: FunctionRef | null;
  readonly parentId: string | null;
  readonly execution: StoredExecution | undefined;
  readonly lines: readonly RequestLine[];
  readonly seen: Invocation['seen'];
  readonly lineCount: number;
  readonly debug: boolean | null;
  readonly start: number;
  readonly end: number;
}

export interface PlacedNode extends ChainNode {
  readonly parent: string | null;
  readonly depth: number;
}

/**
 * The invocations of a request in the order in which to draw them: each below its caller, calls of one caller by time.
 * A caller that is not known (`x-correlation-parent-id` names it, and neither a line nor a REPORT does) has a place of its
 * own, so that a gap shows as one. What names no caller stands at the top, by time.
 */
export function requestChain(request: StoredRequest): PlacedNode[] {
  return inDrawingOrder([...invocations(request), ...callers(request)]);
}

/** What the lines and their REPORTs tell; a retried invocation is one node for each try. */
function invocations({ parts, executions, lines }: StoredRequest): ChainNode[] {
  const linesOf = groupBy(lines, (line) => placeKey(line.requestId, line.function.region, line.function.name));
  const executionsOf = groupBy(executions, (e) => placeKey(e.requestId, e.region, e.fn));
  return parts.flatMap((part) => {
    const own = placeKey(part.requestId, part.region, part.fn);
    const said = linesOf.get(own) ?? [];
    const tries = part.requestId === '' ? [] : (executionsOf.get(own) ?? []);
    if (tries.length === 0) return [node(own, part, undefined, said, part.lines, 1)];
    const shares = byTry(said, tries);
    return tries.map((execution, i) => {
      // Lines that were not read belong to one of the tries; which one is not known.
      const count = tries.length === 1 ? part.lines : shares[i]!.length;
      return node(keyOfTry(own, i), part, execution, shares[i]!, count, i + 1);
    });
  });
}

function node(
  key: string,
  part: InvocationPart,
  execution: StoredExecution | undefined,
  lines: readonly RequestLine[],
  lineCount: number,
  attempt: number,
): ChainNode {
  const { account, region, fn: name } = part;
  const ref = lines[0]?.function;
  const version = execution?.version ?? ref?.version ?? '';
  const runtime = execution?.runtime ?? ref?.runtime ?? '';
  return {
    key,
    requestId: part.requestId,
    attempt,
    function: { name, region, account, version, runtime },
    parentId: part.parentId,
    execution,
    lines,
    seen: 'lines',
    lineCount,
    debug: part.debugOn === true ? true : part.debugOff === true ? false : null,
    start: execution ? startOf(execution) : part.first,
    end: execution ? execution.time : part.last,
  };
}

/** Callers that the lines name and that printed no line of the request themselves. */
function callers({ parts, executions }: StoredRequest): ChainNode[] {
  const known = new Set(parts.map((part) => part.requestId));
  const named = groupBy(
    parts.filter((part) => part.parentId !== null && part.parentId !== '' && !known.has(part.parentId)),
    (part) => part.parentId!,
  );
  return [...named].flatMap(([requestId, children]): ChainNode[] => {
    const shared = { requestId, parentId: null, lines: [], lineCount: 0, debug: null };
    const tries = executions.filter((execution) => execution.requestId === requestId);
    if (tries.length > 0) {
      return tries.map((execution, i) => {
        const { fn: name, region, account, version, runtime } = execution;
        const ref = { name, region, account, version, runtime };
        const times = { start: startOf(execution), end: execution.time };
        const key = keyOfTry(placeKey(requestId, region, name), i);
        return { ...shared, ...times, key, attempt: i + 1, function: ref, execution, seen: 'silent' };
      });
    }
    const first = Math.min(...children.map((child) => child.first));
    const key = placeKey(requestId, '', '');
    const times = { start: first, end: first };
    return [{ ...shared, ...times, key, attempt: 1, function: null, execution: undefined, seen: 'unknown' }];
  });
}

/** Each line goes to the try that was running when it was printed, or to the next one that ended. */
function byTry(lines: readonly RequestLine[], tries: readonly StoredExecution[]): RequestLine[][] {
  const shares: RequestLine[][] = tries.map(() => []);
  for (const line of lines) {
    const running = tries.findIndex((e) => line.time >= startOf(e) - CLOCK_MS && line.time <= e.time + CLOCK_MS);
    const next = tries.findIndex((e) => line.time <= e.time);
    shares[running >= 0 ? running : next >= 0 ? next : tries.length - 1]!.push(line);
  }
  return shares;
}

function inDrawingOrder(nodes: readonly ChainNode[]): PlacedNode[] {
  const byRequestId = groupBy(
    nodes.filter((one) => one.requestId !== ''),
    (one) => one.requestId,
  );
  const parents = new Map<ChainNode, ChainNode>();
  for (const one of nodes) {
    const candidates = one.parentId ? (byRequestId.get(one.parentId) ?? []) : [];
    const parent = callerOf(one, candidates);
    if (parent && !isAbove(one, parent, parents)) parents.set(one, parent);
  }
  const children = groupBy(nodes, (one) => parents.get(one)?.key ?? '');
  const placed: PlacedNode[] = [];
  // Not recursive: a chain may be as long as the limit of invocations.
  const waiting = sorted(children.get('') ?? []).map((one) => ({ one, depth: 0 }));
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { one, depth } = next;
    placed.push({ ...one, parent: parents.get(one)?.key ?? null, depth });
    waiting.unshift(...sorted(children.get(one.key) ?? []).map((child) => ({ one: child, depth: depth + 1 })));
  }
  return placed;
}

/** Of several tries of the caller, the last one that had begun. */
function callerOf(one: ChainNode, candidates: readonly ChainNode[]): ChainNode | undefined {
  const others = candidates.filter((candidate) => candidate !== one && candidate.requestId !== one.requestId);
  return others.findLast((candidate) => candidate.start <= one.start + CLOCK_MS) ?? others[0];
}

/** Whether `one` stands above `other`: ids that a line made up could close a circle. */
function isAbove(one: ChainNode, other: ChainNode, parents: ReadonlyMap<ChainNode, ChainNode>): boolean {
  for (let at: ChainNode | undefined = other; at; at = parents.get(at)) if (at === one) return true;
  return false;
}

function sorted(nodes: readonly ChainNode[]): ChainNode[] {
  return [...nodes].sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
}

function startOf(execution: StoredExecution): number {
  return execution.time - execution.durationMs;
}

/** The first keeps the key that the invocation had before its REPORT came. */
function keyOfTry(key: string, index: number): string {
  return index === 0 ? key : `${key}\n${index}`;
}

function placeKey(requestId: string, region: string, name: string): string {
  return `${requestId}\n${region}\n${name}`;
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const of = key(item);
    const group = groups.get(of);
    if (group) group.push(item);
    else groups.set(of, [item]);
  }
  return groups;
}
