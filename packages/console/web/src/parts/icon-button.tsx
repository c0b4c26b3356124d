import { Icon, type IconName } from './icon.tsx';

/**
 * A button that is only a sign. Without `onClick` it can do nothing now, and says so; it stays focusable, because a
 * disabled button that had the focus swallows every further key.
 */
export function IconButton(props: {
  icon: IconName;
  label: string;
  title?: string;
  onClick: (() => void) | undefined;
}) {
  const { icon, label, title = label, onClick } = props;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={title}
      aria-disabled={onClick === undefined}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
