import type { AbstractValue, Engine } from '../engine/types.ts';
import { holdsOwnNames } from '../engine/values.ts';

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
  const { implies } = engine.checked(name, 'all');
  const isTold = table.shapes.every(holdsOwnNames) && name.taint.length > 0 && implies !== undefined;
  return isTold ? { ...found, mayBeFalse: true, implies } : found;
}
