import { isUnknown, type TemplateValue } from '@bulkhead/core';
import { isPlainObject } from '../resources/scope.ts';
import type { IamRequest } from './evaluate.ts';
import { fitsWildcards } from './wildcards.ts';

export type ConditionAnswer = 'met' | 'not-met' | 'unknown';

type Compare = (wanted: string, actual: string) => boolean | undefined;

interface Operator {
  readonly compare: Compare;
  /** True for `…NotEquals` and its like: the comparison is turned round. */
  readonly not: boolean;
}

const equals: Compare = (wanted, actual) => wanted === actual;
const equalsAnyCase: Compare = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();
const like: Compare = fitsWildcards;
const number =
  (test: (actual: number, wanted: number) => boolean): Compare =>
  (wanted, actual) => {
    const [a, b] = [Number(actual), Number(wanted)];
    return wanted.trim() === '' || actual.trim() === '' || Number.isNaN(a) || Number.isNaN(b) ? false : test(a, b);
  };
const date =
  (test: (actual: number, wanted: number) => boolean): Compare =>
  (wanted, actual) => {
    const [a, b] = [time(actual), time(wanted)];
    return Number.isNaN(a) || Number.isNaN(b) ? false : test(a, b);
  };

/** ISO 8601, or seconds since the epoch. */
const time = (text: string): number => (/^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text));

/**
 * Operators by their names in lower case (IAM user guide, "Condition operators"). Of ARNs each of the six parts may have
 * wildcards; `IpAddress` is answered for IPv4.
 */
const OPERATORS: Readonly<Record<string, Operator>> = {
  stringequals: { compare: equals, not: false },
  stringnotequals: { compare: equals, not: true },
  stringequalsignorecase: { compare: equalsAnyCase, not: false },
  stringnotequalsignorecase: { compare: equalsAnyCase, not: true },
  stringlike: { compare: like, not: false },
  stringnotlike: { compare: like, not: true },
  arnequals: { compare: fitsArn, not: false },
  arnlike: { compare: fitsArn, not: false },
  arnnotequals: { compare: fitsArn, not: true },
  arnnotlike: { compare: fitsArn, not: true },
  bool: { compare: equalsAnyCase, not: false },
  binaryequals: { compare: equals, not: false },
  numericequals: { compare: number((a, b) => a === b), not: false },
  numericnotequals: { compare: number((a, b) => a === b), not: true },
  numericlessthan: { compare: number((a, b) => a < b), not: false },
  numericlessthanequals: { compare: number((a, b) => a <= b), not: false },
  numericgreaterthan: { compare: number((a, b) => a > b), not: false },
  numericgreaterthanequals: { compare: number((a, b) => a >= b), not: false },
  dateequals: { compare: date((a, b) => a === b), not: false },
  datenotequals: { compare: date((a, b) => a === b), not: true },
  datelessthan: { compare: date((a, b) => a < b), not: false },
  datelessthanequals: { compare: date((a, b) => a <= b), not: false },
  dategreaterthan: { compare: date((a, b) => a > b), not: false },
  dategreaterthanequals: { compare: date((a, b) => a >= b), not: false },
  ipaddress: { compare: inNetwork, not: false },
  notipaddress: { compare: inNetwork, not: true },
};

/** Whether a request meets all conditions of a statement: every operator, every key; one of a key's values suffices. */
export function meetsConditions(conditions: TemplateValue | undefined, request: IamRequest): ConditionAnswer {
  if (conditions === undefined || conditions === null) return 'met';
  if (!isPlainObject(conditions)) return 'unknown';
  let answer: ConditionAnswer = 'met';
  for (const [name, keys] of Object.entries(conditions)) {
    if (!isPlainObject(keys)) return 'unknown';
    for (const [key, wanted] of Object.entries(keys)) {
      const one = meetsOne(name, key, wanted, request);
      if (one === 'not-met') return 'not-met';
      if (one === 'unknown') answer = 'unknown';
    }
  }
  return answer;
}

