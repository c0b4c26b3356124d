import type { SourcePlace } from '@bulkhead/core';
import { joinTaints } from './taint.ts';
import type { AbstractValue, ExternalShape, HeapObject, Implications, Shape, Taint } from './types.ts';

export const MOST_SHAPES = 12;
const MOST_PARTS = 32;
const LONGEST_TEXT = 4_096;
const LONGEST_PATH = 120;

const NO_TAINT: readonly Taint[] = [];

/** Stands in a cell that holds nothing: a field that one branch adds and another does not. Never leaves the engine. */
export const ABSENT: AbstractValue = { shapes: [], taint: NO_TAINT };

/** Whether a value is an object with names of its own and no others: a table, or what a class has made. */
export function holdsOwnNames(shape: Shape): boolean {
  if (shape.kind !== 'object' || shape.object.fields.size === 0) return false;
  return shape.object.rest === undefined || shape.object.rest.value === ABSENT;
}

export function shaped(shape: Shape, taint: readonly Taint[] = NO_TAINT): AbstractValue {
  return { shapes: [shape], taint };
}

export const UNDEFINED = shaped({ kind: 'constant', value: undefined });

export function constant(value: string | number | boolean | null | undefined): AbstractValue {
  if (value === undefined) return UNDEFINED;
  if (typeof value === 'string' && value.length > LONGEST_TEXT) return unknown('a long text');
  return shaped({ kind: 'constant', value });
}

export function unknown(reason: string, place?: SourcePlace, taint: readonly Taint[] = NO_TAINT): AbstractValue {
  return shaped(place === undefined ? { kind: 'unknown', reason } : { kind: 'unknown', reason, place }, taint);
}

export function external(
  module: string,
  path: string,
  more: Pick<ExternalShape, 'state' | 'made'> = {},
): ExternalShape {
  return { kind: 'external', module, path: path.length > LONGEST_PATH ? path.slice(0, LONGEST_PATH) : path, ...more };
}

/** The value without what it says of other values when it is true. */
export function withTaint(value: AbstractValue, taint: readonly Taint[]): AbstractValue {
  return taint === value.taint ? value : { shapes: value.shapes, taint };
}

export function withImplications(value: AbstractValue, implies: Implications): AbstractValue {
  return { ...value, implies };
}

/** A text of parts: constants merged, nested texts laid out. */
export function text(parts: readonly (string | AbstractValue)[]): AbstractValue {
  const flat: (string | AbstractValue)[] = [];
  let taint: readonly Taint[] = NO_TAINT;
  const push = (part: string | AbstractValue): void => {
    const last = flat.at(-1);
    if (typeof part === 'string' && typeof last === 'string') flat[flat.length - 1] = last + part;
    else if (part !== '') flat.push(part);
  };
  for (const part of parts) {
    if (typeof part === 'string') {
      push(part);
      continue;
    }
    taint = joinTaints(taint, part.taint);
    const only = part.shapes.length === 1 ? part.shapes[0] : undefined;
    if (only?.kind === 'constant') push(String(only.value));
    else if (only?.kind === 'text') for (const inner of only.parts) push(inner);
    else push(isShallow(part) ? part : unknown('one of many texts', undefined, part.taint));
  }
  const first = flat[0];
  if (flat.length === 0) return withTaint(constant(''), taint);
  if (flat.length === 1 && typeof first === 'string') return withTaint(constant(first), taint);
  if (flat.length > MOST_PARTS) flat.splice(MOST_PARTS, flat.length, unknown('a long text', undefined, taint));
  return shaped({ kind: 'text', parts: flat }, taint);
}

/** Texts within alternatives of texts would multiply in loops: one level of them is kept. */
function isShallow(value: AbstractValue): boolean {
  return value.shapes.every(
    (shape) =>
      shape.kind !== 'text' ||
      shape.parts.every((part) => typeof part === 'string' || !part.shapes.some(({ kind }) => kind === 'text')),
  );
}

/** One of these values. */
export function join(values: readonly AbstractValue[]): AbstractValue {
  const first = values[0];
  if (first === undefined) return UNDEFINED;
  let joined = first;
  for (let i = 1; i < values.length; i++) joined = joinTwo(joined, values[i] as AbstractValue);
  return joined;
}

