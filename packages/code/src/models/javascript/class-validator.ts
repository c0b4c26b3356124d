import type { SinkClass } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { ADDRESS, assumeProven, cleanByPattern, proves } from '../schemas.ts';
import { each, models } from './helpers.ts';

/*
 * Checks that decorators of class-validator write on the fields of a class, and the instances that class-transformer makes of data.
 */

const CLEAN =
  /^Is(UUID|Int|Number|NumberString|Boolean|BooleanString|Enum|In|Alpha|Alphanumeric|MongoId|ISO8601|DateString|Date|Hexadecimal|Port|Decimal|HexColor|Locale|CreditCard|Positive|Negative|DivisibleBy|ISO31661Alpha2|ISO31661Alpha3|ISO4217CurrencyCode)$|^(IsPositive|IsNegative|Min|Max|Equals)$/;

/** What each field of a class is free of where its decorators let it pass; fields without a check are left out. */
export function provenFields(
  engine: Engine,
  type: AbstractValue | undefined,
): readonly (readonly [name: string, cleanFor: readonly SinkClass[] | 'all'])[] {
  const fields = (type && engine.classOf(type)?.fields) ?? [];
  return fields.flatMap(({ name, decorators }): readonly (readonly [string, readonly SinkClass[] | 'all'])[] => {
    const checks = decorators.flatMap((one) =>
      engine.externalsOf(one).filter(({ module }) => module === 'class-validator'),
    );
    const names = checks.map(({ path }) => path.replace(/\(\)$/, ''));
    if (names.length === 0) return [];
    if (names.some((one) => CLEAN.test(one))) return [[name, 'all'] as const];
    const patterns = checks.flatMap(({ path, made }) =>
      /^Matches/.test(path) ? (made?.arguments[0]?.shapes ?? []) : [],
    );
    const clean = patterns.flatMap((one) =>
      one.kind === 'regex' ? (cleanByPattern(one.pattern, one.flags) ?? []) : [],
    );
    if (names.includes('IsIP')) return [[name, ADDRESS] as const];
    const isText = names.includes('IsString') || patterns.length > 0;
    return [[name, isText ? (['nosqli', 'proto', ...clean] as const) : []] as const];
  });
}

/** `plainToInstance(Order, data)`: an instance with the data's fields. */
const instance: Model = (call, engine) => {
  const [type, data] = call.arguments;
  const described = type && engine.classOf(type);
  if (type === undefined || data === undefined || described === undefined) return data;
  if (engine.knownItems(data) !== undefined) return data;
  const made = engine.call(type, [], call.place, { isNew: true });
  for (const { name } of described.fields) engine.setField(made, name, engine.field(data, name, call.place));
  return made;
};

function classOfInstance({ shapes }: AbstractValue): AbstractValue | undefined {
  for (const shape of shapes)
    if (shape.kind === 'object' && shape.object.instanceOf !== undefined)
      return { shapes: [{ kind: 'class', class: shape.object.instanceOf }], taint: [] };
  return undefined;
}

function checksOf(call: CallSite, engine: Engine, value: AbstractValue) {
  engine.fact('validates-event', call.place, 'class-validator');
  return provenFields(engine, classOfInstance(value)).flatMap(([name, cleanFor]) =>
    cleanFor.length === 0
      ? []
      : (engine.checked(engine.field(value, name, call.place), cleanFor).implies?.whenTrue ?? []),
  );
}

/** `validate(order)` gives the errors: none of them says that all held. */
const errors: Model = (call, engine) => {
  const [value] = call.arguments;
  if (value === undefined) return undefined;
  const length = proves(engine, call.place, checksOf(call, engine, value), false);
  return engine.object({ length }, call.place, engine.unknown('an error', call.place));
};

const rejects: Model = (call, engine) => {
  const [value] = call.arguments;
  if (value !== undefined) assumeProven(engine, checksOf(call, engine, value));
  return engine.constant(undefined);
};

export const classValidatorModels: readonly ModelSet[] = [
  models(['class-transformer'], {
    calls: { ...each(['plainToInstance', 'plainToClass', 'plainToClassFromExist'], instance) },
  }),
  models(['class-validator'], {
    calls: { ...each(['validate', 'validateSync'], errors), validateOrReject: rejects },
  }),
  // Both in one: `transformAndValidate(Order, data)`.
  models(['class-transformer-validator'], {
    calls: {
      ...each(['transformAndValidate', 'transformAndValidateSync'], (call, engine) => {
        const made = instance(call, engine);
        if (made !== undefined) assumeProven(engine, checksOf(call, engine, made));
        return made;
      }),
    },
  }),
];
