import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, Engine } from '../engine/types.ts';

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
