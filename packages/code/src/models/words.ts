import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, Engine, Taint } from '../engine/types.ts';

/** Words of a split text that are told apart: the command of a line, the kind of a name. */
const FIRST_WORDS = ['0', '1', '2'];

/** What a text is split into: a check of one of the first words says nothing of the next. @param piece any of them */
export function listOfWords(engine: Engine, piece: AbstractValue, place: SourcePlace): AbstractValue {
  if (piece.taint.length === 0) return engine.list([], place, piece);
  const words = FIRST_WORDS.map((index): AbstractValue => {
    const { taint } = engine.field({ ...engine.unknown('a text', place), taint: piece.taint }, index, place);
    return { ...piece, taint };
  });
  return engine.list(words, place, piece);
}

const AT_SLASHES = 'is split at its slashes';

/** One of the texts between slashes: as the last part of a path it leads into no other folder. */
export const betweenSlashes = (engine: Engine, value: AbstractValue, piece: AbstractValue, place: SourcePlace) =>
  engine.cleaned(engine.derived([value], piece, { place, text: AT_SLASHES }), ['traversal']);

/** Texts that stood between slashes and are put together by slashes are a path again. */
function pathAgain(value: AbstractValue): AbstractValue {
  if (value.taint.length === 0) return value;
  const taint = value.taint.map((one) => {
    if (one.cleanFor === 'all' || !one.cleanFor.has('traversal')) return one;
    const whole = wholeOf(one);
    if (whole === undefined || whole.cleanFor === 'all' || whole.cleanFor.has('traversal')) return one;
    return { ...one, cleanFor: new Set([...one.cleanFor].filter((sink) => sink !== 'traversal')) };
  });
  return { ...value, taint };
}

/** What becomes of the items that a sign is put between: with a slash, or a sign that nobody knows, they may be a path again. */
export const joinedBy = (sign: unknown): ((item: AbstractValue) => AbstractValue) =>
  typeof sign === 'string' && !/[/\\]/.test(sign) ? (item) => item : pathAgain;

/** What it was before it was split. */
function wholeOf(taint: Taint): Taint | undefined {
  for (let at: Taint | undefined = taint; at !== undefined; at = at.parent)
    if (at.steps.at(-1)?.text === AT_SLASHES) return at.parent;
  return undefined;
}

/** The same text split at the same mark again gives the same pieces: who has looked at those of one has looked at all. */
export function splitBy(mark: unknown): string | undefined {
  return typeof mark === 'string' && mark.length < 10 ? `split(${mark})` : undefined;
}
