import type { SinkClass } from '@bulkhead/core';
import type { ExpressionIr } from '../ir/types.ts';
import type { AbstractValue, Check, Implications } from './types.ts';
import { constantOf, isConstant } from './values.ts';

type Binary = ExpressionIr & { readonly kind: 'binary' };

/** A comparison or a sum of constants; `undefined` where it is not known. */
export function compare(operator: string, left: AbstractValue, right: AbstractValue): boolean | number | undefined {
  if (!isConstant(left) || !isConstant(right)) return undefined;
  const a = constantOf(left);
  const b = constantOf(right);
  switch (operator) {
    case '===':
    case 'is':
      return a === b;
    case '!==':
    case 'is not':
      return a !== b;
    case '==':
      return a === b || (isNothing(a) && isNothing(b));
    case '!=':
      return !(a === b || (isNothing(a) && isNothing(b)));
    default:
      break;
  }
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '%':
      return b === 0 ? undefined : a % b;
    default:
      return undefined;
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

const EQUAL: ReadonlySet<string> = new Set(['===', '==', 'is']);
const UNEQUAL: ReadonlySet<string> = new Set(['!==', '!=', 'is not']);
const ORDER: ReadonlySet<string> = new Set(['<', '>', '<=', '>=']);

/** What a comparison proves of the data in it; `undefined`: it is no comparison. */
export function comparisonChecks(
  language: 'javascript' | 'python',
  expression: Binary,
  left: AbstractValue,
  right: AbstractValue,
): Implications | undefined {
  const { operator } = expression;
  const found =
    indexChecks(operator, left, right) ?? noneChecks(operator, left, right) ?? answerChecks(operator, left, right);
  if (found !== undefined) return found;
  if (EQUAL.has(operator) || UNEQUAL.has(operator)) {
    const checks = typeChecks(expression, left, right) ?? equalChecks(left, right);
    return EQUAL.has(operator) ? { whenTrue: checks, whenFalse: [] } : { whenTrue: [], whenFalse: checks };
  }
  if (operator === 'in' || operator === 'not in') {
    // In Python `'x' in text` looks into a text; only a value in a collection is an allow-list.
    const isList = right.taint.length === 0 && !isConstant(left) && !right.shapes.some(({ kind }) => kind === 'event');
    const sign = constantOf(left);
    if (language === 'python' && typeof sign === 'string' && (sign.includes('..') || sign === '/')) {
      // A text without them leads into no other folder.
      const absent = right.taint.map((taint) => ({ taint, cleanFor: NO_FOLDER }));
      return operator === 'in' ? { whenTrue: [], whenFalse: absent } : { whenTrue: absent, whenFalse: [] };
    }
    const checks = isList ? allClean(left) : [];
    return operator === 'in' ? { whenTrue: checks, whenFalse: [] } : { whenTrue: [], whenFalse: checks };
  }
  if (ORDER.has(operator)) {
    // A text that is no number compares false with a number in JavaScript and throws in Python.
    const numbers = [left, right].filter((side) => typeof constantOf(side) === 'number').length;
    return { whenTrue: numbers > 0 ? [...allClean(left), ...allClean(right)] : [], whenFalse: [] };
  }
  if (operator === 'instanceof') return { whenTrue: [], whenFalse: [] };
  return language === 'python' && operator === 'is' ? { whenTrue: [], whenFalse: [] } : undefined;
}

/** `list.indexOf(x) !== -1`, `>= 0`, `> -1` and their opposites: whether `x` is in the list. */
function indexChecks(operator: string, left: AbstractValue, right: AbstractValue): Implications | undefined {
  const index = left.shapes.find((shape) => shape.kind === 'external' && shape.module === '<index>');
  if (index?.kind !== 'external') return undefined;
  const checks = allClean(index.state as AbstractValue);
  const number = constantOf(right);
  const isThere = (number === -1 && /^(!==?|>)$/.test(operator)) || (number === 0 && operator === '>=');
  const isAbsent = (number === -1 && /^(===?|<=)$/.test(operator)) || (number === 0 && operator === '<');
  if (isThere) return { whenTrue: checks, whenFalse: [] };
  return isAbsent ? { whenTrue: [], whenFalse: checks } : { whenTrue: [], whenFalse: [] };
}

/** `pattern.match(x) is None`: what gives something or nothing proves by being nothing what it proves by being false. */
function noneChecks(operator: string, left: AbstractValue, right: AbstractValue): Implications | undefined {
  const { implies } = left;
  if (implies === undefined || !isConstant(right) || !isNothing(constantOf(right))) return undefined;
  // Of what is true or false neither is nothing.
  if (left.shapes.some((shape) => isTruthValue(shape))) return undefined;
  const turned = { whenTrue: implies.whenFalse, whenFalse: implies.whenTrue };
  return EQUAL.has(operator) ? turned : UNEQUAL.has(operator) ? implies : undefined;
}

/** `check(data) !== true`, `errors.length > 0`: an answer that proves something, compared with what it may be. */
function answerChecks(operator: string, left: AbstractValue, right: AbstractValue): Implications | undefined {
  const { implies } = left;
  const other = constantOf(right);
  if (implies === undefined || left.taint.length > 0 || !isConstant(right)) return undefined;
  const turned = { whenTrue: implies.whenFalse, whenFalse: implies.whenTrue };
  if (typeof other === 'boolean') {
    const isEqual = EQUAL.has(operator);
    return isEqual || UNEQUAL.has(operator) ? (isEqual === other ? implies : turned) : undefined;
  }
  const isSome = (other === 0 && (operator === '>' || UNEQUAL.has(operator))) || (other === 1 && operator === '>=');
  const isNone = (other === 0 && EQUAL.has(operator)) || (other === 1 && operator === '<');
  if (isSome) return implies;
  return isNone ? turned : undefined;
}

function isTruthValue(shape: AbstractValue['shapes'][number]): boolean {
  if (shape.kind === 'constant') return typeof shape.value === 'boolean';
  return shape.kind === 'unknown' && shape.reason === 'a truth value';
}

/** `typeof x === 'number'` */
function typeChecks(expression: Binary, left: AbstractValue, right: AbstractValue): readonly Check[] | undefined {
  const isLeft = expression.left.kind === 'unary' && expression.left.operator === 'typeof';
  const isRight = expression.right.kind === 'unary' && expression.right.operator === 'typeof';
  if (!isLeft && !isRight) return undefined;
  const type = constantOf(isLeft ? right : left);
  const { taint } = isLeft ? left : right;
  if (type === 'string') return taint.map((one) => ({ taint: one, cleanFor: TEXT_CANNOT }));
  return type === 'object' || type === 'function' ? [] : taint.map((one) => ({ taint: one, cleanFor: 'all' }));
}

const NO_FOLDER: ReadonlySet<SinkClass> = new Set<SinkClass>(['traversal']);

/** A text cannot carry operators of a query language, nor names of prototypes. */
const TEXT_CANNOT: ReadonlySet<SinkClass> = new Set<SinkClass>(['nosqli', 'proto']);

/** Equal to something that no stranger writes, the data is what the project expects. */
function equalChecks(left: AbstractValue, right: AbstractValue): readonly Check[] {
  if (left.taint.length > 0 && right.taint.length > 0) return [];
  if (left.shapes.some(({ kind }) => kind === 'event') && right.shapes.some(({ kind }) => kind === 'event')) return [];
  return [...allClean(left), ...allClean(right)];
}

export function allClean(value: AbstractValue): readonly Check[] {
  return value.taint.map((taint) => ({ taint, cleanFor: 'all' as const }));
}
