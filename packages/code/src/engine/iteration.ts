import type { SourcePlace } from '@bulkhead/core';
import type { Binding, ExpressionIr, StatementIr } from '../ir/types.ts';
import type { Machine } from './machine.ts';
import { eventPart, joinPath } from './members.ts';
import { type Checks, gainedChecks, withChecks } from './taint.ts';
import type { AbstractValue, Shape } from './types.ts';
import { constant, join, shaped, unknown } from './values.ts';

/*
 * What a loop goes through, and what holds of all of it behind the loop.
 */

/** `for (const name of names) if (!known.has(name)) throw …`: behind the loop all of them have met it. */
export function withItemsMet(before: Checks, met: Checks, item: AbstractValue | undefined): Checks {
  if (met === before || item === undefined || item.taint.length === 0) return before;
  const keys = new Set(item.taint.map(({ key }) => key));
  return withChecks(
    before,
    gainedChecks(met, before).filter(({ taint }) => keys.has(taint.key)),
  );
}

/**
 * Whether a round may end before the end of the body and the loop go on, or end without an end of the function.
 * @param item the loop's own name for what it goes through: a round for one that is known to be a constant may end early
 */
export function skips(body: readonly StatementIr[], item?: Binding): boolean {
  return body.some((statement) => {
    switch (statement.kind) {
      case 'break':
      case 'continue':
        return true;
      case 'if':
        if (item !== undefined && isConstantHere(statement.test, item)) return skips(statement.otherwise, item);
        return skips(statement.then, item) || skips(statement.otherwise, item);
      case 'block':
        return skips(statement.body, item);
      case 'each':
      case 'loop':
      case 'try':
        return true;
      default:
        return false;
    }
  });
}

/** `item == 'count(*)'` */
function isConstantHere(test: ExpressionIr, item: Binding): boolean {
  if (test.kind !== 'binary' || !/^===?$/.test(test.operator)) return false;
  const isItem = ({ kind, ...one }: ExpressionIr): boolean =>
    kind === 'read' && 'binding' in one && one.binding === item;
  return (isItem(test.left) && test.right.kind === 'constant') || (isItem(test.right) && test.left.kind === 'constant');
}

/** What a loop goes through: of a dictionary in Python its keys. */
export function iterated(m: Machine, value: AbstractValue, place: SourcePlace): AbstractValue {
  const isDictionary = (shape: Shape): boolean => shape.kind === 'object' && shape.object.instanceOf === undefined;
  if (m.language !== 'python' || !value.shapes.some(isDictionary)) return m.engine.item(value, place);
  const others = value.shapes.filter((shape) => !isDictionary(shape));
  const keys = value.shapes.filter(isDictionary).map((shape) => {
    const computed = shape.kind === 'object' ? shape.object.computed : undefined;
    const named = keysOf(m, shaped(shape), place);
    if (computed === undefined || computed.length === 0) return named;
    return join([
      ...m.engine
        .fieldNames(shaped(shape))
        .slice(0, 12)
        .map((name) => constant(name)),
      ...computed.map(({ key }) => key),
    ]);
  });
  return join([...keys, ...(others.length > 0 ? [m.engine.item({ ...value, shapes: others }, place)] : [])]);
}

/** The arguments of a field of AppSync: their names are those of the schema, whoever asks. */
export function hasFixedNames(path: string): boolean {
  return /^(\[\]\.)?arguments(\.|\[|$)/.test(path);
}

/** A name of a part of the event: the sender's as well, and another thing than what stands under it. */
function nameIn(m: Machine, path: string, value: AbstractValue, place: SourcePlace): AbstractValue {
  const part = eventPart(m, joinPath(path, '*'), true, value.taint, place, path);
  return m.engine.derived(
    [part],
    unknown('a name', place),
    { place, text: 'the name of a field of it is taken' },
    'names',
  );
}

/** What `for…in` goes through. */
export function keysOf(m: Machine, value: AbstractValue, place: SourcePlace): AbstractValue {
  const keys: AbstractValue[] = [];
  for (const shape of value.shapes) {
    if (shape.kind === 'object') {
      const names = m.engine.fieldNames(shaped(shape));
      keys.push(...names.slice(0, 12).map((name) => constant(name)));
      const rest = shape.object.rest?.value;
      if (rest !== undefined && rest.shapes.length > 0) keys.push(unknown('the name of a field', place, rest.taint));
    } else if (shape.kind === 'event') {
      keys.push(
        shape.structured && !hasFixedNames(shape.path)
          ? nameIn(m, shape.path, value, place)
          : unknown('the name of a field', place, hasFixedNames(shape.path) ? [] : value.taint),
      );
    } else keys.push(unknown('a number', place));
  }
  return join(keys);
}