export function joinTwo(a: AbstractValue, b: AbstractValue): AbstractValue {
  if (a === b || b === ABSENT) return a;
  if (a === ABSENT) return b;
  const taint = joinTaints(a.taint, b.taint);
  const shapes = [...a.shapes];
  for (const shape of b.shapes) {
    if (shapes.some((other) => sameShape(other, shape))) continue;
    if (shapes.length >= MOST_SHAPES) {
      if (!shapes.some((other) => other.kind === 'unknown')) {
        shapes[MOST_SHAPES - 1] = { kind: 'unknown', reason: 'one of many values' };
      }
      break;
    }
    shapes.push(shape);
  }
  if (shapes.length === a.shapes.length && taint === a.taint && a.implies === undefined) return a;
  return { shapes, taint };
}

/** Equal as far as anything that reads values can tell. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'constant':
      return Object.is(a.value, (b as typeof a).value);
    case 'text':
      return sameParts(a.parts, (b as typeof a).parts);
    case 'regex':
      return a.pattern === (b as typeof a).pattern && a.flags === (b as typeof a).flags;
    case 'environment':
      return a.name === (b as typeof a).name;
    case 'event':
      return a.path === (b as typeof a).path && a.structured === (b as typeof a).structured;
    case 'context':
      return a.path === (b as typeof a).path;
    case 'object':
    case 'list':
      return a.object === (b as typeof a).object;
    case 'closure':
      return a.closure === (b as typeof a).closure;
    case 'class':
      return a.class === (b as typeof a).class;
    case 'external':
      return (
        a.module === (b as typeof a).module && a.path === (b as typeof a).path && a.state === (b as typeof a).state
      );
    case 'native':
      return a.call === (b as typeof a).call;
    case 'answer':
      return a.call === (b as typeof a).call && a.path === (b as typeof a).path;
    case 'unknown':
      return true;
  }
}

function sameParts(a: readonly (string | AbstractValue)[], b: readonly (string | AbstractValue)[]): boolean {
  return a.length === b.length && a.every((part, i) => samePart(part, b[i]));
}

function samePart(a: string | AbstractValue, b: string | AbstractValue | undefined): boolean {
  if (typeof a === 'string' || typeof b === 'string' || b === undefined) return a === b;
  return (
    a === b || (a.shapes.length === b.shapes.length && a.shapes.every((s, i) => sameShape(s, b.shapes[i] as Shape)))
  );
}

/** Equal shapes and equal taint: nothing new for a loop's second round. */
export function sameValue(a: AbstractValue, b: AbstractValue): boolean {
  if (a === b) return true;
  return (
    a.shapes.length === b.shapes.length &&
    a.taint.length === b.taint.length &&
    a.shapes.every((shape, i) => sameShape(shape, b.shapes[i] as Shape)) &&
    a.taint.every((taint, i) => taint.key === b.taint[i]?.key)
  );
}

/** Its one constant. `undefined` as a constant and "not one constant" are told apart by {@link isConstant}. */
export function constantOf(value: AbstractValue): string | number | boolean | null | undefined {
  const only = value.shapes.length === 1 ? value.shapes[0] : undefined;
  return only?.kind === 'constant' ? only.value : undefined;
}

export function isConstant(value: AbstractValue): boolean {
  return value.shapes.length === 1 && value.shapes[0]?.kind === 'constant';
}

/** Whether a condition on it holds for sure, fails for sure, or neither (`undefined`). */
export function truth(value: AbstractValue): boolean | undefined {
  let seen: boolean | undefined = value.mayBeFalse === true ? false : undefined;
  for (const shape of value.shapes) {
    const here = shapeTruth(shape);
    if (here === undefined || (seen !== undefined && seen !== here)) return undefined;
    seen = here;
  }
  return seen;
}

function shapeTruth(shape: Shape): boolean | undefined {
  switch (shape.kind) {
    case 'constant':
      return Boolean(shape.value);
    case 'text':
      return shape.parts.some((part) => typeof part === 'string' && part !== '') ? true : undefined;
    case 'object':
      // An empty dictionary is false in Python.
      return shape.object.fields.size > 0 || shape.object.instanceOf !== undefined ? true : undefined;
    case 'closure':
    case 'class':
    case 'regex':
    case 'native':
      return true;
    default:
      return undefined;
  }
}

/** Heap objects among its shapes, lists and objects alike. */
export function objectsOf(value: AbstractValue): readonly HeapObject[] {
  const objects: HeapObject[] = [];
  for (const shape of value.shapes) if (shape.kind === 'object' || shape.kind === 'list') objects.push(shape.object);
  return objects;
}
