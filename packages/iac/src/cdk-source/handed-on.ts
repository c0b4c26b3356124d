import type { CdkValue } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import { FUNCTION } from './roles.ts';

/** By which a function is named to whoever calls it. */
const NAMES = new Set(['', 'functionArn', 'functionName']);

/** Most values that are looked through: options of options. */
const MOST_VALUES = 200_000;

/**
 * Logical ids of functions that the source hands to any construct or call, also to those that are not read: somebody may call
 * them. Granting something to a function, and a log group that has its name, hand nothing on.
 */
export function handedOn(context: CdkContext): readonly string[] {
  const keys = new Set<string>();
  let left = MOST_VALUES;
  const look = (value: CdkValue): void => {
    if (left-- <= 0) return;
    if (value.kind === 'construct') {
      if (NAMES.has(value.attribute)) keys.add(value.key);
    } else if (value.kind === 'object') {
      for (const inner of [...Object.values(value.fields), ...(value.computed ?? [])]) look(inner);
    } else if (value.kind === 'list') for (const item of value.items) look(item);
    else if (value.kind === 'made') for (const argument of value.arguments) look(argument);
    else if (value.kind === 'text') for (const part of value.parts) look(part);
  };
  for (const { type, arguments: values } of context.source.constructs) {
    if (!type.startsWith('aws-logs.LogGroup')) for (const value of values) look(value);
  }
  for (const { method, arguments: values } of context.source.calls) {
    if (!/(?:^|\.)grant/.test(method)) for (const value of values) look(value);
  }
  return [...keys].flatMap((key) => {
    const construct = context.construct(key);
    return construct !== undefined && FUNCTION.test(construct.type) ? [context.id(construct)] : [];
  });
}
