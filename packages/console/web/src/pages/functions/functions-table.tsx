import type { FunctionRow, FunctionsReply } from '@bulkhead/console-contract';
import { orDash } from '../../format/labels.ts';
import { formatCount, formatPlural } from '../../format/number.ts';
import { formatDate, formatIso } from '../../format/time.ts';
import { toVisible } from '../../format/visible.ts';
import { ProtectionBadge } from '../../parts/badge.tsx';
import { GRID } from '../../parts/grid-roles.ts';
import { Link } from '../../parts/link.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, Panel } from '../../parts/panel.tsx';
import { SearchField } from '../../parts/search-field.tsx';
import { Select } from '../../parts/select.tsx';
import { SkeletonRows } from '../../parts/skeleton-rows.tsx';
import { Text } from '../../parts/text.tsx';
import { goTo, type Place } from '../../state/place.ts';
import { go } from '../../state/use-place.ts';
import { useRoving } from '../../state/use-roving.ts';
import { arrange, COLUMN_IDS, COLUMNS, type Column, formatOrder, nextOrder, parseOrder } from './order.ts';
import './functions-table.css';

/** A hook that could not be put in place stands out from one that the policy left off. */
const FAILED = /\bfailed\b/;
const RIGHT: readonly Column[] = ['executions', 'errors', 'attacks'];

/** Deployed functions: is each protected, what does it do, is it attacked. A row leads to its events. */
export function FunctionsTable(props: {
  reply: FunctionsReply | undefined;
  place: Place;
  pageSize: number;
  /** Shows why something is not protected in full, however many lines that takes. */
  wholeNotes?: boolean;
  change: (patch: Partial<Place>, how?: 'push' | 'replace') => void;
}) {
  const { reply, place, pageSize, change } = props;
  const order = parseOrder(place.sort);
  const rows = reply ? arrange(reply.functions, place.find, order) : [];
  const pages = Math.max(1, Math.ceil(rows.length / pageSize));
  const at = Math.min(place.at, pages);
  const start = (at - 1) * pageSize;
  const shown = rows.slice(start, start + pageSize);
  const eventsOf = (row: FunctionRow) => goTo(place, { page: 'events', function: row.function.name });
  const rowProps = useRoving(shown.length, (index) => go(eventsOf(shown[index]!)));
  const sortBy = (column: Column) => change({ sort: formatOrder(nextOrder(order, column)), at: 1 }, 'replace');
  return (
    <Panel
      title="Deployed functions"
      flush
      aside={
        <div className="tools">
          <div className="only-phone">
            <Select
              label="Sort by"
              value={order.column}
              options={COLUMN_IDS.map((id) => ({ value: id, label: `Sort: ${COLUMNS[id].label}` }))}
              onChange={(id) => sortBy(id as Column)}
            />
          </div>
          <SearchField
            label="Search functions"
            value={place.find}
            limit={140}
            onChange={(find) => change({ find, at: 1 }, 'replace')}
          />
        </div>
      }
    >
      <table
        className={props.wholeNotes ? 'table functions whole-notes' : 'table functions'}
        {...GRID.grid}
        aria-label="Deployed functions"
        aria-rowcount={rows.length + 1}
        aria-busy={!reply}
      >
        <thead {...GRID.group}>
          <tr {...GRID.row}>
            {COLUMN_IDS.map((id) => (
              <th
                key={id}
                {...GRID.head}
                scope="col"
                className={`col-${id} ${RIGHT.includes(id) ? 'right' : ''}`}
                aria-sort={order.column === id ? (order.descending ? 'descending' : 'ascending') : 'none'}
              >
                <button type="button" className="sort" onClick={() => sortBy(id)}>
                  {COLUMNS[id].label}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...GRID.group}>
          {!reply && <SkeletonRows rows={Math.min(pageSize, 8)} columns={COLUMN_IDS.length} />}
          {shown.map((row, i) => (
            <tr
              key={keyOf(row)}
              {...GRID.row}
              aria-rowindex={start + i + 2}
              className="openable"
              onClick={() => go(eventsOf(row))}
              {...rowProps(i)}
            >
              <td {...GRID.cell} className="col-protection">
                <ProtectionBadge protection={row.protection} />
                {row.note !== '' && (
                  <div className={FAILED.test(row.note) ? 'note warn' : 'note'} title={toVisible(row.note)}>
                    <Text>{row.note}</Text>
                  </div>
                )}
              </td>
              <td {...GRID.cell} className="col-name">
                <Link
                  to={eventsOf(row)}
                  tabIndex={-1}
                  title={toVisible(row.function.name)}
                  onClick={(event) => event.stopPropagation()}
                >
                  <Text>{row.function.name}</Text>
                </Link>
                {row.app !== '' && (
                  <div className="note">
                    <Text>{row.app}</Text>
                  </div>
                )}
              </td>
              <Cell id="version" mono text={row.function.version} />
              <Cell id="account" mono text={row.function.account} />
              <Cell id="region" mono text={row.function.region} />
              <Cell id="runtime" mono text={row.function.runtime} />
              <Count id="executions" value={row.executions} />
              <Count id="errors" value={row.errors} />
              <Count id="attacks" value={row.attacks} strong />
              <td {...GRID.cell} className="col-deployedAt" data-label="Deployed">
                <time dateTime={formatIso(row.deployedAt)} title={formatIso(row.deployedAt)}>
                  {formatDate(row.deployedAt)}
                </time>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {reply && rows.length === 0 && (
        <Empty title={place.find === '' ? 'No functions here' : 'No function matches this search'}>
          <p>
            {place.find === ''
              ? 'No function is known for this account and region.'
              : 'Search looks at name, app, account, region, runtime and protection.'}
          </p>
        </Empty>
      )}
      {rows.length > 0 && (
        <Pager
          words={
            rows.length <= pageSize
              ? formatPlural(rows.length, 'function')
              : `${formatCount(start + 1)}–${formatCount(start + shown.length)} of ${formatCount(rows.length)}`
          }
          onPrevious={at > 1 ? () => change({ at: at - 1 }, 'replace') : undefined}
          onNext={at < pages ? () => change({ at: at + 1 }, 'replace') : undefined}
        />
      )}
    </Panel>
  );
}

function keyOf(row: FunctionRow): string {
  const { account, region, name, version } = row.function;
  return `${account}/${region}/${name}/${version}`;
}

function Cell(props: { id: Column; text: string; mono?: boolean }) {
  return (
    <td
      {...GRID.cell}
      className={`col-${props.id} ${props.mono ? 'mono' : ''}`}
      title={toVisible(props.text)}
      data-label={COLUMNS[props.id].label}
    >
      <Text>{orDash(props.text)}</Text>
    </td>
  );
}

function Count(props: { id: Column; value: number; strong?: boolean }) {
  const tone = props.value === 0 ? 'zero' : props.strong ? 'strong' : '';
  return (
    <td {...GRID.cell} className={`col-${props.id} right ${tone}`} data-label={COLUMNS[props.id].label}>
      {formatCount(props.value)}
    </td>
  );
}
