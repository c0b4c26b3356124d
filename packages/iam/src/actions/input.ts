import type { StaticValue } from '@bulkhead/core';

/** What stands at a path of a request: `values` are possible ones, `maybe` that something else may stand there as well. */
export interface Picked {
  readonly values: readonly StaticValue[];
  readonly maybe: boolean;
}

/** Enough for any request that a person writes; past it the rest counts as unknown. */
const MOST_VALUES = 200;

/**
 * What a request has at a path, `[]` for each item of a list.
 * @example pick(input, 'Entries[].EventBusName')
 */
export function pick(input: StaticValue, path: string): Picked {
  let at: readonly StaticValue[] = [input];
  let maybe = false;
  for (const step of path.replaceAll('[]', '.[]').split('.')) {
    if (step === '') continue;
    const next: StaticValue[] = [];
    for (const value of at) {
      for (const option of options(value)) {
        const found = step === '[]' ? items(option) : field(option, step);
        next.push(...found.values);
        maybe ||= found.maybe;
      }
    }
    if (next.length > MOST_VALUES) maybe = true;
    at = next.slice(0, MOST_VALUES);
  }
  return { values: at.flatMap(options).slice(0, MOST_VALUES), maybe };
}

/** True where the request certainly or in one of its forms has the field; not for a request that nothing is known of. */
export function has(input: StaticValue, path: string): boolean {
  return pick(input, path).values.some((value) => !(value.kind === 'literal' && value.value === null));
}

/** Constant texts at a path. */
export function texts(input: StaticValue, path: string): readonly string[] {
  return pick(input, path).values.flatMap((value) =>
    value.kind === 'literal' && typeof value.value === 'string' ? [value.value] : [],
  );
}

/** The alternatives of a value, flat, and bounded however they nest. */
export function options(value: StaticValue): readonly StaticValue[] {
  if (value.kind !== 'either') return [value];
  const flat: StaticValue[] = [];
  const waiting: StaticValue[] = [value];
  for (let step = 0; step < MOST_VALUES && waiting.length > 0; step++) {
    const next = waiting.shift() as StaticValue;
    if (next.kind === 'either') waiting.unshift(...next.options.slice(0, MOST_VALUES));
    else flat.push(next);
  }
  if (waiting.length > 0) flat.push({ kind: 'unknown', reason: 'it has too many possible values' });
  return flat;
}

function field(value: StaticValue, name: string): Picked {
  if (value.kind === 'object') {
    const own = Object.hasOwn(value.fields, name) ? value.fields[name] : undefined;
    return own === undefined ? { values: [], maybe: value.open } : { values: [own], maybe: false };
  }
  if (value.kind === 'literal' || value.kind === 'list' || value.kind === 'concat') return { values: [], maybe: false };
  // Part of an event or of an answer is known by its path, so that messages can name it.
  if (value.kind === 'event') return { values: [{ kind: 'event', path: joinPath(value.path, name) }], maybe: true };
  return { values: [], maybe: true };
}

function items(value: StaticValue): Picked {
  if (value.kind === 'list') return { values: value.items, maybe: value.open };
  return { values: [], maybe: value.kind !== 'literal' };
}

const joinPath = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

const OWN_REASONS = new Set<string>();

/** What a rule of ours knows nothing of, with a reason that stands by itself. */
export function unknownValue(reason: string): StaticValue {
  OWN_REASONS.add(reason);
  return { kind: 'unknown', reason };
}

/** Why a value is unknown, as a sentence: reading the code gives what it saw (`the method strftime`). */
export const whyUnknown = (reason: string): string =>
  OWN_REASONS.has(reason) ? reason : `only running the code tells it: ${reason}`;
