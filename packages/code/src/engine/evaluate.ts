import type { Guard, SourcePlace } from '@bulkhead/core';
import type { ArgumentIr, ComprehensionClause, ExpressionIr, FieldIr } from '../ir/types.ts';
import { callMethod, callValue } from './call.ts';
import { call, evaluateArguments, member, thisOf } from './call-expression.ts';
import { makeClass } from './classes.ts';
import { evaluateTest } from './execute.ts';
import { fieldCell, newObject, restCell, write, writeAlso } from './heap.ts';
import { iterated } from './iteration.ts';
import { countStep, keptBy, lookUp, type Machine, withGuards } from './machine.ts';
import { constantNames, readComputed } from './members.ts';
import { noteOption } from './notes.ts';
import { binary, cleanedByChecks, conditional, joinText, logical, unary } from './operators.ts';
import { withChecks } from './taint.ts';
import type { AbstractValue } from './types.ts';
import { ABSENT, constant, external, join, objectsOf, shaped, UNDEFINED, unknown } from './values.ts';

type Of<K extends ExpressionIr['kind']> = ExpressionIr & { readonly kind: K };

export function evaluate(m: Machine, expression: ExpressionIr): AbstractValue {
  countStep(m);
  const { place } = expression;
  switch (expression.kind) {
    case 'constant':
      return constant(expression.value);
    case 'regex':
      return shaped({ kind: 'regex', pattern: expression.pattern, flags: expression.flags });
    case 'read': {
      const value = lookUp(m.frame.scope, expression.binding)?.value;
      return value === undefined || value === ABSENT
        ? unknown(`${expression.binding.name} before it is set`, place)
        : value;
    }
    case 'global':
      return globalNamed(m, expression.name, place);
    case 'import':
      return m.importFrom(expression.from, expression.name, place);
    case 'import-computed':
      return computedImport(m, expression);
    case 'this':
      return thisOf(m.frame.scope) ?? unknown('this', place);
    case 'super':
      return unknown('super', place);
    case 'text':
      return joinText(
        expression.parts.map((part) => m.evaluate(part)),
        place,
      );
    case 'member':
      return member(m, expression);
    case 'call':
      return call(m, expression);
    case 'function':
      return shaped({
        kind: 'closure',
        closure: {
          function: expression.function,
          module: m.frame.instance.ir,
          scope: m.frame.scope,
          properties: newObject(m.heap, place, m.during === 'load'),
        },
      });
    case 'class':
      return makeClass(m, expression.class);
    case 'object':
      return object(m, expression.fields, place);
    case 'list':
      return list(m, expression.items, place);
    case 'binary':
      return binary(m, expression);
    case 'unary':
      return unary(m, expression);
    case 'logical':
      return logical(m, expression);
    case 'conditional':
      return conditional(m, expression);
    case 'assign': {
      const value = m.evaluate(expression.value);
      m.bind(expression.target, value, place);
      return value;
    }
    case 'await':
      return m.evaluate(expression.operand);
    case 'yield':
      if (expression.operand !== undefined) {
        const value = m.evaluate(expression.operand);
        m.frame.yields.push(expression.each ? m.engine.item(value, place) : value);
      }
      return unknown('what is sent to a generator', place);
    case 'comprehension':
      return comprehension(m, expression);
    case 'tagged':
      return tagged(m, expression);
    case 'sequence': {
      let last = UNDEFINED;
      for (const one of expression.expressions) last = m.evaluate(one);
      return last;
    }
    case 'opaque': {
      const operands = expression.operands.map((operand) => m.evaluate(operand));
      return m.engine.unknown(expression.what, place, ...operands);
    }
  }
}

function globalNamed(m: Machine, name: string, place: SourcePlace): AbstractValue {
  const { instance } = m.frame;
  if (m.language === 'python') {
    if (name === '__name__') return constant(instance.ir.file.replace(/\.py$/, '').replaceAll('/', '.'));
    return shaped(external('builtins', name));
  }
  switch (name) {
    case 'undefined':
      return UNDEFINED;
    case 'exports':
      return instance.module.fields.get('exports')?.value ?? UNDEFINED;
    case 'module':
      return shaped({ kind: 'object', object: instance.module });
    case 'arguments':
      return m.engine.list(m.frame.arguments, place);
    case 'globalThis':
    case 'global':
      return shaped(external('global', ''));
    default:
      return m.parts.globalOf?.(name, instance.ir.file) ?? shaped(external('global', name));
  }
}

function computedImport(m: Machine, expression: Of<'import-computed'>): AbstractValue {
  const from = m.evaluate(expression.from);
  const names = constantNames(from);
  if (names !== undefined) return join(names.map((name) => m.importFrom(name, '*', expression.place)));
  m.engine.sink({ class: 'codei', name: 'require', value: from, place: expression.place, position: 'start' });
  m.engine.problem('dynamic-import', 'a module is loaded under a name that the code computes', expression.place);
  return unknown('a module under a computed name', expression.place);
}

