import type { Overview } from '@bulkhead/console-contract';
import { formatCount, formatPlural, formatShare } from '../format/number.ts';
import { toVisible } from '../format/visible.ts';
import { Link } from '../parts/link.tsx';
import { Text } from '../parts/text.tsx';
import { goTo, type Place } from '../state/place.ts';
import './class-bars.css';

/** Most types shown; the rest is one line. */
const SHOWN = 7;

/** Attack types, most frequent first; each leads to its events. */
export function ClassBars(props: { classes: Overview['classes']; place: Place }) {
  const classes = [...props.classes].sort((a, b) => b.count - a.count);
  const total = classes.reduce((sum, entry) => sum + entry.count, 0);
  const most = Math.max(1, classes[0]?.count ?? 1);
  return (
    <ul className="bars">
      {classes.slice(0, SHOWN).map((entry) => (
        <li key={entry.class}>
          <Link className="bars-row" to={goTo(props.place, { page: 'events', class: entry.class })}>
            <span className="bars-title">
              <Text>{entry.title}</Text>
            </span>
            <span className="bars-count">{formatCount(entry.count)}</span>
            <span className="bars-share">{formatShare(entry.count, total)}</span>
            <svg className="bars-bar" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 1000 8">
              <rect width="1000" height="8" className="bars-track" />
              <rect width={Math.max(6, (entry.count / most) * 1000)} height="8" className="bars-fill" />
            </svg>
          </Link>
        </li>
      ))}
      {classes.length > SHOWN && (
        <li className="bars-rest">
          {formatPlural(classes.length - SHOWN, 'more type')}:{' '}
          {classes
            .slice(SHOWN)
            .map((entry) => `${toVisible(entry.title)} ${formatCount(entry.count)}`)
            .join(', ')}
        </li>
      )}
    </ul>
  );
}
