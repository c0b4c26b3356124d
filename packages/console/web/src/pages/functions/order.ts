import type { FunctionRow } from '@bulkhead/console-contract';
import { PROTECTION_LABELS } from '../../format/labels.ts';

/** Columns of the functions table in their order; `number` ones start with the largest. */
export const COLUMNS = {
  protection: { label: 'Protected', kind: 'number' },
  name: { label: 'Name', kind: 'text' },
  version: { label: 'Version', kind: 'text' },
  account: { label: 'Account', kind: 'text' },
  region: { label: 'Region', kind: 'text' },
  runtime: { label: 'Runtime', kind: 'text' },
  executions: { label: 'Executions', kind: 'number' },
  errors: { label: 'Errors', kind: 'number' },
  attacks: { label: 'Attacks', kind: 'number' },
  deployedAt: { label: 'Last deployed', kind: 'number' },
} as const;
export type Column = keyof typeof COLUMNS;
export const COLUMN_IDS = Object.keys(COLUMNS) as readonly Column[];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** Most attacked first: what a person opens the page for. */
export const USUAL_ORDER: Order = { column: 'attacks', descending: true };

/** `name`, `-attacks`; anything else is the usual order. */
export function parseOrder(text: string): Order {
  const descending = text.startsWith('-');
  const column = descending ? text.slice(1) : text;
  return Object.hasOwn(COLUMNS, column) ? { column: column as Column, descending } : USUAL_ORDER;
}

/** `''` for the usual order, so that it stays out of the address. */
export function formatOrder(order: Order): string {
  if (order.column === USUAL_ORDER.column && order.descending === USUAL_ORDER.descending) return '';
  return `${order.descending ? '-' : ''}${order.column}`;
}

/** What a click on a column's head asks for. */
export function nextOrder(order: Order, column: Column): Order {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: COLUMNS[column].kind === 'number' };
}

/** Least protected is largest, so that a first click brings what needs work to the top. */
const EXPOSURE: Record<FunctionRow['protection'], number> = { block: 0, alert: 1, pending: 2, off: 3, none: 4 };
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function sortValue(row: FunctionRow, column: Column): string | number {
  switch (column) {
    case 'protection':
      return EXPOSURE[row.protection];
    case 'executions':
    case 'errors':
    case 'attacks':
    case 'deployedAt':
      return row[column];
    default:
      return row.function[column];
  }
}

/** Rows that hold every word of `find` somewhere, in order; equal ones by name. */
export function arrange(rows: readonly FunctionRow[], find: string, order: Order): FunctionRow[] {
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = rows.filter((row) => {
    const { name, version, account, region, runtime } = row.function;
    const hay =
      `${name}\n${version}\n${account}\n${region}\n${runtime}\n${row.app}\n${PROTECTION_LABELS[row.protection]}\n${row.note}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
  const sign = order.descending ? -1 : 1;
  return kept.sort((a, b) => {
    const x = sortValue(a, order.column);
    const y = sortValue(b, order.column);
    const by = typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y));
    return by * sign || collator.compare(a.function.name, b.function.name);
  });
}
