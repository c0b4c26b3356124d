import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, Engine, Taint } from '../../engine/types.ts';

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

const AT_SLASHES = 'is split at its slashes';

/** One of the texts between slashes: as the last part of a path it leads into no other folder. */
export const betweenSlashes = (engine: Engine, value: AbstractValue, piece: AbstractValue, place: SourcePlace) =>
  engine.cleaned(engine.derived([value], piece, { place, text: AT_SLASHES }), ['traversal']);

/** Texts that stood between slashes and are put together by slashes are a path again. */
export function pathAgain(value: AbstractValue): AbstractValue {
  if (value.taint.length === 0) return value;
  const taint = value.taint.map((one) => {
    if (one.cleanFor === 'all' || !one.cleanFor.has('traversal')) return one;
    const whole = wholeOf(one);
    if (whole === undefined || whole.cleanFor === 'all' || whole.cleanFor.has('traversal')) return one;
    return { ...one, cleanFor: new Set([...one.cleanFor].filter((sink) => sink !== 'traversal')) };
  });
  return { ...value, taint };
}

/** What it was before it was split. */
function wholeOf(taint: Taint): Taint | undefined {
  for (let at: Taint | undefined = taint; at !== undefined; at = at.parent)
    if (at.steps.at(-1)?.text === AT_SLASHES) return at.parent;
  return undefined;
}
