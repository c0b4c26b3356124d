import type { EventRow } from '@bulkhead/console-contract';
import { orDash } from '../../format/labels.ts';
import { formatCount } from '../../format/number.ts';
import { formatIso, formatTime, formatZone } from '../../format/time.ts';
import { cut, toVisible } from '../../format/visible.ts';
import { ActionBadge, SeverityLabel } from '../../parts/badge.tsx';
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
    // The roles are spelled out because the phone's layout takes them away from the elements.
    <table
      className="table events"
      role="grid"
      aria-label="Security events"
      aria-rowcount={total + 1}
      aria-busy={!events}
    >
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col" className="col-time">
            Time <span className="quiet">{formatZone(Date.now())}</span>
          </th>
          <th role="columnheader" scope="col" className="col-severity">
            Severity
          </th>
          <th role="columnheader" scope="col" className="col-class">
            Attack type
          </th>
          <th role="columnheader" scope="col" className="col-function">
            Function
          </th>
          <th role="columnheader" scope="col" className="col-rule">
            Rule
          </th>
          <th role="columnheader" scope="col" className="col-path">
            Path into the event
          </th>
          <th role="columnheader" scope="col" className="col-action">
            Action
          </th>
          <th role="columnheader" scope="col" className="col-count right">
            Count
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {!events && <SkeletonRows rows={12} columns={8} />}
        {rows.map((row, i) => (
          <tr
            key={row.id}
            role="row"
            aria-rowindex={start + i + 2}
            aria-selected={row.id === openId}
            className={fresh.has(row.id) ? 'openable fresh' : 'openable'}
            onClick={() => onOpen(row.id)}
            {...rowProps(i)}
          >
            <td role="gridcell" className="col-time">
              <time dateTime={formatIso(row.lastTime)} title={formatIso(row.lastTime)}>
                {formatTime(row.lastTime)}
              </time>
            </td>
            <td role="gridcell" className="col-severity">
              <SeverityLabel severity={row.severity} />
            </td>
            <td role="gridcell" className="col-class">
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
            <td role="gridcell" className="col-function" title={toVisible(row.function.name)}>
              <Text>{cut(row.function.name, CELL_LIMIT)}</Text>
            </td>
            <td role="gridcell" className="col-rule mono" title={toVisible(row.rule)}>
              <Text>{cut(row.rule, CELL_LIMIT)}</Text>
            </td>
            <td role="gridcell" className="col-path mono" title={toVisible(cut(row.path, 2_000))}>
              <Text>{cut(orDash(row.path), CELL_LIMIT)}</Text>
            </td>
            <td role="gridcell" className="col-action">
              <ActionBadge action={row.action} />
            </td>
            <td role="gridcell" className={row.count > 1 ? 'col-count right' : 'col-count right one'}>
              {row.count > 1 && <span aria-hidden="true">×</span>}
              {formatCount(row.count)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
