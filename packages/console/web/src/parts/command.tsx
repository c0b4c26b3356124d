import { CopyButton } from './copy-button.tsx';

/** A command to paste into a terminal. */
export function Command(props: { children: string }) {
  return (
    <div className="command">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long command scrolls, and the keyboard must reach that */}
      <code tabIndex={0}>{props.children}</code>
      <CopyButton text={props.children} what="command" />
    </div>
  );
}
