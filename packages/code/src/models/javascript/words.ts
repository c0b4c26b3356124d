import type { AbstractValue, Engine } from '../../engine/types.ts';

/** What is known of the items of a list that a text with event data was split into. */
export const WORD = 'a part of a text that is split';

/**
 * Event data in a list that a text was split into: its sender decides how many items there are, and each of them.
 * @returns `undefined` where the list has a known number of items, or others decide it
 */
export function splitInto(list: AbstractValue, engine: Engine): AbstractValue | undefined {
  if (!list.shapes.some(({ kind }) => kind === 'list') || engine.knownItems(list) !== undefined) return undefined;
  const item = engine.item(list);
  return item.shapes.some((shape) => shape.kind === 'unknown' && shape.reason === WORD) ? item : undefined;
}
