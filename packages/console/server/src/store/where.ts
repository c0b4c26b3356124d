import type { DuckDBValue } from '@duckdb/node-api';

/** Conditions of one query with the values they name. */
export interface Where {
  readonly sql: string;
  readonly values: Record<string, DuckDBValue>;
}

/** Ready columns for the names that a filter uses; a name left out is not asked for. */
export interface Columns {
  readonly time: string;
  readonly account?: string;
  readonly region?: string;
  readonly function?: string;
  readonly class?: string;
  readonly action?: string;
  /** Lower case text. */
  readonly q?: string;
}

type Filter = { readonly [name in keyof Omit<Columns, 'time'>]?: string | undefined } & {
  readonly from: number;
  readonly to: number;
};

/**
 * Filters always travel as values, never as SQL text.
 * @param bucketMs widens the range to whole buckets, for roll-ups and for what is compared with them
 */
export function where(filter: Filter, columns: Columns, bucketMs = 1): Where {
  const values: Record<string, DuckDBValue> = {
    from: BigInt(filter.from - (filter.from % bucketMs)),
    to: BigInt(filter.to),
  };
  const parts = [`${columns.time} >= $from`, `${columns.time} <= $to`];
  for (const name of ['account', 'region', 'function', 'class', 'action'] as const) {
    const column = columns[name];
    const value = filter[name];
    if (!column || value === undefined) continue;
    parts.push(`${column} = $${name}`);
    values[name] = value;
  }
  if (columns.q && filter.q) {
    parts.push(`contains(${columns.q}, $q)`);
    values['q'] = filter.q.toLowerCase();
  }
  return { sql: parts.join(' AND '), values };
}
