import { JOINED_STEP, type SourcePlace } from '@bulkhead/core';
import type { ExpressionIr } from '../ir/types.ts';
import { compare, comparisonChecks } from './compare.ts';
import { joinWrites, takeBack } from './heap.ts';
import { type Machine, step } from './machine.ts';
import { cleanedTaint, commonChecks, commonOf, stepped, withChecks } from './taint.ts';
import type { AbstractValue, Implications, Shape } from './types.ts';
import {
  ABSENT,
  constant,
  constantOf,
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

/*
 * Operators: what they give, and what a condition made of them proves.
 */

export function joinText(parts: readonly AbstractValue[], place: SourcePlace): AbstractValue {
  const joined = text(parts);
  if (joined.taint.length === 0 || parts.length < 2) return joined;
  const what = step(place, JOINED_STEP);
  return { shapes: joined.shapes, taint: joined.taint.map((taint) => stepped(taint, what)) };
}

export function binary(m: Machine, expression: Of<'binary'>): AbstractValue {
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
  // Paths of pathlib: nothing else is divided by a text, or a text by anything.
  if (m.language === 'python' && operator === '/' && (isText(left) || isText(right)))
    return joinText([left, constant('/'), right], place);
  if (m.language === 'python' && (operator === '%' || operator === '*' || operator === '/')) {
    if (isConstant(right) && typeof constantOf(right) === 'number') return unknown('a number', place);
    return m.engine.unknown('a text', place, left, right);
  }
  if (operator === '|' || operator === '&') {
    // Conditions that a library has made.
    const side = [left, right].find(({ shapes }) => shapes.some(({ kind }) => kind === 'external'));
    if (side !== undefined) return m.engine.carrying(side, left, right);
  }
  // JavaScript makes whole numbers of whatever stands on either side.
  if (m.language === 'python' && (operator === '|' || operator === '&'))
    return m.engine.unknown('a number or a set', place, left, right);
  return unknown('a number', place);
}

function plus(m: Machine, left: AbstractValue, right: AbstractValue, place: SourcePlace): AbstractValue {
  if (isLastSlash(left) && constantOf(right) === 1) return unknown(BEHIND_LAST_SLASH, place);
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

/** What `text.lastIndexOf('/')` gives, and that and one more: what stands there is a name without a folder. */
export const LAST_SLASH = 'the last slash';
export const BEHIND_LAST_SLASH = 'behind the last slash';

function isLastSlash({ shapes }: AbstractValue): boolean {
  return shapes.every((shape) => shape.kind === 'unknown' && shape.reason === LAST_SLASH);
}

function isText(value: AbstractValue): boolean {
  const { shapes } = value;
  return (
    shapes.length > 0 &&
    shapes.every((shape) => shape.kind === 'text' || (shape.kind === 'constant' && typeof shape.value === 'string'))
  );
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

export function unary(m: Machine, expression: Of<'unary'>): AbstractValue {
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

export function logical(m: Machine, expression: Of<'logical'>): AbstractValue {
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
  const plain = { shapes: value.shapes, taint: value.taint };
  // Nothing of `left` is in the value, and it may have been what ended the condition.
  const whole = operator === '&&' && kept === undefined ? { ...plain, mayBeFalse: true as const } : plain;
  return implies === undefined ? whole : withImplications(whole, implies);
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

export function conditional(m: Machine, expression: Of<'conditional'>): AbstractValue {
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
  // A text's beginning is looked at by its parts.
  const isJoined = value.shapes.some(({ kind }) => kind === 'text');
  return isJoined
    ? { ...value, shapes: value.shapes.map((shape) => cleanedText(m, shape)), taint }
    : { ...value, taint };
}

function cleanedText(m: Machine, shape: Shape): Shape {
  if (shape.kind !== 'text') return shape;
  return { ...shape, parts: shape.parts.map((part) => (typeof part === 'string' ? part : cleanedByChecks(m, part))) };
}
