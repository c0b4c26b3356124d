import type { EventRow } from '@bulkhead/console-contract';
import { orDash } from '../../format/labels.ts';
import { formatCount } from '../../format/number.ts';
import { formatIso, formatTime, formatZone } from '../../format/time.ts';
import { cut, toVisible } from '../../format/visible.ts';
import { ActionBadge, SeverityLabel } from '../../parts/badge.tsx';
import { GRID } from '../../parts/grid-roles.ts';
import { Link } from '../../parts/link.tsx';
import { SkeletonRows } from '../../parts/skeleton-rows.tsx';
import { Text } from '../../parts/text.tsx';
import { HOME } from '../../state/place.ts';
import { useRoving } from '../../state/use-roving.ts';
import { useNewIds } from './use-new-ids.ts';
import './events-table.css';

/** What a cell may hold; the drawer has all of it. */
const CELL_LIMIT = 160;

/** Security events, newest first. A row opens its event. */
export function EventsTable(props: {
  events: readonly EventRow[] | undefined;
  openId: string;
  /** Of all pages. */
  total: number;
  /** How many events stand on the pages before. */
  start: number;
  onOpen: (id: string) => void;
}) {
  const { events, openId, total, start, onOpen } = props;
  const rows = events ?? [];
  const fresh = useNewIds(events);
  const rowProps = useRoving(rows.length, (index) => onOpen(rows[index]!.id));
  return (
    <table
      className="table events"
      {...GRID.grid}
      aria-label="Security events"
      aria-rowcount={total + 1}
      aria-busy={!events}
    >
      <thead {...GRID.group}>
        <tr {...GRID.row}>
          <th {...GRID.head} scope="col" className="col-time">
            Time <span className="quiet">{formatZone(Date.now())}</span>
          </th>
          <th {...GRID.head} scope="col" className="col-severity">
            Severity
          </th>
          <th {...GRID.head} scope="col" className="col-class">
            Attack type
          </th>
          <th {...GRID.head} scope="col" className="col-function">
            Function
          </th>
          <th {...GRID.head} scope="col" className="col-rule">
            Rule
          </th>
          <th {...GRID.head} scope="col" className="col-path">
            Path into the event
          </th>
          <th {...GRID.head} scope="col" className="col-action">
            Action
          </th>
          <th {...GRID.head} scope="col" className="col-count right">
            Count
          </th>
        </tr>
      </thead>
      <tbody {...GRID.group}>
        {!events && <SkeletonRows rows={12} columns={8} />}
        {rows.map((row, i) => (
          <tr
            key={row.id}
            {...GRID.row}
            aria-rowindex={start + i + 2}
            aria-selected={row.id === openId}
            className={fresh.has(row.id) ? 'openable fresh' : 'openable'}
            onClick={() => onOpen(row.id)}
            {...rowProps(i)}
          >
            <td {...GRID.cell} className="col-time">
              <time
                dateTime={formatIso(row.time)}
                title={`First seen ${formatIso(row.time)}, last seen ${formatIso(row.lastTime)}`}
              >
                {formatTime(row.time)}
              </time>
            </td>
            <td {...GRID.cell} className="col-severity">
              <SeverityLabel severity={row.severity} />
            </td>
            <td {...GRID.cell} className="col-class">
              <Link
                to={{ ...HOME, page: 'events', id: row.id }}
                tabIndex={-1}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) event.stopPropagation();
                  else event.preventDefault();
                }}
              >
                <Text>{row.title}</Text>
              </Link>
            </td>
            <td {...GRID.cell} className="col-function" title={toVisible(row.function.name)}>
              <Text>{cut(row.function.name, CELL_LIMIT)}</Text>
            </td>
            <td {...GRID.cell} className="col-rule mono" title={toVisible(row.rule)}>
              <Text>{cut(row.rule, CELL_LIMIT)}</Text>
            </td>
            <td {...GRID.cell} className="col-path mono" title={toVisible(cut(row.path, 2_000))}>
              <Text>{cut(orDash(row.path), CELL_LIMIT)}</Text>
            </td>
            <td {...GRID.cell} className="col-action">
              <ActionBadge action={row.action} />
            </td>
            <td {...GRID.cell} className={row.count > 1 ? 'col-count right' : 'col-count right one'}>
              {row.count > 1 && <span aria-hidden="true">×</span>}
              {formatCount(row.count)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
