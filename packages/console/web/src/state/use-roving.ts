import { type KeyboardEvent, useState } from 'react';

export interface RovingRow {
  readonly tabIndex: number;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  readonly onFocus: () => void;
}

/**
 * Roving focus over a table's rows (WAI-ARIA Authoring Practices, "Managing focus within components"): one row is in the
 * tab order; arrows, Home and End move; Enter opens.
 */
export function useRoving(count: number, open: (index: number) => void): (index: number) => RovingRow {
  const [active, setActive] = useState(0);
  const current = Math.min(active, Math.max(0, count - 1));
  return (index) => ({
    tabIndex: index === current ? 0 : -1,
    onFocus: () => setActive(index),
    onKeyDown: (event) => {
      if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        open(index);
        return;
      }
      const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const rows = event.currentTarget.parentElement?.children;
      const row = rows?.[Math.max(0, Math.min(count - 1, next))];
      if (row instanceof HTMLElement) row.focus();
    },
  });
}
