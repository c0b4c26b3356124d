import { formatCount, formatPlural } from '../format/number.ts';
import { Pager } from './pager.tsx';

/** Turns pages that are asked for by cursor; the cursors of those gone through are kept by the page. */
export function CursorPager(props: {
  /** What a row is: `event`. */
  what: string;
  /** Rows on the pages before, on this one, and in all. */
  start: number;
  shown: number;
  total: number;
  next: string | undefined;
  /** Another page is on its way: what is shown is the one before, and its cursor must not be followed twice. */
  turning: boolean;
  cursors: readonly string[];
  onTurn: (cursors: readonly string[]) => void;
}) {
  const { what, start, shown, total, next, turning, cursors, onTurn } = props;
  const words =
    total <= shown
      ? formatPlural(total, what)
      : `${formatCount(start + 1)}–${formatCount(start + shown)} of ${formatCount(total)}`;
  return (
    <Pager
      words={words}
      onPrevious={cursors.length > 0 && !turning ? () => onTurn(cursors.slice(0, -1)) : undefined}
      onNext={next === undefined || turning ? undefined : () => onTurn([...cursors, next])}
    />
  );
}
