import { formatSpan } from '../format/time.ts';
import { type Place, RANGE_IDS, RANGES } from '../state/place.ts';
import { Icon } from './icon.tsx';

/** Time ranges as radio buttons; a span chosen on the chart shows instead until it is cleared. */
export function RangePicker(props: { place: Place; onChange: (patch: Partial<Place>) => void }) {
  const { place, onChange } = props;
  const { from, to } = place;
  return (
    <fieldset className="ranges">
      <legend className="sr-only">Time range</legend>
      {from !== undefined && to !== undefined && (
        <button
          type="button"
          className="ranges-span"
          aria-label={`Clear selected time ${formatSpan(from, to)}`}
          onClick={() => onChange({ from: undefined, to: undefined })}
        >
          {formatSpan(from, to)} <Icon name="close" />
        </button>
      )}
      {RANGE_IDS.map((id) => (
        <label key={id}>
          <input
            type="radio"
            name="range"
            checked={from === undefined && place.range === id}
            onChange={() => onChange({ range: id, from: undefined, to: undefined })}
          />
          <span title={RANGES[id].words}>{RANGES[id].label}</span>
        </label>
      ))}
    </fieldset>
  );
}
