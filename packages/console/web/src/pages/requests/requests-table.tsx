import type { RequestRow } from '@bulkhead/console-contract';
import { formatCost, formatDuration } from '../../format/amount.ts';
import { formatCount } from '../../format/number.ts';
import { formatIso, formatTime, formatZone } from '../../format/time.ts';
import { cut, toVisible } from '../../format/visible.ts';
import { GRID } from '../../parts/grid-roles.ts';
import { Link } from '../../parts/link.tsx';
import { SkeletonRows } from '../../parts/skeleton-rows.tsx';
import { Text } from '../../parts/text.tsx';
import { goTo, type Place } from '../../state/place.ts';
import { go } from '../../state/use-place.ts';
import { useRoving } from '../../state/use-roving.ts';
import { useNewIds } from '../events/use-new-ids.ts';
import { DebugBadge, FailedBadge } from './request-badges.tsx';
import './requests-table.css';

const COLUMNS = [
  ['time', 'Started'],
  ['path', 'Functions'],
  ['id', 'Correlation ID'],
  ['duration', 'Duration'],
  ['invocations', 'Invocations'],
  ['outcome', 'Outcome'],
  ['cost', 'Cost'],
] as const;
const RIGHT: readonly string[] = ['duration', 'invocations', 'cost'];
const CELL_LIMIT = 160;

/** Requests, the latest begun first. A row leads to its chain. */
export function RequestsTable(props: {
  requests: readonly RequestRow[] | undefined;
  place: Place;
  total: number;
  start: number;
}) {
  const { requests, place, total, start } = props;
  const rows = requests ?? [];
  const fresh = useNewIds(requests);
  const placeOf = (row: RequestRow) => goTo(place, { page: 'requests', id: row.id });
  const rowProps = useRoving(rows.length, (index) => go(placeOf(rows[index]!)));
  return (
    <table
      className="table requests"
      {...GRID.grid}
      aria-label="Requests"
      aria-rowcount={total + 1}
      aria-busy={!requests}
    >
      <thead {...GRID.group}>
        <tr {...GRID.row}>
          {COLUMNS.map(([id, label]) => (
            <th key={id} {...GRID.head} scope="col" className={`col-${id} ${RIGHT.includes(id) ? 'right' : ''}`}>
              {label} {id === 'time' && <span className="quiet">{formatZone(Date.now())}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...GRID.group}>
        {!requests && <SkeletonRows rows={12} columns={COLUMNS.length} />}
        {rows.map((row, i) => (
          <tr
            key={row.id}
            {...GRID.row}
            aria-rowindex={start + i + 2}
            className={fresh.has(row.id) ? 'openable fresh' : 'openable'}
            onClick={() => go(placeOf(row))}
            {...rowProps(i)}
          >
            <td {...GRID.cell} className="col-time">
              <time dateTime={formatIso(row.first)} title={formatIso(row.first)}>
                {formatTime(row.first)}
              </time>
            </td>
            <td {...GRID.cell} className="col-path" title={toVisible(row.functions.map((fn) => fn.name).join(', '))}>
              <Link to={placeOf(row)} tabIndex={-1} onClick={(event) => event.stopPropagation()}>
                <Text>{cut(row.functions.map((fn) => fn.name).join(', '), CELL_LIMIT)}</Text>
              </Link>
              {row.functionCount > row.functions.length && (
                <span className="quiet"> and {formatCount(row.functionCount - row.functions.length)} more</span>
              )}
            </td>
            <td {...GRID.cell} className="col-id mono" title={toVisible(row.id)}>
              <Text>{cut(row.id, CELL_LIMIT)}</Text>
            </td>
            <td {...GRID.cell} className="col-duration right" data-label="Duration">
              {formatDuration(row.last - row.first)}
            </td>
            <td {...GRID.cell} className="col-invocations right" data-label="Invocations">
              {formatCount(row.invocations)}
            </td>
            <td {...GRID.cell} className="col-outcome">
              <span className="marks">
                <FailedBadge {...row} reported={row.cost !== null} />
                <DebugBadge debug={row.debug} />
              </span>
            </td>
            <td {...GRID.cell} className="col-cost right" data-label="Cost">
              {row.cost === null ? '–' : formatCost(row.cost)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
