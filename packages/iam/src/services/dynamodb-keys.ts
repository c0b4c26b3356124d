import type { StaticValue } from '@bulkhead/core';
import { pick } from '../actions/input.ts';
import { certain } from './rules.ts';

/** Names may be written out; values never are. */
const EQUALITY = /(?:^|[\s(])(#?[\w.-]{1,255})\s*=\s*(:\w{1,255})/g;

/**
 * What a query says that keys are equal to, as an object of attributes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function queriedKey(input: StaticValue): readonly StaticValue[] {
  const [expression, ...others] = certain(input, 'KeyConditionExpression');
  if (expression?.kind !== 'literal' || others.length > 0 || input.kind !== 'object') return [];
  const fields: Record<string, StaticValue> = {};
  for (const [, name = '', value = ''] of String(expression.value).matchAll(EQUALITY)) {
    const [attribute, ...more] = name.startsWith('#')
      ? inMap(input, 'ExpressionAttributeNames', name)
      : [{ kind: 'literal', value: name } as const];
    const [known, ...rest] = inMap(input, 'ExpressionAttributeValues', value);
    if (attribute?.kind !== 'literal' || more.length > 0 || known === undefined) continue;
    fields[String(attribute.value)] = rest.length === 0 ? known : { kind: 'either', options: [known, ...rest] };
  }
  return [{ kind: 'object', fields, open: false }];
}

function inMap(input: StaticValue, map: string, name: string): readonly StaticValue[] {
  const [found, ...others] = certain(input, map);
  return found?.kind === 'object' && others.length === 0 && !found.open && Object.hasOwn(found.fields, name)
    ? pick({ kind: 'object', fields: { found: found.fields[name]! }, open: false }, 'found').values
    : [];
}
