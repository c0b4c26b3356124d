import type { SourcePlace } from '@bulkhead/core';
import type { ArgumentIr, ExpressionIr } from '../ir/types.ts';
import { callMethod, callValue } from './call.ts';
import { findMember, superInitialise } from './classes.ts';
import type { Machine, Scope } from './machine.ts';
import { constantNames, readComputed } from './members.ts';
import { withChecks } from './taint.ts';
import type { AbstractValue, ClassValue } from './types.ts';
import { ABSENT, external, join, shaped, UNDEFINED, unknown } from './values.ts';

type Of<K extends ExpressionIr['kind']> = ExpressionIr & { readonly kind: K };

/** Functions of one application object. */
const MOST_DECORATED = 40;

/*
 * Calls and members as they stand in the code: receivers, arguments, `super`, decorators.
 */

export function thisOf(scope: Scope): AbstractValue | undefined {
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

export function member(m: Machine, expression: Of<'member'>): AbstractValue {
  const { property, place } = expression;
  if (isSuper(expression.object)) return superMember(m, property, place);
  const object = m.evaluate(expression.object);
  if (typeof property === 'object') {
    const found = readComputed(m, object, m.evaluate(property), place);
    // In Python a name that is not there raises.
    if (m.language === 'python' && found.implies !== undefined) m.checks = withChecks(m.checks, found.implies.whenTrue);
    return found;
  }
  return m.read(object, String(property), place);
}

function isSuper(expression: ExpressionIr): boolean {
  return expression.kind === 'super';
}

function superMember(m: Machine, property: Of<'member'>['property'], place: SourcePlace): AbstractValue {
  const above = ownerClassOf(m.frame.scope)?.superclass?.shapes[0];
  if (typeof property === 'object' || above === undefined) return unknown('super', place);
  if (above.kind === 'class') {
    const find = (isStatic: boolean) =>
      findMember(m, above.class, String(property), isStatic, place, thisOf(m.frame.scope));
    // In a static method `super` is the class above itself.
    return find(false) ?? find(true) ?? UNDEFINED;
  }
  return above.kind === 'external'
    ? shaped(external(above.module, `${above.path}#.${property}`))
    : unknown('super', place);
}

interface Arguments {
  readonly arguments: readonly AbstractValue[];
  readonly named: ReadonlyMap<string, AbstractValue> | undefined;
  readonly others: AbstractValue | undefined;
  readonly spread: AbstractValue | undefined;
}

export function evaluateArguments(m: Machine, given: readonly ArgumentIr[]): Arguments {
  const values: AbstractValue[] = [];
  let named: Map<string, AbstractValue> | undefined;
  let others: AbstractValue | undefined;
  let spreadFields: AbstractValue | undefined;
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
      if (!known) {
        others = readComputed(m, value, unknown('a name'), expression.place);
        spreadFields = value;
      }
    } else values.push(value);
  }
  return { arguments: values, named, others, spread: spreadFields };
}

export function call(m: Machine, expression: Of<'call'>): AbstractValue {
  const { callee, place, isNew } = expression;
  if (callee.kind === 'super') {
    const given = evaluateArguments(m, expression.arguments);
    const owner = ownerClassOf(m.frame.scope);
    const self = thisOf(m.frame.scope) ?? selfOf(m);
    if (owner !== undefined && self !== undefined) superInitialise(m, owner, self, { ...given, place });
    return UNDEFINED;
  }
  if (callee.kind === 'member' && isSuper(callee.object)) return superCall(m, expression, callee);
  if (expression.decorates === true) {
    const decorator = m.evaluate(callee);
    const { arguments: decoratee } = evaluateArguments(m, expression.arguments);
    register(m, callee, decoratee[0]);
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

/** `@app.create`, `@app.route('/')`: `app` knows the function from here on, and may be the handler itself. */
function register(m: Machine, callee: ExpressionIr, decoratee: AbstractValue | undefined): void {
  const member = callee.kind === 'call' ? callee.callee : callee;
  if (decoratee === undefined || member.kind !== 'member' || member.object.kind !== 'read') return;
  for (const { made } of m.engine.externalsOf(m.evaluate(member.object))) {
    if (made !== undefined && made.decorated.length < MOST_DECORATED) made.decorated.push(decoratee);
  }
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
    if (owner !== undefined && self !== undefined) superInitialise(m, owner, self, { ...given, place });
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
