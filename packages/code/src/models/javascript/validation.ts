import type { SinkClass } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { cleanAfterMatch } from './character-sets.ts';
import { each, methodOf, models } from './helpers.ts';

/*
 * Checks by schema. A schema that is seen says for each field what is left of the danger: a text stays a text, a number, a
 * choice, an identifier is harmless. One that is not seen is a check of unknown strength.
 */

/** What is known of a schema; kept as state of the library's object. */
interface Schema {
  readonly type: 'object' | 'list' | 'text' | 'clean' | 'any';
  readonly fields?: AbstractValue;
  readonly item?: AbstractValue;
  readonly cleanFor?: readonly SinkClass[];
}

const TEXT: Schema = { type: 'text', cleanFor: ['nosqli', 'proto'] };
const CLEAN_TYPES =
  /^(number|int|integer|bigint|boolean|bool|date|enum|nativeEnum|literal|uuid|guid|isoDate|valid|oneOf|alphanum|hex|port|ip|ipVersion|nan|null|undefined|void|datetime|ulid|cuid|cuid2|nanoid|isodate|isodatetime|only|equal|never|float|mixed)$/;
/** Behind a text: what makes it harmless. */
const CLEAN_CHECKS =
  /^(uuid|guid|datetime|date|ip|cuid|cuid2|ulid|nanoid|alphanum|hex|isoDate|oneOf|valid|only|equal|enum|token|length0|creditCard|base64|int|number|time|duration|ipv4|ipv6|cidr)$/;

const builds: Model = (call, engine) => {
  const method = methodOf(call);
  const state = call.callee.state as Schema | undefined;
  const [first] = call.arguments;
  const made = (next: Schema): AbstractValue => engine.external(call.callee.module, 'schema', next);
  if (
    /^(parse|parseAsync|validateSync|attempt|cast|assert|validateAsync|safeParse|safeParseAsync|spa|validate|decode|isValidSync|isValid|is)$/.test(
      method,
    )
  ) {
    return runs(call, engine, state);
  }
  if (/^(object|strictObject|looseObject|shape|keys|extend|interface|append)$/.test(method)) {
    const isField = first?.shapes.some(({ kind }) => kind === 'object');
    if (first === undefined || !isField) return made({ type: 'object' });
    const fields = state?.fields === undefined ? first : joinFields(call, engine, state.fields, first);
    return made({ type: 'object', fields });
  }
  if (/^(array|items|of|set|tuple)$/.test(method)) {
    const item = first ?? state?.item;
    return made(item === undefined ? { type: 'list' } : { type: 'list', item });
  }
  if (
    method === 'string' ||
    method === 'text' ||
    (method === 'email' && state === undefined) ||
    (method === 'url' && state === undefined)
  )
    return made(TEXT);
  if (/^(coerce|z|v|default|Joi)$/.test(method) && state === undefined) return undefined;
  if (
    /^(any|unknown|record|custom|instanceof|lazy|preprocess|map|alternatives|binary|json)$/.test(method) &&
    state === undefined
  )
    return made({ type: 'any' });
  if (state === undefined && CLEAN_TYPES.test(method)) return made({ type: 'clean' });
  if (state?.type === 'text' && CLEAN_CHECKS.test(method)) return made({ type: 'clean' });
  if (state?.type === 'text' && method === 'transform' && first !== undefined && leavesNothing(call, engine, first))
    return made({ type: 'clean' });
  if (state?.type === 'text' && /^(regex|pattern|matches)$/.test(method)) {
    const regex = first?.shapes[0];
    const clean =
      regex?.kind === 'regex' && /^\^.*\$$/.test(regex.pattern) ? cleanAfterMatch(regex.pattern) : undefined;
    return made({ type: 'text', cleanFor: [...(state.cleanFor ?? []), ...(clean ?? [])] });
  }
  return state === undefined ? undefined : made(state);
};

