import { IconButton } from './icon-button.tsx';

/** Which rows are shown, and the way to the next and the one before. */
export function Pager(props: {
  words: string;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}) {
  return (
    <nav className="pager" aria-label="Pages">
      <span role="status">{props.words}</span>
      <span className="pager-buttons">
        <IconButton icon="left" label="Previous page" onClick={props.onPrevious} />
        <IconButton icon="right" label="Next page" onClick={props.onNext} />
      </span>
    </nav>
  );
}
