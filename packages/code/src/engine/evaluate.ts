import type { SourcePlace } from '@bulkhead/core';
import type { ArgumentIr, ComprehensionClause, ExpressionIr, FieldIr } from '../ir/types.ts';
import { callMethod, callValue } from './call.ts';
import { findMember, makeClass, superInitialise } from './classes.ts';
import { compare, comparisonChecks } from './compare.ts';
import { fieldCell, joinWrites, newObject, restCell, takeBack, write, writeAlso } from './heap.ts';
import { countStep, lookUp, type Machine, type Scope, step } from './machine.ts';
import { constantNames, readComputed } from './members.ts';
import { noteOption } from './notes.ts';
import { cleanedTaint, commonChecks, commonOf, derivedTaint, joinTaints, stepped, withChecks } from './taint.ts';
import type { AbstractValue, ClassValue, Implications } from './types.ts';
import {
  ABSENT,
  constant,
  constantOf,
  external,
  isConstant,
  join,
  shaped,
  text,
  truth,
  UNDEFINED,
  unknown,
  withImplications,
} from './values.ts';

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
      if (expression.operand !== undefined) m.frame.yields.push(m.evaluate(expression.operand));
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
      return shaped(external('global', name));
  }
}

function thisOf(scope: Scope): AbstractValue | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.thisValue !== undefined) return at.thisValue;
  }
  return undefined;
}

function ownerClassOf(scope: Scope): ClassValue | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    if (at.closure?.ownerClass !== undefined) return at.closure.ownerClass;
  }
  return undefined;
}

function computedImport(m: Machine, expression: Of<'import-computed'>): AbstractValue {
  const from = m.evaluate(expression.from);
  const names = constantNames(from);
  if (names !== undefined) return join(names.map((name) => m.importFrom(name, '*', expression.place)));
  m.engine.sink({ class: 'codei', name: 'require', value: from, place: expression.place, position: 'start' });
  m.engine.problem('dynamic-import', 'a module is loaded under a name that the code computes', expression.place);
  return unknown('a module under a computed name', expression.place);
}

export function joinText(parts: readonly AbstractValue[], place: SourcePlace): AbstractValue {
  const joined = text(parts);
  if (joined.taint.length === 0 || parts.length < 2) return joined;
  const what = step(place, 'becomes part of a text');
  return { shapes: joined.shapes, taint: joined.taint.map((taint) => stepped(taint, what)) };
}

function member(m: Machine, expression: Of<'member'>): AbstractValue {
  const { property, place } = expression;
  if (isSuper(expression.object)) return superMember(m, property, place);
  const object = m.evaluate(expression.object);
  if (typeof property === 'object') return readComputed(m, object, m.evaluate(property), place);
  return m.read(object, String(property), place);
}

function isSuper(expression: ExpressionIr): boolean {
  return expression.kind === 'super';
}

function superMember(m: Machine, property: Of<'member'>['property'], place: SourcePlace): AbstractValue {
  const above = ownerClassOf(m.frame.scope)?.superclass?.shapes[0];
  if (typeof property === 'object' || above === undefined) return unknown('super', place);
  if (above.kind === 'class') {
    return findMember(m, above.class, String(property), false, place, thisOf(m.frame.scope)) ?? UNDEFINED;
  }
  return above.kind === 'external'
    ? shaped(external(above.module, `${above.path}#.${property}`))
    : unknown('super', place);
}

interface Arguments {
  readonly arguments: readonly AbstractValue[];
  readonly named: ReadonlyMap<string, AbstractValue> | undefined;
  readonly others: AbstractValue | undefined;
}

function evaluateArguments(m: Machine, given: readonly ArgumentIr[]): Arguments {
  const values: AbstractValue[] = [];
  let named: Map<string, AbstractValue> | undefined;
  let others: AbstractValue | undefined;
  for (const { value: expression, spread, name } of given) {
    const value = m.evaluate(expression);
    if (name !== undefined) {
      named ??= new Map();
      named.set(name, value);
    } else if (spread === 'list') {
      const items = m.engine.knownItems(value);
      if (items !== undefined) values.push(...items.slice(0, 64));
      else others = m.engine.item(value, expression.place);
    } else if (spread === 'fields') {
      named ??= new Map();
      for (const field of m.engine.fieldNames(value)) named.set(field, m.read(value, field, expression.place));
      const known = value.shapes.every(
        (shape) => shape.kind === 'object' && (shape.object.rest?.value ?? ABSENT) === ABSENT,
      );
      if (!known) others = readComputed(m, value, unknown('a name'), expression.place);
    } else values.push(value);
  }
  return { arguments: values, named, others };
}

