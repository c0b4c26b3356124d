import type { SinkClass } from '@bulkhead/core';
import type { AbstractValue, Check, Engine } from '../engine/types.ts';
import { cleanByRule, NO_OBJECT } from './json-rules.ts';

export { ADDRESS, cleanByPattern } from './json-rules.ts';

/*
 * What a schema proves of what it lets through: of a number, a choice or an identifier all, of a pattern what its characters
 * cannot do, of a text only that it is no object. Schemas are those that a library builds, or plain JSON Schema.
 */

type Place = Parameters<Engine['call']>[2];

/** What is known of a schema that a library has built; kept as state of the library's object. */
export interface Schema {
  readonly type: 'object' | 'list' | 'text' | 'clean' | 'any';
  readonly fields?: AbstractValue;
  readonly item?: AbstractValue;
  readonly cleanFor?: readonly SinkClass[];
  /** What comes of it is harmless, and what was given need not be: `z.coerce.boolean()`. */
  readonly isMade?: true;
}

const DEEPEST = 5;

export function schemaOf(engine: Engine, value: AbstractValue): Schema | undefined {
  return engine
    .externalsOf(value)
    .map(({ state }) => state as Schema | undefined)
    .find((state) => state?.type !== undefined);
}

/** What holds of a value that a schema has let through as it is. */
export function provenBy(engine: Engine, schema: AbstractValue, value: AbstractValue, place: Place): readonly Check[] {
  const built = schemaOf(engine, schema);
  return built === undefined
    ? provenByJson(engine, schema, value, place, 0)
    : provenByBuilt(engine, built, value, place, 0);
}

/** A check that throws, or answers by itself, where the value does not fit. */
export function assumeProven(engine: Engine, checks: readonly Check[]): void {
  for (const { taint, cleanFor } of checks)
    engine.assume({ shapes: [], taint: [taint] }, typeof cleanFor === 'string' ? cleanFor : [...cleanFor]);
}

/** A truth value of which these checks come. */
export function proves(engine: Engine, place: Place, checks: readonly Check[], holds = true): AbstractValue {
  const value = engine.unknown('a truth value', place);
  return {
    ...value,
    implies: holds ? { whenTrue: checks, whenFalse: [] } : { whenTrue: [], whenFalse: checks },
  };
}

function checksOn(
  engine: Engine,
  value: AbstractValue,
  cleanFor: readonly SinkClass[] | 'all' | 'unsure',
): readonly Check[] {
  return engine.checked(value, cleanFor).implies?.whenTrue ?? [];
}

function provenByBuilt(
  engine: Engine,
  schema: Schema,
  value: AbstractValue,
  place: Place,
  depth: number,
): readonly Check[] {
  if (depth > DEEPEST || schema.isMade) return [];
  if (schema.type === 'clean') return checksOn(engine, value, 'all');
  if (schema.type === 'text') return checksOn(engine, value, schema.cleanFor ?? NO_OBJECT);
  if (schema.type === 'list') {
    const inner = schema.item && schemaOf(engine, schema.item);
    return inner === undefined ? [] : provenByBuilt(engine, inner, engine.item(value, place), place, depth + 1);
  }
  const { fields } = schema;
  if (schema.type !== 'object' || fields === undefined) return [];
  return engine.fieldNames(fields).flatMap((name) => {
    const inner = schemaOf(engine, engine.field(fields, name, place));
    return inner === undefined ? [] : provenByBuilt(engine, inner, engine.field(value, name, place), place, depth + 1);
  });
}

function provenByJson(
  engine: Engine,
  schema: AbstractValue,
  value: AbstractValue,
  place: Place,
  depth: number,
): readonly Check[] {
  if (depth > DEEPEST) return [];
  const clean = cleanByJson(engine, schema);
  const properties = engine.ownField(schema, 'properties');
  const items = engine.ownField(schema, 'items');
  const all = engine.ownField(schema, 'allOf');
  return [
    ...(clean === undefined ? [] : checksOn(engine, value, clean)),
    ...(properties === undefined ? [] : engine.fieldNames(properties)).flatMap((name) =>
      provenByJson(
        engine,
        engine.field(properties as AbstractValue, name, place),
        engine.field(value, name, place),
        place,
        depth + 1,
      ),
    ),
    ...(items === undefined ? [] : provenByJson(engine, items, engine.item(value, place), place, depth + 1)),
    ...((all && engine.knownItems(all)) ?? []).flatMap((one) => provenByJson(engine, one, value, place, depth + 1)),
  ];
}

/** Classes that one rule of a JSON Schema takes the danger from; `undefined`: none. */
function cleanByJson(engine: Engine, rule: AbstractValue): readonly SinkClass[] | 'all' | undefined {
  return cleanByRule({
    text(name) {
      const field = engine.ownField(rule, name);
      const known = field && engine.constantOf(field);
      return typeof known === 'string' ? known : undefined;
    },
    has: (name) => engine.ownField(rule, name) !== undefined,
    options(name) {
      const choice = engine.ownField(rule, name);
      return (choice && engine.knownItems(choice))?.map((one) => cleanByJson(engine, one));
    },
  });
}