/** Whether nothing of a text is in what a function makes of it: `(text) => parseInt(text, 10)`. */
function leavesNothing(call: CallSite, engine: Engine, change: AbstractValue): boolean {
  const step = { place: call.place, text: 'is changed' };
  const text = engine.tainted(engine.unknown('a text', call.place), 'error', 'a text', step);
  return engine.call(change, [text], call.place).taint.every(({ cleanFor }) => cleanFor === 'all');
}

function joinFields(call: CallSite, engine: Engine, a: AbstractValue, b: AbstractValue): AbstractValue {
  const fields: Record<string, AbstractValue> = {};
  for (const source of [a, b])
    for (const name of engine.fieldNames(source)) fields[name] = engine.field(source, name, call.place);
  return engine.object(fields, call.place);
}

function runs(call: CallSite, engine: Engine, state: Schema | undefined): AbstractValue | undefined {
  // `Joi.validate(value, schema)`, `Joi.attempt(value, schema)`
  const other = call.arguments[1] && schemaOf(engine, call.arguments[1]);
  const [value] = call.arguments;
  if (value === undefined) return undefined;
  engine.fact('validates-event', call.place, call.callee.module);
  const checked = applied(engine, state ?? other, value, call, 0);
  const method = methodOf(call);
  if (/^safeParse/.test(method) || method === 'spa') {
    return engine.object(
      {
        success: engine.unknown('a truth value', call.place),
        data: checked,
        error: engine.unknown('an error', call.place),
      },
      call.place,
    );
  }
  if (/^(isValid|isValidSync|is)$/.test(method)) return engine.checked(value, 'unsure');
  if (method === 'validate' && /joi/i.test(call.callee.module)) {
    return engine.object({ error: engine.unknown('an error', call.place), value: checked }, call.place);
  }
  return checked;
}

function schemaOf(engine: Engine, value: AbstractValue): Schema | undefined {
  return engine
    .externalsOf(value)
    .map(({ state }) => state as Schema | undefined)
    .find((state) => state?.type !== undefined);
}

/** The value as the schema lets it pass. */
function applied(
  engine: Engine,
  schema: Schema | undefined,
  value: AbstractValue,
  call: CallSite,
  depth: number,
): AbstractValue {
  if (schema === undefined || schema.type === 'any' || depth > 5)
    return { ...value, taint: value.taint.map((taint) => ({ ...taint, confidence: 'medium' as const })) };
  if (schema.type === 'clean') return engine.cleaned(value, 'all');
  if (schema.type === 'text') return engine.cleaned(unstructured(value), schema.cleanFor ?? []);
  if (schema.type === 'list') {
    const item = engine.item(value, call.place);
    const inner = schema.item && schemaOf(engine, schema.item);
    return engine.list([], call.place, applied(engine, inner, item, call, depth + 1));
  }
  if (schema.fields === undefined) return value;
  const fields: Record<string, AbstractValue> = {};
  for (const name of engine.fieldNames(schema.fields)) {
    const inner = schemaOf(engine, engine.field(schema.fields, name, call.place));
    fields[name] = applied(engine, inner, engine.field(value, name, call.place), call, depth + 1);
  }
  return engine.object(fields, call.place);
}

function unstructured(value: AbstractValue): AbstractValue {
  return {
    ...value,
    shapes: value.shapes.map((shape) => (shape.kind === 'event' ? { ...shape, structured: false } : shape)),
  };
}

const parser: Model = (call, engine) => {
  const [value, , schema] = call.arguments;
  if (value === undefined) return undefined;
  engine.fact('validates-event', call.place, '@aws-lambda-powertools/parser');
  return applied(engine, schema && schemaOf(engine, schema), value, call, 0);
};

/** `ajv.compile(schema)` gives a function that says yes or no. */
const compiles: Model = (call, engine) => {
  const [schema] = call.arguments;
  const check = (value: AbstractValue | undefined, place: CallSite['place']): AbstractValue => {
    if (value === undefined) return engine.unknown('a truth value', place);
    engine.fact('validates-event', place, call.callee.module);
    return schema === undefined ? engine.checked(value, 'unsure') : checkedBySchema(engine, schema, value, place);
  };
  if (methodOf(call) === 'validate') return check(call.arguments[1], call.place);
  return engine.native('validate', (inner) => check(inner.arguments[0], inner.place));
};