function call(m: Machine, expression: Of<'call'>): AbstractValue {
  const { callee, place, isNew } = expression;
  if (callee.kind === 'super') {
    const given = evaluateArguments(m, expression.arguments);
    const owner = ownerClassOf(m.frame.scope);
    const self = thisOf(m.frame.scope) ?? selfOf(m);
    if (owner !== undefined && self !== undefined) superInitialise(m, owner, self, given.arguments, given.named, place);
    return UNDEFINED;
  }
  if (callee.kind === 'member' && isSuper(callee.object)) return superCall(m, expression, callee);
  if (expression.decorates === true) {
    const decorator = m.evaluate(callee);
    const { arguments: decoratee } = evaluateArguments(m, expression.arguments);
    const result = callValue(m, { callee: decorator, arguments: decoratee, place, decorates: true });
    return decorated(decorator, result, decoratee[0]);
  }
  if (callee.kind === 'member' && !isNew) {
    const receiver = m.evaluate(callee.object);
    const { property } = callee;
    const names = typeof property === 'object' ? constantNames(m.evaluate(property)) : [String(property)];
    const given = { ...evaluateArguments(m, expression.arguments), place };
    if (names !== undefined) {
      const results = names.map((name) => callMethod(m, receiver, name, given));
      return results.length === 1 ? (results[0] as AbstractValue) : join(results);
    }
    const key = typeof property === 'object' ? m.evaluate(property) : UNDEFINED;
    return callValue(m, { ...given, callee: readComputed(m, receiver, key, place), receiver });
  }
  const value = m.evaluate(callee);
  const given = evaluateArguments(m, expression.arguments);
  return callValue(m, { ...given, callee: value, place, isNew });
}

/** A decorator that nobody has described leaves a function as it is. */
function decorated(
  decorator: AbstractValue,
  result: AbstractValue,
  decoratee: AbstractValue | undefined,
): AbstractValue {
  if (decoratee === undefined) return result;
  const isKnown = result.shapes.some(
    ({ kind }) => kind === 'closure' || kind === 'native' || kind === 'class' || kind === 'object',
  );
  const isOutside = decorator.shapes.some(({ kind }) => kind === 'external' || kind === 'unknown');
  return isKnown || (!isOutside && result.shapes.some(({ kind }) => kind === 'external')) ? result : decoratee;
}

function superCall(m: Machine, expression: Of<'call'>, callee: Of<'member'>): AbstractValue {
  const given = evaluateArguments(m, expression.arguments);
  const self = thisOf(m.frame.scope) ?? selfOf(m);
  const { place } = expression;
  if (callee.property === '__init__' || callee.property === 'constructor') {
    const owner = ownerClassOf(m.frame.scope);
    if (owner !== undefined && self !== undefined) superInitialise(m, owner, self, given.arguments, given.named, place);
    return UNDEFINED;
  }
  const method = superMember(m, callee.property, place);
  const isPython = m.language === 'python' && self !== undefined && method.shapes[0]?.kind === 'closure';
  const arguments_ = isPython ? [self, ...given.arguments] : given.arguments;
  return callValue(m, { ...given, arguments: arguments_, callee: method, receiver: self, place });
}

/** Python's `self`: the first argument of the method. */
function selfOf(m: Machine): AbstractValue | undefined {
  return m.language === 'python' ? m.frame.arguments[0] : undefined;
}

