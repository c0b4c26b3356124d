import * as queries from './request-queries.ts';
import {
  type InvocationPart,
  type Range,
  REQUEST_LIMITS,
  type RequestCursor,
  type RequestFilter,
  type RequestPart,
  type RequestSum,
  type RequestUsage,
  type StoredExecution,
  type StoredRequest,
} from './store.ts';
import type { Where } from './where.ts';

type Rows = Record<string, unknown>[];
type Read = (query: Where) => Promise<Rows>;

/** One page of requests: first which they are, then what they did. */
export async function readRequests(
  read: Read,
  filter: RequestFilter,
  limit: number,
  cursor: RequestCursor | undefined,
): Promise<{ requests: RequestSum[]; total: number }> {
  const found = (await read(queries.requestsQuery(filter, limit, cursor))) as unknown as (RequestCursor & {
    first: number;
    total: number;
  })[];
  if (found.length === 0) return { requests: [], total: 0 };
  const ids = found.map(({ id }) => id);
  const parts = byRequest<RequestPart>(await read(queries.requestPartsQuery(ids)));
  const range = spanOf([...parts.values()].flat());
  const [usageRows, attackRows] = await Promise.all([
    read(queries.requestUsageQuery(ids, range)),
    read(queries.requestAttacksQuery(ids, range)),
  ]);
  const usage = byRequest<RequestUsage>(usageRows);
  const attacks = new Map(attackRows.map((row) => [row['id'], row['attacks'] as number]));
  const requests = found.map(({ id, first }) => ({
    id,
    first,
    parts: parts.get(id) ?? [],
    usage: usage.get(id) ?? [],
    attacks: attacks.get(id) ?? 0,
  }));
  return { requests, total: found[0]!.total };
}

export async function readRequest(read: Read, id: string): Promise<StoredRequest | undefined> {
  const parts = (await read(
    queries.invocationPartsQuery(id, REQUEST_LIMITS.invocations + 1),
  )) as unknown as InvocationPart[];
  if (parts.length === 0) return undefined;
  const range = spanOf(parts);
  const requestIds = [...new Set(parts.flatMap((part) => [part.requestId, part.parentId ?? '']))].filter(Boolean);
  const lines = read(queries.requestLinesQuery(id, range, REQUEST_LIMITS.lines + 1));
  if (requestIds.length === 0) return { parts, executions: [], lines: documents(await lines), findings: [] };
  const [executions, findings] = await Promise.all([
    // Lambda tries an asynchronous invocation up to three times.
    read(queries.executionsOfQuery(requestIds, range, REQUEST_LIMITS.invocations * 3)),
    read(queries.findingsOfQuery(requestIds, range, REQUEST_LIMITS.findings)),
  ]);
  return {
    parts,
    executions: executions as unknown as StoredExecution[],
    lines: documents(await lines),
    findings: documents(findings),
  };
}

function documents<T>(rows: Rows): T[] {
  return rows.map((row) => JSON.parse(row['doc'] as string) as T);
}

function byRequest<T>(rows: Rows): Map<string, T[]> {
  const lists = new Map<string, T[]>();
  for (const { id, ...row } of rows) {
    const list = lists.get(id as string);
    if (list) list.push(row as T);
    else lists.set(id as string, [row as T]);
  }
  return lists;
}

function spanOf(parts: readonly { readonly first: number; readonly last: number }[]): Range {
  let [from, to] = [Number.POSITIVE_INFINITY, 0];
  for (const part of parts) {
    from = Math.min(from, part.first);
    to = Math.max(to, part.last);
  }
  return { from: Math.min(from, to), to };
}
