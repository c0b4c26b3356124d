import type { StaticValue } from '@bulkhead/core';
import type { AbstractValue, Cell, HeapObject, Shape } from './types.ts';
import { ABSENT } from './values.ts';

const DEEPEST = 8;
const MOST_NODES = 600;

/** Plain data for a value, bounded in depth and size; cycles end in `unknown`. */
export function toStatic(value: AbstractValue): StaticValue {
  return new Conversion().value(value, 0);
}

/** Counts what it has made, so that objects that share parts cannot multiply. */
class Conversion {
  private nodes = 0;
  private readonly open = new Set<HeapObject>();

  value(value: AbstractValue, depth: number): StaticValue {
    const shapes = value.shapes.filter(isSomething);
    const first = shapes[0] ?? value.shapes[0];
    if (first === undefined) return { kind: 'unknown', reason: 'nothing is known of it' };
    if (shapes.length <= 1) return this.shape(first, depth);
    const options: StaticValue[] = [];
    const seen = new Set<string>();
    for (const shape of shapes) {
      const option = this.shape(shape, depth + 1);
      for (const one of option.kind === 'either' ? option.options : [option]) {
        const text = JSON.stringify(one);
        if (!seen.has(text)) options.push(one);
        seen.add(text);
      }
    }
    const only = options[0];
    return options.length === 1 && only !== undefined ? only : { kind: 'either', options };
  }

  private shape(shape: Shape, depth: number): StaticValue {
    if (++this.nodes > MOST_NODES || depth > DEEPEST) return { kind: 'unknown', reason: 'too large to follow' };
    switch (shape.kind) {
      case 'constant':
        return shape.value === undefined
          ? { kind: 'unknown', reason: 'it is undefined' }
          : { kind: 'literal', value: shape.value };
      case 'text':
        return {
          kind: 'concat',
          parts: shape.parts.map((part) =>
            typeof part === 'string' ? { kind: 'literal', value: part } : this.value(part, depth + 1),
          ),
        };
      case 'environment':
        return shape.fallback === undefined
          ? { kind: 'environment', name: shape.name }
          : { kind: 'environment', name: shape.name, fallback: this.value(shape.fallback, depth + 1) };
      case 'event':
        return { kind: 'event', path: shape.path };
      case 'context':
        return { kind: 'context', property: shape.path };
      case 'answer':
        return { kind: 'answer', call: shape.call, path: shape.path };
      case 'object':
        return this.object(shape.object, depth);
      case 'list':
        return this.list(shape.object, depth);
      case 'regex':
        return { kind: 'unknown', reason: 'a regular expression' };
      case 'closure':
      case 'class':
      case 'native':
        return { kind: 'unknown', reason: 'a function' };
      case 'external':
        return { kind: 'unknown', reason: `comes from ${shape.module === 'global' ? shape.path : shape.module}` };
      case 'unknown':
        return {
          kind: 'unknown',
          reason: shape.reason,
          ...(shape.place === undefined ? {} : { place: shape.place }),
          ...(shape.json === undefined ? {} : { json: this.value(shape.json, depth + 1) }),
        };
    }
  }

  private object(object: HeapObject, depth: number): StaticValue {
    if (this.open.has(object)) return { kind: 'unknown', reason: 'it holds itself' };
    this.open.add(object);
    const fields: Record<string, StaticValue> = Object.create(null) as Record<string, StaticValue>;
    for (const [name, cell] of object.fields) {
      if (cell.value !== ABSENT && cell.value.shapes.some(isSomething)) fields[name] = this.field(cell, depth + 1);
    }
    const computed = object.computed?.map(({ key, value }) => ({
      key: this.value(key, depth + 1),
      value: this.value(value, depth + 1),
    }));
    this.open.delete(object);
    const open = object.rest !== undefined && object.rest.value !== ABSENT;
    return { kind: 'object', fields: { ...fields }, open, ...(computed === undefined ? {} : { computed }) };
  }

  /** What a branch may leave out of an object is `null` besides. */
  private field({ value, mayBeAbsent }: Cell, depth: number): StaticValue {
    const there = this.value(value, depth);
    if (!mayBeAbsent) return there;
    const missing: StaticValue = { kind: 'literal', value: null };
    return { kind: 'either', options: there.kind === 'either' ? [...there.options, missing] : [there, missing] };
  }

  private list(object: HeapObject, depth: number): StaticValue {
    if (this.open.has(object)) return { kind: 'unknown', reason: 'it holds itself' };
    this.open.add(object);
    const items: StaticValue[] = [];
    for (const [name, cell] of object.fields) {
      if (cell.value !== ABSENT && /^\d+$/.test(name)) items.push(this.value(cell.value, depth + 1));
    }
    const rest = object.rest === undefined || object.rest.value === ABSENT ? undefined : object.rest.value;
    if (rest !== undefined) items.push(this.value(rest, depth + 1));
    this.open.delete(object);
    return { kind: 'list', items, open: rest !== undefined };
  }
}

/** `undefined` beside other possibilities says nothing of what is sent. */
function isSomething(shape: Shape): boolean {
  return !(shape.kind === 'constant' && shape.value === undefined);
}
