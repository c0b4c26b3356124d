import { toVisible } from '../format/visible.ts';
import { Icon } from './icon.tsx';

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** The browser's own list in our frame: it works with every keyboard, reader and phone. */
export function Select(props: {
  label: string;
  /** Words for "no filter". Left out: there is always a choice. */
  all?: string;
  value: string;
  options: readonly Option[];
  onChange: (value: string) => void;
}) {
  const { label, all, value, options, onChange } = props;
  const known = value === '' || options.some((option) => option.value === value);
  return (
    <span className={value === '' || all === undefined ? 'select' : 'select chosen'}>
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
        {all !== undefined && <option value="">{all}</option>}
        {!known && <option value={value}>{toVisible(value)}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {toVisible(option.label)}
          </option>
        ))}
      </select>
      <Icon name="down" />
    </span>
  );
}
