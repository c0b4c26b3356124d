import { mayChangeSql } from '../hooks/database/may-change.ts';
import { firstChange } from '../hooks/database/readers.lazy.ts';
import type { TestQuery } from './honest-queries.ts';

/** As the hook judges: only values that could change a query are looked for. */
export function isStopped({ text, dialect, values }: TestQuery): boolean {
  const indexes = values.flatMap((value, index) => (mayChangeSql(value) ? [index] : []));
  return firstChange(text, dialect, values, indexes) !== -1;
}
