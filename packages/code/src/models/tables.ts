import type { AbstractValue, Engine } from '../engine/types.ts';
import { ABSENT } from '../engine/values.ts';

/**
 * What a table of the code's own gives for a name that somebody else sends: where something is found, the name is one of the
 * table's. @param found what is given, nothing among it where there is no such name
 */
export function fromTable(
  engine: Engine,
  table: AbstractValue,
  name: AbstractValue,
  found: AbstractValue,
): AbstractValue {
  const isOwn = table.shapes.every(
    (shape) =>
      shape.kind === 'object' &&
      shape.object.fields.size > 0 &&
      (shape.object.rest === undefined || shape.object.rest.value === ABSENT),
  );
  const { implies } = engine.checked(name, 'all');
  return !isOwn || name.taint.length === 0 || implies === undefined ? found : { ...found, mayBeFalse: true, implies };
}
