import { ATTACK_BUCKET_MS, FUNCTION_BUCKET_MS } from './schema.ts';
import type { EventCursor, Range, StoreFilter } from './store.ts';
import { type Where, where } from './where.ts';

const FINDINGS = {
  time: 'time',
  account: 'account',
  region: 'region',
  function: 'fn',
  class: 'class',
  action: 'action',
  q: 'search',
};

/** The 5-minute roll-up knows no function and no text: with such a filter the columns of the findings themselves answer. */
function needsFindings(filter: StoreFilter): boolean {
  return filter.function !== undefined || Boolean(filter.q);
}

export function attacksQuery(filter: StoreFilter, bucketMs: number): Where {
  const raw = needsFindings(filter);
  const columns = raw ? FINDINGS : { ...FINDINGS, time: 'bucket' };
  const { sql, values } = where(filter, columns, ATTACK_BUCKET_MS);
  const time = raw ? 'time' : 'bucket';
  const n = raw ? 'count' : 'n';
  return {
    sql: `SELECT (${time} - ${time} % ${Math.floor(bucketMs)})::DOUBLE AS t, class, action, sum(${n})::DOUBLE AS count
      FROM ${raw ? 'findings' : 'attacks_5m'} WHERE ${sql} GROUP BY ALL HAVING sum(${n}) > 0 ORDER BY ALL`,
    values,
  };
}

export function executionsQuery(filter: StoreFilter): Where {
  const byFunction = filter.function !== undefined;
  const columns = { time: 'bucket', account: 'account', region: 'region', function: 'fn' };
  const { sql, values } = where(filter, columns, byFunction ? FUNCTION_BUCKET_MS : ATTACK_BUCKET_MS);
  return {
    sql: `SELECT coalesce(sum(executions), 0)::DOUBLE AS executions, coalesce(sum(errors), 0)::DOUBLE AS errors
      FROM ${byFunction ? 'functions_1h' : 'executions_5m'} WHERE ${sql}`,
    values,
  };
}

export function functionStatsQuery(filter: StoreFilter): Where {
  const columns = { time: 'bucket', account: 'account', region: 'region', function: 'fn' };
  const { sql, values } = where(filter, columns, FUNCTION_BUCKET_MS);
  return {
    sql: `SELECT account, region, fn AS name, sum(executions)::DOUBLE AS executions, sum(errors)::DOUBLE AS errors,
        sum(attacks)::DOUBLE AS attacks, max(last_seen)::DOUBLE AS "lastSeen"
      FROM functions_1h WHERE ${sql} GROUP BY ALL ORDER BY ALL`,
    values,
  };
}

export function countersQuery(range: Range): Where {
  const { sql, values } = where(range, { time: 'bucket' }, ATTACK_BUCKET_MS);
  return { sql: `SELECT name, sum(n)::DOUBLE AS n FROM counters WHERE ${sql} GROUP BY name`, values };
}

export function eventsQuery(filter: StoreFilter, limit: number, cursor: EventCursor | undefined): Where {
  const { sql, values } = where(filter, FINDINGS);
  const after = cursor ? ' AND (time < $afterTime OR (time = $afterTime AND id < $afterId::UUID))' : '';
  return {
    sql: `SELECT doc FROM findings WHERE ${sql}${after} ORDER BY time DESC, id DESC LIMIT ${Math.floor(limit)}`,
    values: cursor ? { ...values, afterTime: BigInt(cursor.time), afterId: cursor.id } : values,
  };
}

export function countEventsQuery(filter: StoreFilter): Where {
  const { sql, values } = where(filter, FINDINGS);
  return { sql: `SELECT count(*)::DOUBLE AS n FROM findings WHERE ${sql}`, values };
}

/** Longest list of functions in the filter's drop-down. */
const FACET_LIMIT = 1_000;

export function facetsQuery(range: Range): Where {
  const { sql, values } = where(range, { time: 'bucket' }, FUNCTION_BUCKET_MS);
  return {
    sql: `WITH seen AS (SELECT DISTINCT account, region, fn FROM functions_1h WHERE ${sql}
        UNION SELECT account, region, fn FROM functions)
      SELECT DISTINCT 'account' AS kind, account AS value FROM seen WHERE account <> ''
      UNION ALL SELECT DISTINCT 'region', region FROM seen WHERE region <> ''
      UNION ALL (SELECT DISTINCT 'function', fn FROM seen ORDER BY 2 LIMIT ${FACET_LIMIT})
      UNION ALL SELECT DISTINCT 'class', class FROM attacks_5m WHERE ${sql} AND n > 0
      ORDER BY ALL`,
    values,
  };
}

/** Tables that forget, with the column that says when. The inventory stays: it says what exists, not what happened. */
export const PRUNED: readonly (readonly [table: string, column: string])[] = [
  ['findings', 'time'],
  ['executions', 'time'],
  ['log_lines', 'time'],
  ['request_parts', 'time'],
  ['coverages', 'time'],
  ['batches', 'time'],
  ['counters', 'bucket'],
  ['attacks_5m', 'bucket'],
  ['executions_5m', 'bucket'],
  ['functions_1h', 'bucket'],
];