function meetsOne(name: string, key: string, wanted: TemplateValue, request: IamRequest): ConditionAnswer {
  const [, set = '', base = '', ifExists = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(IfExists)?$/i.exec(name) ?? [];
  const actual = valuesOf(key, request);
  if (actual === 'unknown') return 'unknown';
  const list = Array.isArray(wanted) ? (wanted as readonly TemplateValue[]) : [wanted];
  if (base.toLowerCase() === 'null')
    return list.some((value) => String(value) === String(actual === undefined)) ? 'met' : 'not-met';
  const operator = Object.hasOwn(OPERATORS, base.toLowerCase()) ? OPERATORS[base.toLowerCase()] : undefined;
  if (operator === undefined) return 'unknown';
  const isForAll = set.toLowerCase() === 'forallvalues';
  if (actual === undefined) {
    if (ifExists !== '' || isForAll) return 'met';
    // A key that is not there differs from every value.
    return operator.not && set === '' ? 'met' : 'not-met';
  }
  const answers = actual.map((value) => compareOne(operator, list, value, request));
  if (isForAll) return all(answers);
  return set === '' && actual.length === 1 ? (answers[0] as ConditionAnswer) : some(answers);
}

function compareOne(
  operator: Operator,
  wanted: readonly TemplateValue[],
  actual: string,
  request: IamRequest,
): ConditionAnswer {
  let unknown = false;
  for (const value of wanted) {
    const text = textOf(value, request);
    if (text === undefined) unknown = true;
    else if (operator.compare(text, actual)) return operator.not ? 'not-met' : 'met';
  }
  if (unknown) return 'unknown';
  return operator.not ? 'met' : 'not-met';
}

/** Policy variables (`${aws:username}`) are filled in from the request, those that it has not make the value unknown. */
function textOf(value: TemplateValue, request: IamRequest): string | undefined {
  if (isUnknown(value) || (typeof value === 'object' && value !== null)) return undefined;
  let known = true;
  const text = String(value).replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') return name;
    const found = valuesOf(name, request);
    if (Array.isArray(found) && found.length === 1) return found[0] as string;
    known = false;
    return whole;
  });
  return known ? text : undefined;
}

function valuesOf(
  key: string,
  { context = {}, unknownKeys = [] }: IamRequest,
): readonly string[] | 'unknown' | undefined {
  const folded = key.toLowerCase();
  if (unknownKeys.some((name) => name.toLowerCase() === folded)) return 'unknown';
  for (const [name, value] of Object.entries(context)) {
    if (name.toLowerCase() === folded) return typeof value === 'string' ? [value] : value;
  }
  return undefined;
}

const all = (answers: readonly ConditionAnswer[]): ConditionAnswer =>
  answers.includes('not-met') ? 'not-met' : answers.includes('unknown') ? 'unknown' : 'met';

const some = (answers: readonly ConditionAnswer[]): ConditionAnswer =>
  answers.includes('met') ? 'met' : answers.includes('unknown') ? 'unknown' : 'not-met';

/** Each part of an ARN is compared by itself, the sixth with all that follows. */
function fitsArn(wanted: string, actual: string): boolean {
  const [pattern, text] = [sixParts(wanted), sixParts(actual)];
  return pattern.length === text.length && pattern.every((part, index) => fitsWildcards(part, text[index] ?? ''));
}

function sixParts(arn: string): readonly string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** `203.0.113.0/24`; without a length one address. */
function inNetwork(wanted: string, actual: string): boolean | undefined {
  const [network = '', bits = '32'] = wanted.split('/');
  const [a, b] = [ipv4(network), ipv4(actual)];
  const length = Number(bits);
  if (a === undefined || b === undefined || !(length >= 0 && length <= 32)) return false;
  const size = 2 ** (32 - length);
  return Math.floor(a / size) === Math.floor(b / size);
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.').map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : Number.NaN));
  if (parts.length !== 4 || parts.some((part) => !(part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
