import { GRID } from './grid-roles.ts';
import { Skeleton } from './panel.tsx';

/** Rows as tall as those that will come. */
export function SkeletonRows(props: { rows: number; columns: number }) {
  return Array.from({ length: props.rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
    <tr key={row} {...GRID.row} className="waiting">
      {Array.from({ length: props.columns }, (_, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <td key={column} {...GRID.cell}>
          <Skeleton width={`${48 + ((row * 7 + column * 13) % 40)}%`} />
        </td>
      ))}
    </tr>
  ));
}
