import type { SourcePlace } from '@bulkhead/core';
import type { ExpressionIr, PropertyIr, TargetIr } from '../ir/types.ts';
import { orDefault } from './closures.ts';
import { newCell, write } from './heap.ts';
import { lookUp, type Machine, type Scope } from './machine.ts';
import { constantNames, readComputed } from './members.ts';
import { noteOption } from './notes.ts';
import { cleanedByChecks } from './operators.ts';
import type { AbstractValue } from './types.ts';
import { constant, objectsOf } from './values.ts';

/** Assigns to a variable, a member, or the parts of a pattern. */
export function bind(m: Machine, target: TargetIr, value: AbstractValue, place: SourcePlace): void {
  switch (target.kind) {
    case 'binding': {
      const { binding } = target;
      let cell = lookUp(m.frame.scope, binding);
      if (cell === undefined) {
        cell = newCell();
        (binding.isModuleLevel ? rootOf(m.frame.scope) : m.frame.scope).cells.set(binding, cell);
      }
      if (binding.isModuleLevel) noteState(m, binding.name, value, place);
      // What a check has proven in this branch the variable keeps behind it.
      write(m.heap, cell, cleanedByChecks(m, value));
      return;
    }
    case 'member':
      bindMember(m, target, cleanedByChecks(m, value));
      return;
    case 'fields': {
      const taken: string[] = [];
      for (const field of target.fields) {
        const { part, name } = readKey(m, value, field.key, place);
        if (name !== undefined) taken.push(name);
        bind(m, field.target, field.default === undefined ? part : orDefault(m, part, field.default), place);
      }
      if (target.rest !== undefined) bind(m, target.rest, others(m, value, taken, place), place);
      return;
    }
    case 'items':
      target.items.forEach((item, i) => {
        if (item === null) return;
        const part =
          m.engine.knownItems(value) === undefined && !hasItems(value)
            ? m.engine.item(value, place)
            : m.read(value, String(i), place);
        bind(m, item.target, item.default === undefined ? part : orDefault(m, part, item.default), place);
      });
      if (target.rest !== undefined) bind(m, target.rest, m.engine.list([], place, m.engine.item(value, place)), place);
      return;
  }
}

function hasItems(value: AbstractValue): boolean {
  return value.shapes.some((shape) => shape.kind === 'list' && shape.object.fields.size > 0);
}

function rootOf(scope: Scope): Scope {
  let root = scope;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

function readKey(
  m: Machine,
  value: AbstractValue,
  key: PropertyIr,
  place: SourcePlace,
): { readonly part: AbstractValue; readonly name: string | undefined } {
  if (typeof key !== 'object') return { part: m.read(value, String(key), place), name: String(key) };
  const computed = m.evaluate(key);
  return { part: readComputed(m, value, computed, place), name: constantNames(computed)?.[0] };
}

/** `...others` of a pattern: the object without the fields that were taken. */
function others(m: Machine, value: AbstractValue, taken: readonly string[], place: SourcePlace): AbstractValue {
  const names = m.engine.fieldNames(value).filter((name) => !taken.includes(name));
  const fields = Object.fromEntries(names.map((name) => [name, m.read(value, name, place)]));
  const isKnown = value.shapes.every(
    (shape) => shape.kind === 'object' && (shape.object.rest?.value.shapes.length ?? 0) === 0,
  );
  return m.engine.object(
    fields,
    place,
    isKnown ? undefined : readComputed(m, value, m.engine.unknown('a name'), place),
  );
}

function bindMember(m: Machine, target: TargetIr & { readonly kind: 'member' }, value: AbstractValue): void {
  const object = m.evaluate(target.object);
  const { property, place } = target;
  const key = typeof property === 'object' ? m.evaluate(property) : constant(property);
  if (typeof property === 'string') noteOption(m, property, value, place);
  if (typeof property === 'object') notePollution(m, target.object, key, place);
  if (objectsOf(object).some(({ isModuleLevel }) => isModuleLevel)) {
    noteState(m, rootName(target.object) ?? String(property), value, place);
  }
  m.writeMember(object, key, value, place);
}

/** Something that outlives the invocation is written with what a stranger has sent. */
export function noteState(m: Machine, name: string, value: AbstractValue, place: SourcePlace): void {
  if (m.during === 'load' || !hasEventData(value)) return;
  m.engine.fact('state-from-event', place, name);
}

function hasEventData(value: AbstractValue): boolean {
  if (value.taint.some(({ carries }) => carries === 'event')) return true;
  return objectsOf(value).some((object) =>
    [...object.fields.values()].some((cell) => cell.value.taint.some(({ carries }) => carries === 'event')),
  );
}

export function rootName(expression: ExpressionIr): string | undefined {
  if (expression.kind === 'member') return rootName(expression.object);
  return expression.kind === 'read' ? expression.binding.name : undefined;
}

/** `object[a][b] = c` with both names from the event writes into a prototype when `a` is `__proto__`. */
function notePollution(m: Machine, object: ExpressionIr, key: AbstractValue, place: SourcePlace): void {
  if (m.language !== 'javascript' || key.taint.length === 0) return;
  if (object.kind !== 'member' || typeof object.property !== 'object') return;
  const outer = m.evaluate(object.property);
  if (outer.taint.length === 0) return;
  m.engine.sink({ class: 'proto', name: 'assignment to a computed field of a computed field', value: outer, place });
}
