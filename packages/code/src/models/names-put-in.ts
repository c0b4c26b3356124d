import { MOST_COMPUTED } from '../engine/members.ts';
import type { AbstractValue } from '../engine/types.ts';

/** The names under which the code has put what is in a table of its own; `undefined`: not all of them are known. */
export function namesPutIn({ shapes }: AbstractValue): readonly AbstractValue[] | undefined {
  const names: AbstractValue[] = [];
  for (const shape of shapes) {
    if (shape.kind !== 'object' || shape.object.instanceOf !== undefined) return undefined;
    const { computed } = shape.object;
    if (computed === undefined || computed.length === 0 || computed.length >= MOST_COMPUTED) return undefined;
    names.push(...computed.map(({ key }) => key));
  }
  return names.length === 0 ? undefined : names;
}

/** Notes that others were put in, under names that somebody else has chosen. */
export function notePutIn(table: AbstractValue, key: AbstractValue, value: AbstractValue): void {
  for (const shape of table.shapes) {
    if (shape.kind === 'object') shape.object.computed = [...(shape.object.computed ?? []), { key, value }];
  }
}
