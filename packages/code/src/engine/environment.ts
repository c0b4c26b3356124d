import type { SourcePlace } from '@bulkhead/core';
import { newTaint } from './taint.ts';
import type { AbstractValue, Shape } from './types.ts';

/** Source of the taint of all variables at once: the function's own credentials are among them. */
export const WHOLE_ENVIRONMENT = 'the whole environment';

const DEEPEST = 3;

/** The value, as a secret where it holds `os.environ` or `process.env` whole: as it is, in a text, or in an object. */
export function asSecret(value: AbstractValue, place: SourcePlace): AbstractValue {
  if (!value.shapes.some((shape) => isWhole(shape, 0))) return value;
  const step = { place, text: 'the whole environment is taken' };
  return { shapes: value.shapes, taint: [...value.taint, newTaint('secret', WHOLE_ENVIRONMENT, step)] };
}

function isWhole(shape: Shape, depth: number): boolean {
  if (depth > DEEPEST) return false;
  switch (shape.kind) {
    case 'external':
      return shape.module === 'os'
        ? shape.path === 'environ'
        : shape.module === 'global' && shape.path === 'process.env';
    case 'text':
      return shape.parts.some((part) => typeof part !== 'string' && part.shapes.some((one) => isWhole(one, depth + 1)));
    case 'object':
      return [...shape.object.fields.values()].some((cell) => cell.value.shapes.some((one) => isWhole(one, depth + 1)));
    case 'unknown':
      return shape.json?.shapes.some((one) => isWhole(one, depth + 1)) === true;
    default:
      return false;
  }
}
