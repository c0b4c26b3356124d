import { Icon } from './icon.tsx';

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
        <button
          type="button"
          className="icon-button"
          aria-label="Previous page"
          disabled={!props.onPrevious}
          onClick={props.onPrevious}
        >
          <Icon name="left" />
        </button>
        <button
          type="button"
          className="icon-button"
          aria-label="Next page"
          disabled={!props.onNext}
          onClick={props.onNext}
        >
          <Icon name="right" />
        </button>
      </span>
    </nav>
  );
}
