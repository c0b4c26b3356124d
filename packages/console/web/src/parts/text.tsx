import { splitVisible } from '../format/visible.ts';

/**
 * Text that came in a record. A stranger may have written it: it is only ever text, set apart from its neighbours'
 * writing direction, and its hidden characters are shown.
 */
export function Text(props: { children: string }) {
  const parts = splitVisible(props.children);
  return (
    <bdi>
      {parts.map((part, i) =>
        'text' in part ? (
          part.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
          <span key={i} className="mark" title="Hidden character">
            {part.mark}
          </span>
        ),
      )}
    </bdi>
  );
}
