import type { StaticValue } from '@bulkhead/core';
import { pick, unknownValue } from '../actions/input.ts';
import type { ResourceKind } from '../resources/kinds.ts';
import type { Need, Target } from './types.ts';

export const literal = (value: string): StaticValue => ({ kind: 'literal', value });

/** The resource that one of these paths names, and nothing where none is there. */
export function named(kind: ResourceKind, input: StaticValue, ...paths: readonly string[]): Target {
  for (const path of paths) {
    const { values, maybe } = pick(input, path);
    const there = values.filter(isThere);
    if (there.length > 0) return { kind, named: maybe ? [...there, ...unknownRest(there)] : there };
  }
  const maybe = paths.some((path) => pick(input, path).maybe);
  const reason = maybe ? 'the request is put together elsewhere' : 'the request names none';
  return { kind, named: maybe ? [unknownValue(reason)] : [], reason };
}

/** A list that may be longer than what is seen of it: the rest is unknown unless all that is seen is the event's own. */
const unknownRest = (there: readonly StaticValue[]): readonly StaticValue[] =>
  there.every((value) => value.kind === 'event') ? [] : [];

export const isThere = (value: StaticValue): boolean =>
  !(value.kind === 'literal' && (value.value === null || value.value === ''));

/** What a request has at a path; empty where something else may stand there as well: for conditions, which deny what they do not foresee. */
export function certain(input: StaticValue, path: string): readonly StaticValue[] {
  if (input.kind !== 'object' || input.open) return [];
  const { values, maybe } = pick(input, path);
  return maybe ? [] : values;
}

/** The same actions for a list of operations. */
export const each = (operations: string, ...needs: readonly string[]): Readonly<Record<string, readonly Need[]>> =>
  Object.fromEntries(operations.split(' ').map((operation) => [operation, needs.map((action) => ({ action }))]));

/** How often a request has a field: in each of its forms, in some, in none that is known. */
export function presence(input: StaticValue, path: string): 'always' | 'sometimes' | 'never' {
  const { values, maybe } = pick(input, path);
  if (!values.some(isThere)) return 'never';
  return values.every(isThere) && !maybe && input.kind !== 'either' ? 'always' : 'sometimes';
}
