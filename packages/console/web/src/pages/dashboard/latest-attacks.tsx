import type { EventRow } from '@bulkhead/console-contract';
import { formatAgo, formatIso } from '../../format/time.ts';
import { cut } from '../../format/visible.ts';
import { ActionBadge, SeverityLabel } from '../../parts/badge.tsx';
import { Link } from '../../parts/link.tsx';
import { Text } from '../../parts/text.tsx';
import { goTo, type Place } from '../../state/place.ts';
import './latest-attacks.css';

/** The newest events, each one click away from all that is known of it. */
export function LatestAttacks(props: { events: readonly EventRow[]; place: Place }) {
  const now = Date.now();
  return (
    <ul className="latest">
      {props.events.map((event) => (
        <li key={event.id}>
          <Link to={goTo(props.place, { page: 'events', id: event.id })} className="latest-row">
            <span className="latest-severity">
              <SeverityLabel severity={event.severity} />
            </span>
            <span className="latest-title">
              <Text>{event.title}</Text>
            </span>
            <span className="latest-where">
              <Text>{cut(event.function.name, 140)}</Text>
            </span>
            <time className="latest-time" dateTime={formatIso(event.lastTime)} title={formatIso(event.lastTime)}>
              {formatAgo(event.lastTime, now)}
            </time>
            <span className="latest-action">
              <ActionBadge action={event.action} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
