import type { SinkClass } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { ADDRESS, assumeProven, cleanByPattern, provenBy, proves, type Schema, schemaOf } from '../schemas.ts';
import { each, methodOf, models } from './helpers.ts';

/*
 * Checks by schema. A schema that is seen says for each field what is left of the danger: a text stays a text, a number, a
 * choice, an identifier is harmless. One that is not seen is a check of unknown strength.
 */

const TEXT: Schema = { type: 'text', cleanFor: ['nosqli', 'proto'] };
const CLEAN_TYPES =
  /^(number|int|integer|bigint|boolean|bool|date|enum|enums|picklist|nativeEnum|literal|uuid|guid|isoDate|valid|oneOf|alphanum|hex|port|nan|null|undefined|void|datetime|ulid|cuid|cuid2|nanoid|isodate|isodatetime|only|equal|never|float)$/;
/** Behind a text: what makes it harmless. */
const CLEAN_CHECKS =
  /^(uuid|guid|datetime|date|cuid|cuid2|ulid|nanoid|alphanum|hex|isoDate|oneOf|valid|only|equal|enum|token|length0|creditCard|base64|int|number|time|duration)$/;
/** Choices, whatever it is that is chosen from. */
const CHOICES = /^(oneOf|valid|only|equal|enum)$/;
const ADDRESSES = /^(ip|ipv4|ipv6|cidr|cidrv4|cidrv6)$/;

