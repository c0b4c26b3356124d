import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { provenBy, proves, type Schema } from '../schemas.ts';
import { each, methodOf, models } from './helpers.ts';
import { appliedSchema } from './validation.ts';

/*
 * Schemas that are written as texts, or whose parts are read and not called: arktype, fastest-validator, effect, io-ts, runtypes.
 */

const CLEAN: Schema = { type: 'clean' };
const TEXT: Schema = { type: 'text', cleanFor: ['nosqli', 'proto'] };
const ANY: Schema = { type: 'any' };

const made = (engine: Engine, schema: Schema): AbstractValue => engine.external('<schema>', 'schema', schema);

/** `number`, `'a' | 'b'`, `string.uuid` of arktype; `number|integer:true`, `uuid` of fastest-validator. */
function ofText(text: string): Schema {
  const first = /^[\w.]+/.exec(text.trim())?.[0] ?? '';
  if (/^\s*(?:'[^']*'|"[^"]*"|\d+)(?:\s*\|\s*(?:'[^']*'|"[^"]*"|\d+))*\s*$/.test(text)) return CLEAN;
  if (/^(number|boolean|bigint|date|uuid|mac|objectID|currency|luhn|null|undefined)$/.test(first)) return CLEAN;
  if (/^(number|string)\.(integer|uuid|digits|numeric|hex|date|alphanumeric|alpha|creditCard)/.test(first))
    return CLEAN;
  if (/^string$/.test(first)) return /\balphanum\b|\bnumeric\b|\bhex\b/.test(text) ? CLEAN : TEXT;
  return /^(email|url)$/.test(first) ? TEXT : ANY;
}

function ofRules(call: CallSite, engine: Engine, rules: AbstractValue, depth = 0): Schema {
  const known = engine.externalsOf(rules)[0]?.state as Schema | undefined;
  if (known?.type !== undefined) return known;
  const text = engine.constantOf(rules);
  if (typeof text === 'string') return ofText(text);
  if (depth > 4 || !rules.shapes.some(({ kind }) => kind === 'object')) return ANY;
  const type = engine.ownField(rules, 'type');
  const name = type && engine.constantOf(type);
  if (typeof name === 'string' && depth > 0) {
    if (/^(enum|equal)$/.test(name)) return CLEAN;
    const properties = engine.ownField(rules, 'props') ?? engine.ownField(rules, 'properties');
    return properties === undefined ? ofText(name) : ofRules(call, engine, properties, depth + 1);
  }
  const names = engine.fieldNames(rules).filter((one) => !one.startsWith('$$'));
  const fields = names.map((one) => {
    const inner = ofRules(call, engine, engine.field(rules, one, call.place), depth + 1);
    return [one.replace(/\?$/, ''), made(engine, inner)] as const;
  });
  return { type: 'object', fields: engine.object(Object.fromEntries(fields), call.place) };
}

/** `type({ n: 'number' })` of arktype: called, it gives the data or what is wrong with it. */
const arktype: Model = (call, engine) => {
  const [first] = call.arguments;
  const state = call.callee.state as Schema | undefined;
  const method = methodOf(call);
  if (state?.type === undefined)
    return /^(type|scope)$/.test(method) && first !== undefined
      ? engine.external('arktype', 'schema', ofRules(call, engine, first))
      : undefined;
  if (!/^(schema|assert|allows|from)$/.test(method) || first === undefined)
    return engine.external('arktype', 'schema', state);
  engine.fact('validates-event', call.place, 'arktype');
  if (method === 'allows') return proves(engine, call.place, provenBy(engine, made(engine, state), first, call.place));
  return appliedSchema(engine, made(engine, state), first, call);
};

/** `check = new Validator().compile({ n: 'number' })`: `true`, or what is wrong. */
const fastest: Model = (call, engine) => {
  const method = methodOf(call);
  if (!/^(compile|validate)$/.test(method)) return engine.external('fastest-validator', call.isNew ? '#' : '()');
  const rules = call.arguments[method === 'compile' ? 0 : 1];
  const asks = (value: AbstractValue | undefined, place: CallSite['place']): AbstractValue => {
    if (value === undefined || rules === undefined) return engine.unknown('a truth value', place);
    engine.fact('validates-event', place, 'fastest-validator');
    return proves(engine, place, provenBy(engine, made(engine, ofRules(call, engine, rules)), value, place));
  };
  return method === 'validate'
    ? asks(call.arguments[0], call.place)
    : engine.native('check', (inner) => asks(inner.arguments[0], inner.place));
};

/** Parts that are read: `t.number`, `Schema.String`. */
const READ: Readonly<Record<string, Schema>> = Object.fromEntries([
  ...[
    'number',
    'boolean',
    'bigint',
    'Int',
    'Number',
    'Boolean',
    'BigInt',
    'null',
    'Null',
    'Undefined',
    'UUID',
    'Date',
    'NumberFromString',
    'DateFromString',
    'IntFromString',
  ].map((name) => [name, CLEAN]),
  ...['string', 'String', 'NonEmptyString', 'Trim'].map((name) => [name, TEXT]),
]);

const reads =
  (module: string): NonNullable<ModelSet['otherReads']> =>
  ({ object, name }, engine) => {
    const known = object.state === undefined && Object.hasOwn(READ, name) ? READ[name] : undefined;
    return known && engine.external(module, 'schema', known);
  };

/** `Schema.Struct({ n: Schema.Number })`, `Schema.decodeUnknownSync(schema)(data)` of effect. */
const effect: Model = (call, engine) => {
  const method = methodOf(call);
  const [first] = call.arguments;
  if (first === undefined) return undefined;
  const schema = (next: Schema): AbstractValue => engine.external(call.callee.module, 'schema', next);
  if (/^(Struct|struct|Class)$/.test(method)) return schema({ type: 'object', fields: first });
  if (/^(Literal|literal|Enums|enums)$/.test(method)) return schema(CLEAN);
  if (/^(Array|array)$/.test(method)) return schema({ type: 'list', item: first });
  if (/^(optional|NullOr|UndefinedOr|optionalWith)$/.test(method)) return first;
  if (!/^(decodeUnknownSync|decodeSync|decodeUnknownPromise|validateSync|asserts)$/.test(method)) return undefined;
  return engine.native('decode', (inner) => {
    const [value] = inner.arguments;
    if (value === undefined) return undefined;
    engine.fact('validates-event', inner.place, 'effect');
    return appliedSchema(engine, first, value, inner);
  });
};

export const schemaTextModels: readonly ModelSet[] = [
  models(['arktype'], { otherCalls: arktype }),
  models(['fastest-validator'], { otherCalls: fastest }),
  ...['effect', '@effect/schema', '@effect/schema/Schema'].map((name) =>
    models([name], { otherCalls: effect, otherReads: reads(name) }),
  ),
  ...['io-ts', 'runtypes'].map((name) => models([name], { otherReads: reads(name) })),
  models(['fp-ts/Either', 'fp-ts/lib/Either'], {
    calls: { ...each(['isRight', 'isLeft'], (call, engine) => engine.unknown('a truth value', call.place)) },
  }),
];