function checkedBySchema(
  engine: Engine,
  schema: AbstractValue,
  value: AbstractValue,
  place: CallSite['place'],
): AbstractValue {
  const properties = engine.ownField(schema, 'properties');
  const whole = engine.checked(value, 'unsure');
  if (properties === undefined) return whole;
  const whenTrue = engine.fieldNames(properties).flatMap((name) => {
    const rule = engine.field(properties, name, place);
    const type = engine.ownField(rule, 'type');
    const known = type && engine.constantOf(type);
    const pattern = engine.ownField(rule, 'pattern');
    const text = pattern && engine.constantOf(pattern);
    const format = engine.ownField(rule, 'format');
    const isClean =
      engine.ownField(rule, 'enum') !== undefined ||
      engine.ownField(rule, 'const') !== undefined ||
      ['integer', 'number', 'boolean'].includes(String(known)) ||
      ['uuid', 'date', 'date-time', 'ipv4'].includes(String(format && engine.constantOf(format)));
    const clean = typeof text === 'string' && /^\^.*\$$/.test(text) ? cleanAfterMatch(text) : undefined;
    const field = engine.field(value, name, place);
    return engine.checked(field, isClean ? 'all' : (clean ?? ['nosqli', 'proto'])).implies?.whenTrue ?? [];
  });
  return { ...whole, implies: { whenTrue, whenFalse: [] } };
}

const VALIDATOR_CLEAN =
  /^is(UUID|Int|Float|Numeric|Alpha|Alphanumeric|Boolean|MongoId|ISO8601|Hexadecimal|IP|Port|Decimal|Date|RFC3339|Currency|CreditCard|MACAddress|Semver|Hash|In|Locale|Slug|MD5)$/;

export const validationModels: readonly ModelSet[] = [
  models(
    [
      'zod',
      'zod/v4',
      'zod/v3',
      'zod/mini',
      'joi',
      '@hapi/joi',
      'yup',
      'superstruct',
      'valibot',
      'myzod',
      'io-ts',
      'runtypes',
    ],
    { otherCalls: builds },
  ),
  models(['@aws-lambda-powertools/parser', '@aws-lambda-powertools/parser/*'], {
    calls: { ...each(['parse'], parser) },
  }),
  models(['ajv', 'ajv/dist/2019', 'ajv/dist/2020', 'fastest-validator', 'is-my-json-valid', '@cfworker/json-schema'], {
    otherCalls: (call, engine) =>
      /(^|\.)(compile|validate)$/.test(call.callee.path)
        ? compiles(call, engine)
        : engine.external(call.callee.module, call.isNew ? '#' : '()'),
  }),
  models(['jsonschema', '@aws-lambda-powertools/validation'], {
    calls: {
      ...each(['validate', 'Validator#.validate'], (call, engine) => {
        const [value] = call.arguments;
        if (value === undefined) return undefined;
        engine.fact('validates-event', call.place, call.callee.module);
        return engine.object(
          { valid: engine.checked(value, 'unsure'), errors: engine.list([], call.place) },
          call.place,
        );
      }),
    },
  }),
  models(['validator', 'validator/*'], {
    otherCalls: (call, engine) => {
      const [value] = call.arguments;
      const method = methodOf(call);
      if (value === undefined) return undefined;
      if (VALIDATOR_CLEAN.test(method)) return engine.checked(value, 'all');
      if (/^is/.test(method)) return engine.checked(value, 'unsure');
      if (method === 'escape') return engine.cleaned(value, ['html-response', 'xss']);
      if (/^to(Int|Float|Boolean|Date)$/.test(method)) return engine.cleaned(value, 'all');
      return value;
    },
  }),
];
