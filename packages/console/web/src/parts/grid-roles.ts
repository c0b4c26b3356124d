/**
 * Roles of a table that is worked through row by row. Spelled out, because the phone's layout (`display: grid` on rows)
 * takes an element's own role away in some browsers.
 */
export const GRID = {
  grid: { role: 'grid' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  head: { role: 'columnheader' },
  cell: { role: 'gridcell' },
} as const;
