import { useEffect, useRef, useState } from 'react';
import { Icon } from './icon.tsx';

const SHOWN_MS = 1_600;

/** Copies text exactly as it was recorded and says so. */
export function CopyButton(props: { text: string; what: string; icon?: 'copy' | 'link'; className?: string }) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    // Absent where the page came over plain HTTP from another machine.
    const copied = await Promise.resolve(navigator.clipboard?.writeText(props.text).then(() => true)).catch(
      () => false,
    );
    setState(copied === true ? 'done' : 'failed');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setState('idle'), SHOWN_MS);
  };
  const label = { idle: `Copy ${props.what}`, done: 'Copied', failed: 'The browser does not allow copying' }[state];
  return (
    <button
      type="button"
      className={`icon-button small ${state} ${props.className ?? ''}`}
      aria-label={label}
      title={label}
      onClick={() => void copy()}
    >
      <Icon name={state === 'idle' ? (props.icon ?? 'copy') : state === 'done' ? 'done' : 'warning'} />
      <span className="sr-only" role="status">
        {state === 'idle' ? '' : label}
      </span>
    </button>
  );
}
