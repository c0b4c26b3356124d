import type { SourcePlace, SourceValue } from '@bulkhead/core';
import type { AbstractValue, Engine, HeapObject } from '../engine/types.ts';

const DEEPEST = 40;
const MOST_VALUES = 50_000;

interface Budget {
  left: number;
  /** Objects that are being described: what holds itself would go on without end. */
  readonly open: Set<HeapObject>;
}

/** Plain data of a value, with the places of the objects that it is made of. @param place where nothing better is known */
export function describeValue(engine: Engine, value: AbstractValue, place: SourcePlace): SourceValue {
  return describe(engine, value, place, 0, { left: MOST_VALUES, open: new Set() });
}

function describe(
  engine: Engine,
  value: AbstractValue,
  place: SourcePlace,
  depth: number,
  budget: Budget,
): SourceValue {
  if (depth > DEEPEST || budget.left-- <= 0) return { kind: 'unknown', reason: 'is too large to follow', place };
  const [shape, ...others] = value.shapes;
  if (shape === undefined) return { kind: 'unknown', reason: 'is not known', place };
  if (others.length > 0) return { kind: 'unknown', reason: 'is one of several values', place };
  switch (shape.kind) {
    case 'constant':
      return { kind: 'literal', value: shape.value ?? null, place };
    case 'text': {
      const parts = shape.parts.map((part) =>
        typeof part === 'string' ? part : describe(engine, part, place, depth + 1, budget),
      );
      const open = parts.find((part) => typeof part !== 'string' && part.kind !== 'literal');
      if (open !== undefined && typeof open !== 'string') {
        return { kind: 'unknown', reason: open.kind === 'unknown' ? open.reason : 'is put together', place };
      }
      const texts = parts.map((part) => (typeof part === 'string' ? part : part.kind === 'literal' ? part.value : ''));
      return { kind: 'literal', value: texts.join(''), place };
    }
    case 'object': {
      const { object } = shape;
      if (budget.open.has(object)) return { kind: 'unknown', reason: 'holds itself', place };
      budget.open.add(object);
      // Fields under names that nobody knows may be any field: what has a name is still told.
      const fields = new Map<string, SourceValue>();
      for (const name of engine.fieldNames(value)) {
        const field = engine.ownField(value, name);
        const isSet = field !== undefined && !isUndefined(field);
        if (isSet) fields.set(name, describe(engine, field, object.place, depth + 1, budget));
      }
      budget.open.delete(object);
      return { kind: 'map', fields, place: object.place };
    }
    case 'list': {
      const items = engine.knownItems(value);
      if (items === undefined) return { kind: 'unknown', reason: 'is a list of unknown length', place };
      const { object } = shape;
      if (budget.open.has(object)) return { kind: 'unknown', reason: 'holds itself', place };
      budget.open.add(object);
      const described = items.map((item) => describe(engine, item, object.place, depth + 1, budget));
      budget.open.delete(object);
      return { kind: 'list', items: described, place: object.place };
    }
    case 'environment':
      // What the variable falls back to is no value of a deploy.
      return { kind: 'unknown', reason: `is the environment variable ${shape.name} of the deploy`, place };
    case 'closure':
    case 'native':
      return { kind: 'unknown', reason: 'is decided by a function when the framework runs', place };
    case 'external':
      return { kind: 'unknown', reason: `comes from ${shape.module === 'global' ? shape.path : shape.module}`, place };
    case 'unknown':
      return { kind: 'unknown', reason: `is not known: ${shape.reason}`, place };
    default:
      return { kind: 'unknown', reason: 'is decided when the framework runs', place };
  }
}

function isUndefined(value: AbstractValue): boolean {
  return value.shapes.every((shape) => shape.kind === 'constant' && shape.value === undefined);
}
