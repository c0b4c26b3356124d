import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { type Place, placeHref } from '../state/place.ts';
import { go } from '../state/use-place.ts';

/** A true link (middle click, copy address) that turns the page without loading it anew. */
export function Link(props: { to: Place } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const { to, onClick, ...rest } = props;
  const onPlainClick = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    go(to);
  };
  return <a {...rest} href={placeHref(to)} onClick={onPlainClick} />;
}