const builds: Model = (call, engine) => {
  // Those of runtypes are written large.
  const method = call.callee.module === 'runtypes' ? ofRuntypes(methodOf(call)) : methodOf(call);
  const state = call.callee.state as Schema | undefined;
  const [first] = call.arguments;
  const made = (next: Schema): AbstractValue => engine.external(call.callee.module, 'schema', next);
  if (
    /^(parse|parseAsync|validateSync|attempt|cast|assert|create|mask|validateAsync|safeParse|safeParseAsync|spa|validate|decode|isValidSync|isValid|is)$/.test(
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
  if (call.callee.module === 'io-ts' && /^(type|partial|strict)$/.test(method) && first !== undefined)
    return made({ type: 'object', fields: first });
  if (/^(exact|readonly)$/.test(method) && state === undefined && first !== undefined && schemaOf(engine, first))
    return first;
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
    /^(any|mixed|unknown|record|custom|instanceof|lazy|preprocess|map|alternatives|binary|json)$/.test(method) &&
    state === undefined
  )
    return made({ type: 'any' });
  // `optional(string())` of valibot and superstruct
  if (
    /^(optional|nullable|nullish|defaulted|exactOptional)$/.test(method) &&
    state === undefined &&
    first !== undefined
  )
    return schemaOf(engine, first) && first;
  if (state === undefined && /^(pipe|pattern|regex)$/.test(method)) return piped(call, engine);
  // `z.union([…])`, `a.or(b)`: as harmless as the least harmless of them.
  if (/^(union|discriminatedUnion|variant|either|xor)$/.test(method) && state === undefined) {
    const list = call.arguments.find((one) => engine.knownItems(one) !== undefined);
    const options = (list && engine.knownItems(list)) ?? call.arguments;
    const isClean = options.length > 0 && options.every((one) => schemaOf(engine, one)?.type === 'clean');
    return made({ type: isClean ? 'clean' : 'any' });
  }
  if (method === 'or') {
    const isClean = state?.type === 'clean' && first !== undefined && schemaOf(engine, first)?.type === 'clean';
    return made({ type: isClean ? 'clean' : 'any' });
  }
  if (method === 'keyof' && state === undefined) return made({ type: 'clean' });
  if (state === undefined && CLEAN_TYPES.test(method))
    return made({ type: 'clean', ...(isLenient(call, method) ? { isMade: true } : {}) });
  if (state?.type === 'text' && CLEAN_CHECKS.test(method)) return made({ type: 'clean' });
  if (state?.type === 'any' && CHOICES.test(method)) return made({ type: 'clean' });
  if ((state === undefined || state.type === 'text') && ADDRESSES.test(method))
    return made({ type: 'text', cleanFor: ADDRESS });
  if (state?.type === 'text' && method === 'transform' && first !== undefined && leavesNothing(call, engine, first))
    return made({ type: 'clean', isMade: true });
  if (state?.type === 'text' && /^(refine|test|custom|check)$/.test(method)) {
    const predicate = call.arguments.find((one) => engine.isFunction(one));
    const proven = predicate && provenByPredicate(call, engine, predicate);
    if (proven === 'all') return made({ type: 'clean' });
    if (proven !== undefined) return made({ ...state, cleanFor: [...(state.cleanFor ?? []), ...proven] });
  }
  if (state !== undefined && /^(transform|catch|preprocess)$/.test(method)) return made({ ...state, isMade: true });
  if (state?.type === 'text' && /^(regex|pattern|matches)$/.test(method)) {
    const regex = first?.shapes[0];
    const clean = regex?.kind === 'regex' ? cleanByPattern(regex.pattern, regex.flags) : undefined;
    return made({ type: 'text', cleanFor: [...(state.cleanFor ?? []), ...(clean ?? [])] });
  }
  return state === undefined ? undefined : made(state);
};

/** `Record({ … })`, `Union(Literal('a'), …)`, `.check(data)` */
function ofRuntypes(method: string): string {
  if (/^(Record|Object|Partial)$/.test(method)) return 'object';
  return method === 'check' ? 'parse' : method === 'guard' ? 'is' : method.toLowerCase();
}

/** What takes nearly every text, and makes something of it. */
function isLenient({ callee: { module, path } }: CallSite, method: string): boolean {
  if (/^date/i.test(method)) return /joi|yup/i.test(module) || path.includes('coerce.');
  return /^bool/.test(method) && path.includes('coerce.');
}

/** `pipe(string(), regex(/^[a-z]+$/))` of valibot, `pattern(string(), /^[a-z]+$/)` of superstruct. */
function piped(call: CallSite, engine: Engine): AbstractValue {
  const known = call.arguments.flatMap((one): readonly Schema[] => {
    const regex = one.shapes[0];
    const given = schemaOf(engine, one);
    if (regex?.kind !== 'regex') return given === undefined ? [] : [given];
    return [{ type: 'text', cleanFor: cleanByPattern(regex.pattern, regex.flags) ?? [] }];
  });
  const narrow = known.find(({ type }) => type !== 'text' && type !== 'any');
  const cleanFor = known.flatMap((one) => one.cleanFor ?? []);
  return engine.external(call.callee.module, 'schema', narrow ?? ({ type: 'text', cleanFor } satisfies Schema));
}

/** Whether nothing of a text is in what a function makes of it: `(text) => parseInt(text, 10)`. */
function leavesNothing(call: CallSite, engine: Engine, change: AbstractValue): boolean {
  const step = { place: call.place, text: 'is changed' };
  const text = engine.tainted(engine.unknown('a text', call.place), 'error', 'a text', step);
  return engine.call(change, [text], call.place).taint.every(({ cleanFor }) => cleanFor === 'all');
}

/** What holds of a text that a function of the project says yes to: `(text) => LIST.includes(text)`. */
function provenByPredicate(
  call: CallSite,
  engine: Engine,
  predicate: AbstractValue,
): readonly SinkClass[] | 'all' | undefined {
  const step = { place: call.place, text: 'is asked about' };
  const text = engine.tainted(engine.unknown('a text', call.place), 'error', 'a text', step);
  const [taint] = text.taint;
  const { answer } = engine.ask(predicate, [text], call.place);
  const proven = (answer.implies?.whenTrue ?? []).filter((check) => check.taint.key === taint?.key);
  if (proven.some(({ cleanFor }) => cleanFor === 'all')) return 'all';
  const classes = proven.flatMap(({ cleanFor }) => (typeof cleanFor === 'string' ? [] : [...cleanFor]));
  return classes.length === 0 ? undefined : classes;
}

function joinFields(call: CallSite, engine: Engine, a: AbstractValue, b: AbstractValue): AbstractValue {
  const fields: Record<string, AbstractValue> = {};
  for (const source of [a, b])
    for (const name of engine.fieldNames(source)) fields[name] = engine.field(source, name, call.place);
  return engine.object(fields, call.place);
}

function runs(call: CallSite, engine: Engine, state: Schema | undefined): AbstractValue | undefined {
  // `Joi.attempt(value, schema)`, `assert(value, schema)` of superstruct; valibot has the schema first.
  const isSchemaFirst = state === undefined && call.callee.module === 'valibot';
  const [value, other] = isSchemaFirst ? [call.arguments[1], call.arguments[0]] : call.arguments;
  if (value === undefined) return undefined;
  engine.fact('validates-event', call.place, call.callee.module);
  const schema = state ?? (other && schemaOf(engine, other));
  const checked = applied(engine, schema, value, call, 0);
  const given = state === undefined ? other : engine.external(call.callee.module, 'schema', state);
  const checks = given && schema ? provenBy(engine, given, value, call.place) : [];
  const method = methodOf(call);
  const isFine = proves(engine, call.place, checks);
  const error = proves(engine, call.place, checks, false);
  if (/^safeParse/.test(method) || method === 'spa')
    return engine.object(
      {
        success: isFine,
        data: checked,
        ...(isSchemaFirst ? { output: checked } : {}),
        error: engine.unknown('an error', call.place),
      },
      call.place,
    );
  if (/^(isValid|isValidSync|is)$/.test(method)) return checks.length > 0 ? isFine : engine.checked(value, 'unsure');
  if (method === 'validate' && /joi/i.test(call.callee.module))
    return engine.object({ error, value: checked }, call.place);
  // An `Either`: what was decoded, or what was wrong.
  if (method === 'decode' && call.callee.module === 'io-ts')
    return engine.object({ right: checked, left: engine.unknown('errors', call.place), _tag: isFine }, call.place);
  if (method === 'validate' && call.callee.module === 'superstruct') return engine.list([error, checked], call.place);
  assumeProven(engine, checks);
  return checked;
}

/** The value as a schema lets it pass, with what it makes of it. */
export function appliedSchema(
  engine: Engine,
  schema: AbstractValue,
  value: AbstractValue,
  call: CallSite,
): AbstractValue {
  return applied(engine, schemaOf(engine, schema), value, call, 0);
}

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
  const [given, envelope, schema] = call.arguments;
  if (given === undefined) return undefined;
  engine.fact('validates-event', call.place, '@aws-lambda-powertools/parser');
  const { path } = (envelope && engine.externalsOf(envelope)[0]) ?? { path: '' };
  const read = schema && schemaOf(engine, schema);
  const parsed = (text: AbstractValue): AbstractValue =>
    engine.call(engine.external('global', 'JSON.parse'), [text], call.place);
  // What is inside of the event is taken out of it.
  if (/^(ApiGateway|ALB|LambdaFunctionUrl|VpcLattice)/i.test(path))
    return applied(engine, read, parsed(engine.field(given, 'body', call.place)), call, 0);
  if (/^EventBridge/.test(path)) return applied(engine, read, engine.field(given, 'detail', call.place), call, 0);
  if (/^(Sqs|Sns)/.test(path)) {
    const record = engine.item(engine.field(given, 'Records', call.place), call.place);
    const text = path.startsWith('Sqs')
      ? engine.field(record, 'body', call.place)
      : engine.field(engine.field(record, 'Sns', call.place), 'Message', call.place);
    return engine.list([], call.place, applied(engine, read, parsed(text), call, 0));
  }
  return applied(engine, read, given, call, 0);
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
  const isSeen = engine.ownField(schema, 'properties') ?? schemaOf(engine, schema);
  return isSeen === undefined
    ? engine.checked(value, 'unsure')
    : proves(engine, place, provenBy(engine, schema, value, place));
}