function object(m: Machine, fields: readonly FieldIr[], place: SourcePlace): AbstractValue {
  const made = newObject(m.heap, place, m.during === 'load');
  for (const field of fields) {
    const value = cleanedByChecks(m, m.evaluate(field.value));
    if (field.kind === 'spread') {
      spreadInto(m, made, value, field.value.place);
      continue;
    }
    const names = typeof field.key === 'object' ? constantNames(m.evaluate(field.key)) : [String(field.key)];
    if (names === undefined && typeof field.key === 'object') {
      writeAlso(m.heap, restCell(made), value);
      made.computed ??= [];
      if (made.computed.length < 16) made.computed.push({ key: m.evaluate(field.key), value });
    }
    for (const name of names ?? []) {
      noteOption(m, name, value, field.value.place);
      const cell = fieldCell(made, name) ?? restCell(made);
      if (names?.length === 1) write(m.heap, cell, value);
      else writeAlso(m.heap, cell, value);
    }
  }
  return shaped({ kind: 'object', object: made });
}

/** Whether each thing that is spread has the field. */
function hasAll(value: AbstractValue, name: string): boolean {
  return value.shapes.every((shape) => {
    const cell = shape.kind === 'object' || shape.kind === 'list' ? shape.object.fields.get(name) : undefined;
    return cell !== undefined && cell.value !== ABSENT && !cell.mayBeAbsent;
  });
}

/** Copies the fields of `value`; what is not known of it goes to the rest. */
export function spreadInto(
  m: Machine,
  made: ReturnType<typeof newObject>,
  value: AbstractValue,
  place: SourcePlace,
): void {
  const isSure = value.shapes.length === 1;
  for (const shape of value.shapes) {
    if (shape.kind === 'object' || shape.kind === 'list') {
      for (const [name, cell] of shape.object.fields) {
        if (cell.value === ABSENT) continue;
        const own = fieldCell(made, name) ?? restCell(made);
        const isNew = own.value === ABSENT;
        if (isNew && (cell.mayBeAbsent || (!isSure && !hasAll(value, name)))) own.mayBeAbsent = true;
        if (isSure) write(m.heap, own, cell.value);
        else writeAlso(m.heap, own, cell.value);
      }
      const rest = shape.object.rest?.value ?? ABSENT;
      if (rest !== ABSENT) writeAlso(m.heap, restCell(made), rest);
    } else if (shape.kind !== 'constant') {
      writeAlso(m.heap, restCell(made), readComputed(m, shaped(shape, value.taint), unknown('a name'), place));
    }
  }
}

function list(m: Machine, items: readonly ArgumentIr[], place: SourcePlace): AbstractValue {
  const given = evaluateArguments(m, items);
  return m.engine.list(given.arguments, place, given.others);
}

function comprehension(m: Machine, expression: Of<'comprehension'>): AbstractValue {
  const { checks, times, guards } = m;
  const kept: Guard[] = [];
  const tests: AbstractValue[] = [];
  let results: AbstractValue[] = [];
  let key: AbstractValue | undefined;
  const run = (clauses: readonly ComprehensionClause[]): void => {
    const [clause, ...others] = clauses;
    if (clause === undefined) {
      if (expression.key !== undefined) key = cleanedByChecks(m, m.evaluate(expression.key));
      results = [...results, cleanedByChecks(m, m.evaluate(expression.element))];
    } else if (clause.kind === 'if') {
      const { value, guard } = evaluateTest(m, clause.test);
      tests.push(value);
      m.checks = withChecks(m.checks, value.implies?.whenTrue ?? []);
      const met = { ...guard, holds: true };
      kept.push(met);
      m.guards = withGuards(m.guards, [met]);
      run(others);
    } else {
      const iterable = m.evaluate(clause.iterable);
      if (m.times === 'once') m.times = 'items';
      m.bind(clause.target, iterated(m, iterable, expression.place), expression.place);
      const before = keptBy(iterable);
      kept.push(...before);
      m.guards = withGuards(m.guards, before);
      run(others);
    }
  };
  run(expression.clauses);
  Object.assign(m, { checks, times, guards });
  const element = join(results);
  if (expression.result === 'list') {
    const list = m.engine.list([], expression.place, element);
    for (const object of kept.length === 0 ? [] : objectsOf(list)) object.kept = kept;
    // `[name for name in names if name not in known]` is empty where all of them are known.
    const [test] = tests;
    const whenFalse = expression.clauses.length === 2 && tests.length === 1 ? (test?.implies?.whenFalse ?? []) : [];
    return whenFalse.length === 0 ? list : { ...list, implies: { whenTrue: [], whenFalse } };
  }
  const names = key === undefined ? undefined : constantNames(key);
  if (names === undefined) {
    const made = m.engine.object({}, expression.place, element);
    if (key !== undefined) for (const object of objectsOf(made)) object.computed = [{ key, value: element }];
    return made;
  }
  return m.engine.object(Object.fromEntries(names.map((name) => [name, element])), expression.place);
}

function tagged(m: Machine, expression: Of<'tagged'>): AbstractValue {
  const { place, tag } = expression;
  const strings = m.engine.list(
    expression.strings.map((one) => constant(one)),
    place,
  );
  const arguments_ = [strings, ...expression.values.map((value) => m.evaluate(value))];
  if (tag.kind === 'member' && typeof tag.property !== 'object') {
    return callMethod(m, m.evaluate(tag.object), String(tag.property), { arguments: arguments_, place });
  }
  return callValue(m, { callee: m.evaluate(tag), arguments: arguments_, place });
}
