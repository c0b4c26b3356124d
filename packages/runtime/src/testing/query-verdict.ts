import { mayChangeSql } from '../hooks/database/may-change.ts';
import { changesSql, sqlStatement } from '../hooks/database/sql-structure.ts';
import type { TestQuery } from './honest-queries.ts';

/** As the hook judges: only values that could change a query are looked for. */
export function isStopped({ text, dialect, values }: TestQuery): boolean {
  const sql = sqlStatement(text, dialect);
  return values.some((value) => {
    const lower = value.trim().toLowerCase();
    return mayChangeSql(value) && changesSql(sql, lower);
  });
}