export const VALIDATOR_CLEAN =
  /^is(UUID|Int|Float|Numeric|Alpha|Alphanumeric|Boolean|MongoId|ISO8601|Hexadecimal|Port|Decimal|Date|RFC3339|Currency|CreditCard|MACAddress|Semver|Hash|In|Locale|MD5)$/;

/** `validate({ payload, schema })` gives the payload, or throws. */
const validatesPayload: Model = (call, engine) => {
  const [options] = call.arguments;
  const payload = options && engine.ownField(options, 'payload');
  const schema = options && engine.ownField(options, 'schema');
  if (options === undefined || payload === undefined) return undefined;
  engine.fact('validates-event', call.place, call.callee.module);
  if (engine.ownField(options, 'envelope') !== undefined)
    return engine.derived([payload], engine.unknown('a part', call.place), {
      place: call.place,
      text: 'is taken out of its envelope',
    });
  if (schema !== undefined) assumeProven(engine, provenBy(engine, schema, payload, call.place));
  return payload;
};

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
  models(['ajv', 'ajv/dist/2019', 'ajv/dist/2020', 'is-my-json-valid', '@cfworker/json-schema'], {
    otherCalls: (call, engine) =>
      /(^|\.)(compile|validate)$/.test(call.callee.path)
        ? compiles(call, engine)
        : engine.external(call.callee.module, call.isNew ? '#' : '()'),
  }),
  models(['@aws-lambda-powertools/validation'], { calls: { ...each(['validate'], validatesPayload) } }),
  models(['jsonschema'], {
    calls: {
      ...each(['validate', 'Validator#.validate'], (call, engine) => {
        const [value, schema] = call.arguments;
        if (value === undefined) return undefined;
        engine.fact('validates-event', call.place, call.callee.module);
        const checked = schema && checkedBySchema(engine, schema, value, call.place);
        return engine.object(
          { valid: checked ?? engine.checked(value, 'unsure'), errors: engine.list([], call.place) },
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
      if (method === 'isIP') return engine.checked(value, ADDRESS);
      if (/^is/.test(method)) return engine.checked(value, 'unsure');
      if (method === 'escape') return engine.cleaned(value, ['html-response', 'xss']);
      if (/^to(Int|Float|Boolean|Date)$/.test(method)) return engine.cleaned(value, 'all');
      return value;
    },
  }),
];