function object(m: Machine, fields: readonly FieldIr[], place: SourcePlace): AbstractValue {
  const made = newObject(m.heap, place, m.during === 'load');
  for (const field of fields) {
    const value = m.evaluate(field.value);
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

function binary(m: Machine, expression: Of<'binary'>): AbstractValue {
  const { operator, place } = expression;
  const left = m.evaluate(expression.left);
  const right = m.evaluate(expression.right);
  notePaths(m, left);
  notePaths(m, right);
  if (operator === '+') return plus(m, left, right, place);
  const known = compare(operator, left, right);
  if (known !== undefined) return constant(known);
  const implies = comparisonChecks(m.language, expression, left, right);
  if (implies !== undefined) return withImplications(unknown('a truth value', place), implies);
  if (m.language === 'python' && (operator === '%' || operator === '*' || operator === '/')) {
    if (isConstant(right) && typeof constantOf(right) === 'number') return unknown('a number', place);
    return m.engine.unknown('a text', place, left, right);
  }
  if (operator === '|' || operator === '&') {
    // Conditions that a library has made.
    const side = [left, right].find(({ shapes }) => shapes.some(({ kind }) => kind === 'external'));
    if (side !== undefined) return m.engine.carrying(side, left, right);
  }
  if (operator === '|' || operator === '&') return m.engine.unknown('a number or a set', place, left, right);
  return unknown('a number', place);
}

function plus(m: Machine, left: AbstractValue, right: AbstractValue, place: SourcePlace): AbstractValue {
  const a = constantOf(left);
  const b = constantOf(right);
  if (typeof a === 'number' && typeof b === 'number') return constant(a + b);
  if ((typeof a === 'number' && !mayBeText(right)) || (typeof b === 'number' && !mayBeText(left))) {
    return m.engine.carrying(unknown('a number', place), left, right);
  }
  const lists = [left, right].map((side) => side.shapes.some(({ kind }) => kind === 'list'));
  if (lists[0] && lists[1]) {
    const items = [left, right].map((side) => m.engine.knownItems(side));
    if (items[0] !== undefined && items[1] !== undefined) return m.engine.list([...items[0], ...items[1]], place);
    return m.engine.list([], place, join([m.engine.item(left, place), m.engine.item(right, place)]));
  }
  return joinText([left, right], place);
}

function mayBeText(value: AbstractValue): boolean {
  return value.shapes.some(
    (shape) =>
      shape.kind === 'text' ||
      (shape.kind === 'constant' && typeof shape.value === 'string') ||
      shape.kind === 'environment',
  );
}

/** Event paths that a condition looks at. */
export function notePaths(m: Machine, value: AbstractValue): void {
  if (m.seenPaths === undefined) return;
  for (const shape of value.shapes) if (shape.kind === 'event') m.seenPaths.add(shape.path);
  for (const taint of value.taint) if (taint.carries === 'event') m.seenPaths.add(taint.source);
}

function unary(m: Machine, expression: Of<'unary'>): AbstractValue {
  const operand = m.evaluate(expression.operand);
  const { place } = expression;
  switch (expression.operator) {
    case '!':
    case 'not': {
      notePaths(m, operand);
      const known = truth(operand);
      if (known !== undefined) return constant(!known);
      const { implies } = operand;
      const value = unknown('a truth value', place);
      return implies === undefined
        ? value
        : withImplications(value, { whenTrue: implies.whenFalse, whenFalse: implies.whenTrue });
    }
    case 'typeof':
      notePaths(m, operand);
      // Harmless itself; the taint tells a comparison what it is about.
      return unknown(
        'the name of a type',
        place,
        operand.taint.map((taint) => cleanedTaint(taint, 'all')),
      );
    case '-': {
      const number = constantOf(operand);
      return typeof number === 'number' ? constant(-number) : unknown('a number', place);
    }
    case 'delete':
      if (expression.operand.kind === 'member' && typeof expression.operand.property !== 'object') {
        const target = m.evaluate(expression.operand.object);
        m.writeMember(target, constant(expression.operand.property), ABSENT, place);
      }
      return unknown('a truth value', place);
    case 'void':
      return UNDEFINED;
    default:
      return unknown('a number', place);
  }
}

function logical(m: Machine, expression: Of<'logical'>): AbstractValue {
  const { operator } = expression;
  const left = m.evaluate(expression.left);
  notePaths(m, left);
  const known = operator === '??' ? isNullish(left) : truth(left);
  const goesOn = operator !== '||';
  if (known !== undefined && known !== goesOn) return left;
  const before = m.checks;
  const implied = operator === '&&' ? left.implies?.whenTrue : left.implies?.whenFalse;
  const mark = m.heap.log.length;
  m.checks = withChecks(before, implied ?? []);
  const right = m.evaluate(expression.right);
  notePaths(m, right);
  if (known === goesOn) return right;
  const threw = m.threw;
  m.threw = false;
  const writes = takeBack(m.heap, mark);
  if (threw) {
    // `check(x) || fail()`: whoever gets past it has passed the check.
    m.checks = withChecks(before, (operator === '&&' ? left.implies?.whenFalse : left.implies?.whenTrue) ?? []);
    return left;
  }
  m.checks = commonChecks(before, m.checks);
  joinWrites(m.heap, [new Map(), writes]);
  const kept = operator === '&&' ? falsy(left) : truthy(left, operator);
  const value = kept === undefined ? right : (environmentOr(kept, right) ?? join([kept, right]));
  const implies = operator === '??' ? undefined : bothImply(operator, left.implies, right.implies);
  if (implies === undefined) return { shapes: value.shapes, taint: value.taint };
  return withImplications(value, implies);
}

/** `process.env.TABLE || 'orders'` */
function environmentOr(left: AbstractValue, right: AbstractValue): AbstractValue | undefined {
  const only = left.shapes.length === 1 ? left.shapes[0] : undefined;
  if (only?.kind !== 'environment' || only.fallback !== undefined || right.taint.length > 0) return undefined;
  return shaped({ ...only, fallback: right }, left.taint);
}

function isNullish(value: AbstractValue): boolean | undefined {
  if (value.shapes.every((shape) => shape.kind === 'constant' && (shape.value === undefined || shape.value === null)))
    return true;
  return value.shapes.every(({ kind }) => kind === 'object' || kind === 'list' || kind === 'closure' || kind === 'text')
    ? false
    : undefined;
}

function truthy(value: AbstractValue, operator: '||' | '??'): AbstractValue | undefined {
  const shapes = value.shapes.filter((shape) => {
    if (shape.kind !== 'constant') return true;
    return operator === '??' ? shape.value !== undefined && shape.value !== null : Boolean(shape.value);
  });
  return shapes.length === 0 ? undefined : { shapes, taint: value.taint };
}

/** What `&&` gives where it stops: harmless, whatever it was. */
function falsy(value: AbstractValue): AbstractValue | undefined {
  const shapes = value.shapes.filter((shape) => shape.kind === 'constant' && !shape.value);
  return shapes.length === 0 ? undefined : { shapes, taint: [] };
}

function bothImply(
  operator: '&&' | '||',
  left: Implications | undefined,
  right: Implications | undefined,
): Implications | undefined {
  if (left === undefined && right === undefined) return undefined;
  const a = left ?? { whenTrue: [], whenFalse: [] };
  const b = right ?? { whenTrue: [], whenFalse: [] };
  return operator === '&&'
    ? { whenTrue: [...a.whenTrue, ...b.whenTrue], whenFalse: commonOf(a.whenFalse, b.whenFalse) }
    : { whenTrue: commonOf(a.whenTrue, b.whenTrue), whenFalse: [...a.whenFalse, ...b.whenFalse] };
}

function conditional(m: Machine, expression: Of<'conditional'>): AbstractValue {
  const test = m.evaluate(expression.test);
  notePaths(m, test);
  const known = truth(test);
  if (known !== undefined) return m.evaluate(known ? expression.then : expression.otherwise);
  const before = m.checks;
  const mark = m.heap.log.length;
  m.checks = withChecks(before, test.implies?.whenTrue ?? []);
  const then = cleanedByChecks(m, m.evaluate(expression.then));
  const thenChecks = m.checks;
  const thenWrites = takeBack(m.heap, mark);
  m.checks = withChecks(before, test.implies?.whenFalse ?? []);
  const otherwise = cleanedByChecks(m, m.evaluate(expression.otherwise));
  const otherwiseWrites = takeBack(m.heap, mark);
  m.checks = commonChecks(thenChecks, m.checks);
  m.threw = false;
  joinWrites(m.heap, [thenWrites, otherwiseWrites]);
  return join([then, otherwise]);
}

/** The checks of a branch end with it; a value that leaves the branch keeps what they have proven. */
export function cleanedByChecks(m: Machine, value: AbstractValue): AbstractValue {
  if (value.taint.length === 0 || m.checks.size === 0) return value;
  const taint = value.taint.map((one) => {
    for (let at: typeof one | undefined = one; at !== undefined; at = at.parent) {
      const cleanFor = m.checks.get(at.key)?.cleanFor;
      if (cleanFor === undefined) continue;
      if (cleanFor === 'unsure') return { ...one, confidence: 'medium' as const };
      return {
        ...one,
        cleanFor:
          cleanFor === 'all' || one.cleanFor === 'all' ? ('all' as const) : new Set([...one.cleanFor, ...cleanFor]),
      };
    }
    return one;
  });
  return { ...value, taint };
}

function comprehension(m: Machine, expression: Of<'comprehension'>): AbstractValue {
  const before = m.checks;
  const times = m.times;
  let results: AbstractValue[] = [];
  let key: AbstractValue | undefined;
  const run = (clauses: readonly ComprehensionClause[]): void => {
    const [clause, ...others] = clauses;
    if (clause === undefined) {
      if (expression.key !== undefined) key = m.evaluate(expression.key);
      results = [...results, cleanedByChecks(m, m.evaluate(expression.element))];
    } else if (clause.kind === 'if') {
      const test = m.evaluate(clause.test);
      m.checks = withChecks(m.checks, test.implies?.whenTrue ?? []);
      run(others);
    } else {
      const iterable = m.evaluate(clause.iterable);
      if (m.times === 'once') m.times = 'items';
      m.bind(clause.target, m.engine.item(iterable, expression.place), expression.place);
      run(others);
    }
  };
  run(expression.clauses);
  m.checks = before;
  m.times = times;
  const element = join(results);
  if (expression.result === 'list') return m.engine.list([], expression.place, element);
  const names = key === undefined ? undefined : constantNames(key);
  if (names === undefined) return m.engine.object({}, expression.place, element);
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

/** Taint of parts as taint of a product. */
export function derivedFrom(
  values: readonly AbstractValue[],
  place: SourcePlace,
  words: string,
): AbstractValue['taint'] {
  let taint: AbstractValue['taint'] = [];
  for (const value of values) taint = joinTaints(taint, value.taint);
  return taint.map((one) => derivedTaint(one, step(place, words)));
}
