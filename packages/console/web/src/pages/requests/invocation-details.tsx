import type { EventRow, Invocation, ShownLine } from '@bulkhead/console-contract';
import type { ReactNode } from 'react';
import { formatDuration } from '../../format/amount.ts';
import { orDash } from '../../format/labels.ts';
import { formatCount, formatPlural } from '../../format/number.ts';
import { formatIso } from '../../format/time.ts';
import { ActionBadge } from '../../parts/badge.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Link } from '../../parts/link.tsx';
import { Text } from '../../parts/text.tsx';
import { goTo, type Place } from '../../state/place.ts';
import { LevelLabel } from './request-badges.tsx';

/** Lines of one text that are lines of the page; what follows is one line, its breaks shown as marks. */
const BREAKS = 60;

/** What one invocation did: its figures, security events, and what it logged. */
export function InvocationDetails(props: {
  row: Invocation;
  lines: readonly ShownLine[];
  hidden: number;
  /** Begin of the request. */
  from: number;
  events: readonly EventRow[];
  place: Place;
}) {
  const { row, lines, hidden, events, place } = props;
  const { report, function: fn } = row;
  return (
    <div className="call-body">
      <Note row={row} />
      <dl className="call-facts">
        <Fact name="Request ID">
          <span className="mono">
            <Text>{orDash(row.requestId)}</Text>
          </span>
          {row.requestId !== '' && <CopyButton text={row.requestId} what="request id" />}
        </Fact>
        {fn !== null && (
          <Fact name="Function">
            <Text>{[fn.version, fn.runtime, fn.region, fn.account].filter(Boolean).join(' · ')}</Text>
          </Fact>
        )}
        {report !== null && (
          <>
            <Fact name="Billed">
              {formatDuration(report.billedMs)} at {formatCount(report.memoryMb)} MB
            </Fact>
            <Fact name="Memory used">{formatCount(report.maxMemoryMb)} MB</Fact>
            {report.initMs !== null && <Fact name="Cold start">{formatDuration(report.initMs)}</Fact>}
          </>
        )}
      </dl>
      {events.length > 0 && (
        <ul className="call-event-list" aria-label="Security events">
          {events.map((event) => (
            <li key={event.id}>
              <ActionBadge action={event.action} />
              <Link to={goTo(place, { page: 'events', id: event.id })}>
                <Text>{event.title}</Text>
              </Link>
              <span className="mono quiet">
                <Text>{event.path}</Text>
              </span>
            </li>
          ))}
        </ul>
      )}
      {lines.length > 0 && (
        <ol className="lines" aria-label="Lines">
          {lines.map((line) => (
            <Line key={line.id} line={line} from={props.from} />
          ))}
        </ol>
      )}
      {hidden > 0 && <p className="quiet">{formatPlural(hidden, 'line')} below the chosen level.</p>}
    </div>
  );
}

/** What is not known, and why that may be. */
function Note(props: { row: Invocation }) {
  const { seen, report } = props.row;
  if (seen === 'unknown') {
    return (
      <p className="call-note">
        A function below names this request id as its caller. No line and no REPORT of it has come: its log may not be
        delivered here, or it belongs to another account.
      </p>
    );
  }
  if (seen === 'silent') return <p className="call-note">It logged no line that names the request.</p>;
  if (report !== null) return null;
  return (
    <p className="call-note">
      Its REPORT has not come: it still runs, or its log is not delivered whole. Times are those of its lines.
    </p>
  );
}

function Line(props: { line: ShownLine; from: number }) {
  const { line, from } = props;
  const after = line.time - from;
  return (
    <li className="line">
      <time className="line-time" dateTime={formatIso(line.time)} title={formatIso(line.time)}>
        {after < 0 ? '0 ms' : `+${formatDuration(after)}`}
      </time>
      <LevelLabel level={line.level} />
      <div className="line-text">
        <Breaking text={orDash(line.message)} />
        {line.error !== '' && (
          <div className="line-error">
            <Breaking text={line.error} />
          </div>
        )}
        {line.fields !== '' && (
          <details>
            <summary>Fields</summary>
            <div className="line-fields">
              <Breaking text={pretty(line.fields)} />
            </div>
          </details>
        )}
      </div>
    </li>
  );
}

/** JSON as a person reads it; a text that was cut is no JSON any more and stays as it is. */
function pretty(fields: string): string {
  try {
    return JSON.stringify(JSON.parse(fields), null, 2);
  } catch {
    return fields;
  }
}

function Breaking(props: { text: string }) {
  const all = props.text.split(/\r?\n/);
  const shown = all.length > BREAKS ? [...all.slice(0, BREAKS), all.slice(BREAKS).join('\n')] : all;
  return shown.map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text never move
    <span key={i} className="line-row">
      <Text>{line}</Text>
    </span>
  ));
}

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
