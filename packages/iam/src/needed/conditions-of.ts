import { isUnknown, type TemplateValue } from '@bulkhead/core';
import { resolveValue } from '../resources/resolve-value.ts';
import type { Scope } from '../resources/scope.ts';
import { joinParts, partsOf, templateText, widen } from '../resources/template-text.ts';
import type { Need } from '../services/types.ts';
import { type Conditions, compare } from './atoms.ts';

/**
 * Conditions that a request always meets: `StringEquals` where every value is known, `StringLike` where the rest of one is
 * not. A key with a value of which nothing is known gives none.
 * @param set for keys that a request has several values of
 */
export function conditionsOf(
  wanted: Need['conditions'],
  scope: Scope,
  set: '' | 'ForAllValues:' = '',
): Conditions | undefined {
  const operators: Record<string, Record<string, TemplateValue>> = {};
  keys: for (const [key, value] of Object.entries(wanted ?? {})) {
    const values: TemplateValue[] = [];
    let pattern = false;
    for (const resolved of resolveValue(value, scope)) {
      const parts = partsOf(resolved);
      if (parts === undefined || parts.length === 0 || parts.every(isUnknown)) continue keys;
      const { parts: wide, unknowns } = widen(parts);
      if (unknowns.length > 0) pattern = true;
      values.push(joinParts(wide));
    }
    if (values.length === 0) continue;
    values.sort((a, b) => compare(templateText(a), templateText(b)));
    const operator = `${set}${pattern ? 'StringLike' : 'StringEquals'}`;
    operators[operator] = {
      ...operators[operator],
      [key]: values.length === 1 ? (values[0] as TemplateValue) : values,
    };
  }
  return Object.keys(operators).length === 0 ? undefined : operators;
}
