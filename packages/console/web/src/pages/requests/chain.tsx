import type { Invocation, RequestDetail, ShownLine } from '@bulkhead/console-contract';
import { type CSSProperties, useState } from 'react';
import { formatCost, formatDuration } from '../../format/amount.ts';
import { formatCount, formatPlural } from '../../format/number.ts';
import { toVisible } from '../../format/visible.ts';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Select } from '../../parts/select.tsx';
import { Text } from '../../parts/text.tsx';
import type { Place } from '../../state/place.ts';
import { type Axis, axisOf, barOf } from './axis.ts';
import { InvocationDetails } from './invocation-details.tsx';
import { isOpenAtFirst, linesByInvocation } from './lines.ts';
import { OutcomeBadges } from './request-badges.tsx';
import './chain.css';

const LEVELS = [
  { value: 'INFO', label: 'Info and above' },
  { value: 'WARN', label: 'Warnings and above' },
  { value: 'ERROR', label: 'Errors' },
];
/** Deepest indentation; deeper rows still say whose call they are. */
const DEEPEST = 8;

/** Invocations below their callers, each with its bar on the common axis. A row opens to its lines. */
export function Chain(props: {
  request: RequestDetail;
  place: Place;
  change: (patch: Partial<Place>, how?: 'push' | 'replace') => void;
}) {
  const { request, place, change } = props;
  const [touched, setTouched] = useState<ReadonlyMap<string, boolean>>(new Map());
  const rows = request.invocationList;
  const axis = axisOf(rows);
  const all = linesByInvocation(request.lineList, '');
  const shown = linesByInvocation(request.lineList, place.level);
  const isOpen = (row: Invocation) =>
    touched.get(row.key) ?? isOpenAtFirst(row, all.get(row.key) ?? [], rows.length === 1);
  const anyClosed = rows.some((row) => !isOpen(row));
  const names = new Map(rows.map((row) => [row.key, nameOf(row)]));
  return (
    <Panel
      title="Chain of invocations"
      flush
      className="chain-panel"
      aside={
        <div className="tools">
          <button
            type="button"
            className="button quiet"
            onClick={() => setTouched(new Map(rows.map((row) => [row.key, anyClosed])))}
          >
            {anyClosed ? 'Open all' : 'Close all'}
          </button>
          <Select
            label="Level of the lines"
            all="All levels"
            value={place.level}
            options={LEVELS}
            onChange={(level) => change({ level: level as Place['level'] }, 'replace')}
          />
        </div>
      }
    >
      <Scale axis={axis} />
      <ol className="chain">
        {rows.map((row) => (
          <Row
            key={row.key}
            row={row}
            caller={row.parent === null ? undefined : names.get(row.parent)}
            axis={axis}
            open={isOpen(row)}
            lines={shown.get(row.key) ?? []}
            hidden={(all.get(row.key)?.length ?? 0) - (shown.get(row.key)?.length ?? 0)}
            request={request}
            place={place}
            onToggle={(open) => setTouched(new Map(touched).set(row.key, open))}
          />
        ))}
      </ol>
      <Omitted {...request.omitted} />
    </Panel>
  );
}

function nameOf(row: Invocation): string {
  return row.function === null ? 'Unknown caller' : row.function.name;
}

function Scale(props: { axis: Axis }) {
  const { ticks, length } = props.axis;
  return (
    <div className="chain-scale" aria-hidden="true">
      <div className="chain-ticks">
        {ticks.map((tick) => (
          <span key={tick} style={{ left: `${(tick / length) * 100}%` }}>
            {formatDuration(tick)}
          </span>
        ))}
      </div>
    </div>
  );
}

function Row(props: {
  row: Invocation;
  caller: string | undefined;
  axis: Axis;
  open: boolean;
  lines: readonly ShownLine[];
  /** Lines that the level keeps from sight. */
  hidden: number;
  request: RequestDetail;
  place: Place;
  onToggle: (open: boolean) => void;
}) {
  const { row, axis, open, lines, request } = props;
  const { report } = row;
  const bar = barOf(axis, row);
  const failed = report !== null && report.status !== 'success';
  const tone = failed ? 'bad' : report === null ? 'gap' : '';
  const begun = formatDuration(Math.max(0, row.start - axis.from));
  const took = row.seen === 'unknown' ? '–' : formatDuration(report?.durationMs ?? row.end - row.start);
  return (
    <li className={open ? 'call open' : 'call'}>
      <button
        type="button"
        className="call-head"
        aria-expanded={open}
        onClick={() => props.onToggle(!open)}
        style={{ '--depth': Math.min(row.depth, DEEPEST) } as CSSProperties}
      >
        <span className="call-name">
          <Icon name={open ? 'down' : 'right'} />
          <span className="call-title">
            <Text>{nameOf(row)}</Text>
            {props.caller !== undefined && <span className="sr-only">, called by {toVisible(props.caller)}</span>}
          </span>
          {row.trigger !== '' && (
            <span className="quiet call-trigger">
              <Text>{row.trigger}</Text>
            </span>
          )}
        </span>
        <span className="call-marks">
          <OutcomeBadges invocation={row} />
          {row.events.length > 0 && <span className="call-events">{formatPlural(row.events.length, 'event')}</span>}
          <span className="call-lines">{row.lines === 0 ? 'no lines' : formatPlural(row.lines, 'line')}</span>
        </span>
        <span className="call-track" title={`Begins after ${begun}, takes ${took}`}>
          <span className={`call-bar ${tone}`} style={{ left: `${bar.left}%`, width: `${bar.width}%` }}>
            {bar.init > 0 && <span className="call-init" style={{ width: `${bar.init}%` }} />}
          </span>
        </span>
        <span className="call-duration">
          <span className="sr-only">begins after {begun}, takes </span>
          {took}
        </span>
        <span className="call-cost">
          <span className="sr-only">, costs </span>
          {report === null ? '–' : formatCost(report.cost)}
        </span>
      </button>
      {open && (
        <InvocationDetails
          row={row}
          lines={lines}
          hidden={props.hidden}
          from={axis.from}
          events={request.events.filter((event) => row.events.includes(event.id))}
          place={props.place}
        />
      )}
    </li>
  );
}

function Omitted(props: RequestDetail['omitted']) {
  const { lines, invocations } = props;
  if (lines === 0 && invocations === 0) return null;
  const parts = [
    ...(invocations > 0 ? [`${formatCount(invocations)} or more further invocations`] : []),
    ...(lines > 0 ? [`${formatCount(lines)} further lines`] : []),
  ];
  return (
    <p className="chain-omitted">
      Not shown: {parts.join(' and ')}. Warnings and errors come before other lines where there is no room for all.
    </p>
  );
}
