import { listValue } from '@duckdb/node-api';
import type { Range, RequestCursor, RequestFilter } from './store.ts';
import type { Where } from './where.ts';

/** Longest invocation: what ends later than that after a line belongs to another one. One minute for clocks that differ. */
export const INVOCATION_MS = 960_000;

/** What one part and one invocation of a request is told apart by. */
const PLACE = 'account, region, fn';

/** Requests with a line in the range, the newest first; `total` counts them all, before the cursor. */
export function requestsQuery(filter: RequestFilter, limit: number, cursor: RequestCursor | undefined): Where {
  const values: Where['values'] = { from: BigInt(filter.from), to: BigInt(filter.to) };
  const having: string[] = [];
  const places = (['account', 'region', 'function'] as const).flatMap((name) => {
    const value = filter[name];
    if (value === undefined) return [];
    values[name] = value;
    return [`${name === 'function' ? 'fn' : name} = $${name}`];
  });
  if (places.length > 0) having.push(`bool_or(${places.join(' AND ')})`);
  if (filter.errors) {
    having.push(`(sum(errors) > 0 OR bool_or(request_id IN (
      SELECT request_id FROM executions WHERE status <> 'success' AND time >= $from AND time <= $to + ${INVOCATION_MS})))`);
  }
  if (filter.q) {
    having.push(`correlation_id IN (
      SELECT correlation_id FROM log_lines WHERE time >= $from AND time <= $to AND contains(search, $q))`);
    values['q'] = filter.q.toLowerCase();
  }
  const after = cursor ? 'WHERE first < $afterTime OR (first = $afterTime AND id < $afterId)' : '';
  if (cursor) Object.assign(values, { afterTime: BigInt(cursor.time), afterId: cursor.id });
  return {
    sql: `WITH seen AS MATERIALIZED (
        SELECT correlation_id AS id, min(time) AS first FROM request_parts WHERE time >= $from AND time <= $to
        GROUP BY correlation_id ${having.length > 0 ? `HAVING ${having.join(' AND ')}` : ''})
      SELECT id, first::DOUBLE AS first, (SELECT count(*) FROM seen)::DOUBLE AS total FROM seen ${after}
      ORDER BY seen.first DESC, id DESC LIMIT ${Math.floor(limit)}`,
    values,
  };
}

/** What the lines of some requests say, summed up by request and function. */
export function requestPartsQuery(ids: readonly string[]): Where {
  return {
    sql: `SELECT correlation_id AS id, ${PLACE}, count(DISTINCT request_id)::DOUBLE AS invocations,
        sum(lines)::DOUBLE AS lines, sum(errors)::DOUBLE AS "errorLines", bool_or(debug_on) AS "debugOn",
        bool_or(debug_off) AS "debugOff", min(time)::DOUBLE AS first, max(last)::DOUBLE AS last
      FROM request_parts WHERE correlation_id IN (SELECT unnest($ids)) GROUP BY ALL ORDER BY first, fn`,
    values: { ids: listValue([...ids]) },
  };
}

/** Joined by request id and function: a request id that a line made up finds no invocation of another function. */
function ofRequests(table: 'executions' | 'findings'): string {
  return `(SELECT DISTINCT correlation_id AS id, request_id, ${PLACE} FROM request_parts
      WHERE correlation_id IN (SELECT unnest($ids)) AND request_id <> '') p
    JOIN ${table} t USING (request_id, ${PLACE}) WHERE t.time >= $from AND t.time <= $to`;
}

/** How the invocations of some requests ended and what they used, by request and function. */
export function requestUsageQuery(ids: readonly string[], range: Range): Where {
  return {
    sql: `SELECT p.id, ${PLACE}, count(*)::DOUBLE AS executions, count(*) FILTER (status <> 'success')::DOUBLE AS failed,
        sum(billed_ms * memory_mb) AS "billedMbMs", min(t.time - duration_ms - coalesce(init_ms, 0))::DOUBLE AS first, max(t.time)::DOUBLE AS last
      FROM ${ofRequests('executions')} GROUP BY ALL`,
    values: { ids: listValue([...ids]), ...around(range) },
  };
}

export function requestAttacksQuery(ids: readonly string[], range: Range): Where {
  return {
    sql: `SELECT p.id, sum(t.count)::DOUBLE AS attacks FROM ${ofRequests('findings')} AND action <> 'allowed' GROUP BY ALL`,
    values: { ids: listValue([...ids]), ...around(range) },
  };
}

/** The invocations of one request as its lines tell them. */
export function invocationPartsQuery(id: string, limit: number): Where {
  return {
    sql: `SELECT request_id AS "requestId", ${PLACE}, min(parent_id) AS "parentId", min(time)::DOUBLE AS first,
        max(last)::DOUBLE AS last, sum(lines)::DOUBLE AS lines, sum(errors)::DOUBLE AS "errorLines",
        bool_or(debug_on) AS "debugOn", bool_or(debug_off) AS "debugOff"
      FROM request_parts WHERE correlation_id = $id GROUP BY ALL ORDER BY first, request_id LIMIT ${Math.floor(limit)}`,
    values: { id },
  };
}

/** Lines of one request. Where there are more than asked for, those that ask for attention come before the others. */
export function requestLinesQuery(id: string, range: Range, limit: number): Where {
  return {
    sql: `SELECT doc FROM log_lines WHERE time >= $from AND time <= $to AND correlation_id = $id
      ORDER BY severe DESC, time, id LIMIT ${Math.floor(limit)}`,
    values: { id, from: BigInt(range.from), to: BigInt(range.to) },
  };
}

export function executionsOfQuery(requestIds: readonly string[], range: Range, limit: number): Where {
  return {
    sql: `SELECT request_id AS "requestId", time::DOUBLE AS time, ${PLACE}, version, runtime, status,
        coalesce(error_type, '') AS "errorType", duration_ms AS "durationMs", billed_ms AS "billedMs",
        memory_mb AS "memoryMb", max_memory_mb AS "maxMemoryMb", init_ms AS "initMs", coalesce(trace_id, '') AS "traceId"
      FROM executions WHERE time >= $from AND time <= $to AND request_id IN (SELECT unnest($ids))
      ORDER BY time, request_id LIMIT ${Math.floor(limit)}`,
    values: { ids: listValue([...requestIds]), ...around(range) },
  };
}

export function findingsOfQuery(requestIds: readonly string[], range: Range, limit: number): Where {
  return {
    sql: `SELECT doc FROM findings WHERE time >= $from AND time <= $to AND request_id IN (SELECT unnest($ids))
      ORDER BY time, id LIMIT ${Math.floor(limit)}`,
    values: { ids: listValue([...requestIds]), ...around(range) },
  };
}

/** Callers began, and REPORTs come, up to one invocation's length around the lines. */
function around({ from, to }: Range): { from: bigint; to: bigint } {
  return { from: BigInt(Math.floor(from) - INVOCATION_MS), to: BigInt(Math.ceil(to) + INVOCATION_MS) };
}
