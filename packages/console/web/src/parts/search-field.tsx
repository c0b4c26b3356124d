import { useEffect, useRef, useState } from 'react';
import { Icon } from './icon.tsx';

const PAUSE_MS = 200;

/** A search that follows typing after a short pause; `/` focuses it from anywhere. */
export function SearchField(props: { label: string; value: string; limit: number; onChange: (value: string) => void }) {
  const { label, value, limit, onChange } = props;
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(value);
  useEffect(() => {
    // The address changed without this field: back button, "clear filters".
    if (value !== sent.current) {
      clearTimeout(timer.current);
      sent.current = value;
      setText(value);
    }
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (next: string) => {
    clearTimeout(timer.current);
    sent.current = next.trim();
    onChange(next.trim());
  };
  return (
    <span className="search">
      <Icon name="search" />
      <input
        type="search"
        aria-label={label}
        placeholder={`${label}…`}
        aria-keyshortcuts="/"
        maxLength={limit}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => send(next), PAUSE_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') send(text);
          if (event.key === 'Escape' && text !== '') {
            event.preventDefault();
            setText('');
            send('');
          }
        }}
      />
      <span className="key" aria-hidden="true">
        /
      </span>
    </span>
  );
}
