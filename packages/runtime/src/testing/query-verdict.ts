import { firstChange } from '../hooks/database/first-change.ts';
import { mayChangeSql } from '../hooks/database/may-change.ts';
import type { TestQuery } from './honest-queries.ts';

/** As the hook judges: only values that could change a query are looked for. */
export function isStopped({ text, dialect, values }: TestQuery): boolean {
  const indexes = values.flatMap((value, index) => (mayChangeSql(value) ? [index] : []));
  const strings = { values: [...values], parents: values.map(() => 'body|json'), keys: values.map((_value, i) => i) };
  return firstChange(text, dialect, strings, indexes) !== -1;
}
