import type { AbstractValue } from '../engine/types.ts';

/** What a text begins with, for each that it may be, as far as the code has it written down. */
export function beginningsOf({ shapes }: AbstractValue): readonly string[] {
  return shapes.flatMap((shape) => {
    const first = shape.kind === 'constant' ? shape.value : shape.kind === 'text' ? shape.parts[0] : undefined;
    return typeof first === 'string' ? [first] : [];
  });
}
