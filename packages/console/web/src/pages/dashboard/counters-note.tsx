import type { Overview } from '@bulkhead/console-contract';
import { formatPlural } from '../../format/number.ts';
import { Icon } from '../../parts/icon.tsx';

/** What was not believed, could not be read or failed. Silence here would look like safety. */
export function CountersNote(props: { counters: Overview['counters'] }) {
  const { forged, malformed, faults, dropped = 0 } = props.counters;
  if (forged + malformed + faults + dropped === 0) return null;
  return (
    <aside className="counters" aria-label="Not counted above">
      <Icon name="warning" />
      <ul>
        {forged > 0 && (
          <li>
            {formatPlural(forged, 'line')} without a valid check, not counted: something printed text shaped like a
            record.
          </li>
        )}
        {malformed > 0 && <li>{formatPlural(malformed, 'line')} of ours that could not be read.</li>}
        {faults > 0 && (
          <li>{formatPlural(faults, 'fault')} while inspecting: those invocations went on uninspected.</li>
        )}
        {dropped > 0 && <li>{formatPlural(dropped, 'record')} dropped by a sender that had no room for more.</li>}
      </ul>
    </aside>
  );
}
