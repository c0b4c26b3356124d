import type { ReactNode } from 'react';
import './panel.css';

/** A titled part of a page. */
export function Panel(props: {
  title: string;
  aside?: ReactNode;
  flush?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const id = `panel-${props.title.toLowerCase().replace(/\W+/g, '-')}`;
  return (
    <section className={`panel ${props.flush ? 'flush' : ''} ${props.className ?? ''}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 id={id}>{props.title}</h2>
        {props.aside}
      </header>
      <div className="panel-body">{props.children}</div>
    </section>
  );
}

/** Nothing to show, and why; never just a blank. */
export function Empty(props: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{props.title}</p>
      {props.children}
    </div>
  );
}

/** Stands where text will come, as large as that text. */
export function Skeleton(props: { width?: number | string; height?: number }) {
  return (
    <span
      className="skeleton"
      aria-hidden="true"
      style={{ width: props.width ?? '100%', height: props.height ?? 12 }}
    />
  );
}

/** What went wrong and what to do, in place; what was shown before stays. */
export function TroubleNote(props: { error: Error | null; retry: () => void }) {
  const { error } = props;
  if (!error) return null;
  const next = 'next' in error && typeof error.next === 'string' ? error.next : '';
  return (
    <div className="trouble" role="alert">
      <p>
        <strong>{error.message}</strong> {next}
      </p>
      <button type="button" className="button" onClick={props.retry}>
        Try again
      </button>
    </div>
  );
}
