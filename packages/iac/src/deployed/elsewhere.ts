import { isJoinedText, type TemplateValue } from '@bulkhead/core';

/** Letters that a name has to show before two of them count as the same. */
const LEAST = 3;

/**
 * A name under which stacks know a value, with `*` for each part that only the deploy decides; `undefined` where too little
 * of it is known to tell it from others.
 */
export function namePattern(value: TemplateValue | undefined): string | undefined {
  const parts = isJoinedText(value) ? value.joined : [value];
  const text = parts.map((part) => (typeof part === 'string' ? part : '*')).join('');
  return text.replaceAll('*', '').length < LEAST ? undefined : text.replaceAll(/\*{2,}/g, '*');
}
