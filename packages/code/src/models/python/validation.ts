import type { SinkClass } from '@bulkhead/core';
import type { AbstractValue, CallSite, Check, Engine, Model, ModelSet } from '../../engine/types.ts';
import { ADDRESS, assumeProven, cleanByPattern, provenBy, proves, type Schema } from '../schemas.ts';
import { parseJson } from './data.ts';
import { argument, constantText, each, models } from './helpers.ts';
import { instanceFrom } from './identity.ts';

/*
 * Checks by schema: jsonschema, fastjsonschema, Powertools' validation, cerberus, marshmallow. What they prove is said in
 * `models/schemas.ts`; those that throw prove it from there on, those that answer where somebody asks.
 */

const TEXT: Schema = { type: 'text', cleanFor: ['nosqli', 'proto'] };

/** `validate(data, schema)`, which throws. */
const throwsUnless =
  (name: string, at: number, keyword: string, schemaAt: number, schemaKeyword: string): Model =>
  (call, engine) => {
    const value = argument(call, at, keyword);
    const schema = argument(call, schemaAt, schemaKeyword);
    if (!value) return undefined;
    engine.fact('validates-event', call.place, name);
    if (call.named.has('envelope')) return value;
    fits(engine, call, value, schema);
    return value;
  };

/** What a schema that is seen proves; one that is not seen is a check of unknown strength. */
function fits(engine: Engine, call: CallSite, value: AbstractValue, schema: AbstractValue | undefined): void {
  const isSeen = schema !== undefined && engine.ownField(schema, 'properties') !== undefined;
  if (isSeen) assumeProven(engine, provenBy(engine, schema, value, call.place));
  else {
    engine.assume(value, 'unsure');
    engine.assume(value, ['nosqli', 'proto']);
  }
}

const keepsSchema =
  (module: string): Model =>
  (call, engine) =>
    engine.external(module, 'validator#', argument(call, 0, 'schema'));

const onValidator: Model = (call, engine) => {
  if (/^(?:validators\.)?Draft\w+Validator$/.test(call.callee.path)) return keepsSchema('jsonschema')(call, engine);
  const method = /^validator#\.(validate|is_valid)$/.exec(call.callee.path)?.[1];
  const schema = call.callee.state as AbstractValue | undefined;
  const value = argument(call, 0, 'instance');
  if (method === undefined || value === undefined) return undefined;
  engine.fact('validates-event', call.place, 'jsonschema');
  if (method === 'is_valid')
    return schema
      ? proves(engine, call.place, provenBy(engine, schema, value, call.place))
      : engine.checked(value, 'unsure');
  fits(engine, call, value, schema);
  return engine.constant(null);
};

const compiled: Model = (call, engine) => {
  const schema = argument(call, 0, 'definition');
  return engine.native('check', (inner) => {
    const [value] = inner.arguments;
    if (value === undefined) return engine.constant(null);
    engine.fact('validates-event', inner.place, 'fastjsonschema');
    fits(engine, inner, value, schema);
    return value;
  });
};

/** Cerberus matches a pattern against the whole text (https://docs.python-cerberus.org/validation-rules.html#regex). */
function provenByCerberus(
  engine: Engine,
  rules: AbstractValue,
  value: AbstractValue,
  call: CallSite,
  depth = 0,
): readonly Check[] {
  if (depth > 4) return [];
  return engine.fieldNames(rules).flatMap((name) => {
    const rule = engine.field(rules, name, call.place);
    const field = engine.field(value, name, call.place);
    const type = constantText(engine, engine.ownField(rule, 'type')) ?? '';
    const inner = engine.ownField(rule, 'schema');
    if (type === 'dict' && inner) return provenByCerberus(engine, inner, field, call, depth + 1);
    const isNarrow =
      /^(integer|float|number|boolean|date|datetime)$/.test(type) || engine.ownField(rule, 'allowed') !== undefined;
    const pattern = constantText(engine, engine.ownField(rule, 'regex'));
    const whole = pattern === undefined ? undefined : `^${pattern.replace(/^\^|\$$/g, '')}$`;
    const clean = (whole === undefined ? undefined : cleanByPattern(whole)) ?? [];
    const proven = isNarrow ? ('all' as const) : type === 'string' ? [...(TEXT.cleanFor ?? []), ...clean] : [];
    return proven.length === 0 ? [] : (engine.checked(field, proven).implies?.whenTrue ?? []);
  });
}

const asksCerberus: Model = (call, engine) => {
  const value = argument(call, 0, 'document');
  const rules = argument(call, 1, 'schema') ?? (call.callee.state as AbstractValue | undefined);
  if (!value) return undefined;
  engine.fact('validates-event', call.place, 'cerberus');
  return rules
    ? proves(engine, call.place, provenByCerberus(engine, rules, value, call))
    : engine.checked(value, 'unsure');
};

const NARROW_FIELDS =
  /^fields\.(Int|Integer|Float|Decimal|Number|Bool|Boolean|UUID|Date|DateTime|NaiveDateTime|AwareDateTime|Time|TimeDelta|Enum|Constant)$/;

/** `fields.Str(validate=validate.OneOf([…]))` of marshmallow. */
const field: Model = (call, engine) => {
  const { path } = call.callee;
  const made = (state: Schema): AbstractValue => engine.external('marshmallow', 'field#', state);
  if (NARROW_FIELDS.test(path)) return made({ type: 'clean' });
  if (/^fields\.IP(?:v[46])?$/.test(path)) return made({ type: 'text', cleanFor: ADDRESS });
  const checks = call.named.get('validate');
  const proven =
    checks === undefined ? [] : (engine.knownItems(checks) ?? [checks]).flatMap((one) => schemaIn(engine, one));
  if (proven.some(({ type }) => type === 'clean')) return made({ type: 'clean' });
  if (/^fields\.(Str|String)$/.test(path))
    return made({
      type: 'text',
      cleanFor: [...(TEXT.cleanFor ?? []), ...proven.flatMap(({ cleanFor }) => cleanFor ?? [])],
    });
  const [inner] = call.arguments;
  if (/^fields\.List$/.test(path) && inner) return made({ type: 'list', item: inner });
  if (/^fields\.Nested$/.test(path) && inner) return made(schemaOfClass(engine, inner, call) ?? { type: 'any' });
  return /^fields\./.test(path) ? made({ type: 'any' }) : undefined;
};

const schemaIn = (engine: Engine, value: AbstractValue): readonly Schema[] =>
  engine
    .externalsOf(value)
    .flatMap(({ state }) => ((state as Schema | undefined)?.type === undefined ? [] : [state as Schema]));

const oneOf: Model = (_, engine) => engine.external('marshmallow', 'check#', { type: 'clean' } satisfies Schema);

/** `validate.Regexp` matches at the beginning of the text and needs an end of its own. */
const regexp: Model = (call, engine) => {
  const pattern = constantText(engine, argument(call, 0, 'regex'));
  const whole = pattern === undefined ? undefined : pattern.startsWith('^') ? pattern : `^${pattern}`;
  const cleanFor = (whole === undefined ? undefined : cleanByPattern(whole)) ?? [];
  return engine.external('marshmallow', 'check#', { type: 'text', cleanFor } satisfies Schema);
};

/** The fields that a class of the project declares, and those of its bases. */
function schemaOfClass(engine: Engine, value: AbstractValue, call: CallSite): Schema | undefined {
  const fields: Record<string, AbstractValue> = {};
  for (const shape of value.shapes) {
    let type = shape.kind === 'class' ? shape.class : shape.kind === 'object' ? shape.object.instanceOf : undefined;
    for (let depth = 0; type !== undefined && depth < 5; depth++) {
      for (const [name, { value: declared }] of type.statics.fields)
        if (!(name in fields) && schemaIn(engine, declared).length > 0) fields[name] = declared;
      const above: AbstractValue | undefined = type.superclass;
      const base = above?.shapes.find(({ kind }) => kind === 'class');
      type = base?.kind === 'class' ? base.class : undefined;
    }
  }
  return Object.keys(fields).length === 0 ? undefined : { type: 'object', fields: engine.object(fields, call.place) };
}

/** `Orders().load(data)` throws, and gives the fields that it knows; `validate` answers with the errors. */
const loads =
  (how: 'load' | 'loads' | 'validate'): Model =>
  (call, engine) => {
    const given = argument(call, 0, how === 'loads' ? 'json_data' : 'data');
    if (!given) return undefined;
    engine.fact('validates-event', call.place, 'marshmallow');
    const value = how === 'loads' ? (parseJson(call, engine) ?? given) : given;
    const schema = call.receiver && schemaOfClass(engine, call.receiver, call);
    if (schema === undefined) {
      engine.assume(value, 'unsure');
      engine.assume(value, ['nosqli', 'proto']);
      return how === 'validate' ? engine.checked(value, 'unsure', { holds: false }) : value;
    }
    const checks = provenBy(engine, engine.external('marshmallow', 'schema#', schema), value, call.place);
    if (how === 'validate') return proves(engine, call.place, checks, false);
    assumeProven(engine, checks);
    return value;
  };

/** `TypeAdapter(Order).validate_python(data)` */
const adapted: Model = (call, engine) => {
  const method = /#\.(validate_python|validate_json)$/.exec(call.callee.path)?.[1];
  const type = call.callee.state as AbstractValue | undefined;
  const [given] = call.arguments;
  if (method === undefined || type === undefined || given === undefined) return undefined;
  const data = method === 'validate_json' ? (parseJson(call, engine) ?? given) : given;
  return instanceFrom(call, engine, type, data);
};

/** `validators.uuid(text)`: what says yes to nothing that could do harm. */
const PROVES: Readonly<Record<string, 'all' | readonly SinkClass[]>> = {
  uuid: 'all',
  slug: 'all',
  ...Object.fromEntries(['ipv4', 'ipv6', 'ip_address.ipv4', 'ip_address.ipv6'].map((name) => [name, ADDRESS])),
  ...Object.fromEntries(
    ['md5', 'sha1', 'sha256', 'sha512', 'mac_address', 'iban', 'country_code'].map((name) => [name, 'all']),
  ),
  ...Object.fromEntries(
    ['domain', 'hostname'].map((name) => [
      name,
      ['cmdi', 'sqli', 'codei', 'traversal', 'html-response', 'xss'] as const,
    ]),
  ),
};

const asksValidators: Model = (call, engine) => {
  const value = argument(call, 0, 'value');
  return (
    value &&
    engine.checked(value, (Object.hasOwn(PROVES, call.callee.path) ? PROVES[call.callee.path] : undefined) ?? 'unsure')
  );
};

/** `msgspec.json.decode(body, type=Order)`, `msgspec.convert(data, Order)` */
const decodes: Model = (call, engine) => {
  const [given] = call.arguments;
  const type = argument(call, 1, 'type');
  const data = given && (call.callee.path === 'convert' ? given : parseJson(call, engine));
  if (data === undefined) return undefined;
  engine.fact('validates-event', call.place, 'msgspec');
  return type === undefined ? data : (instanceFrom(call, engine, type, data) ?? data);
};

/** `Schema({'n': Use(int), 'sort': Or('a', 'b')})` of the package schema, `Schema({'n': int, 'sort': In([…])})` of voluptuous. */
const schemaOfData =
  (module: string): Model =>
  (call, engine) => {
    const [rules] = call.arguments;
    return engine.external(module, 'Schema#', rules && schemaFrom(engine, call, rules, 0));
  };

function schemaFrom(engine: Engine, call: CallSite, rule: AbstractValue, depth: number): Schema {
  const [external] = engine.externalsOf(rule);
  const known = external?.state as Schema | undefined;
  if (known?.type !== undefined) return known;
  if (external !== undefined) {
    const name = external.path.slice(external.path.lastIndexOf('.') + 1);
    return /^(int|float|bool|complex|Decimal|UUID|date|datetime)$/.test(name)
      ? { type: 'clean' }
      : name === 'str'
        ? TEXT
        : { type: 'any' };
  }
  if (engine.constantOf(rule) !== undefined) return { type: 'clean' };
  if (depth > 4 || !rule.shapes.some(({ kind }) => kind === 'object')) return { type: 'any' };
  const fields = engine.fieldNames(rule).map((name) => {
    const inner = schemaFrom(engine, call, engine.field(rule, name, call.place), depth + 1);
    return [name, engine.external('schema', 'rule#', inner)] as const;
  });
  return { type: 'object', fields: engine.object(Object.fromEntries(fields), call.place) };
}

/** `Use(int)`, `Or('a', 'b')`, `In([…])`, `All(str, Length(max=9))` */
const ruleOf: Model = (call, engine) => {
  const name = call.callee.path.slice(call.callee.path.lastIndexOf('.') + 1);
  const inner = call.arguments.map((one) => schemaFrom(engine, call, one, 1));
  const isNarrow =
    /^(In|Equal|Boolean|Datetime|Date|FqdnUrl)$/.test(name) ||
    (/^(Or|Any)$/.test(name) && inner.every(({ type }) => type === 'clean')) ||
    (/^(Use|Coerce|And|All|Optional|Required|Maybe)$/.test(name) && inner.some(({ type }) => type === 'clean'));
  return engine.external('schema', 'rule#', isNarrow ? ({ type: 'clean' } satisfies Schema) : { type: 'any' });
};

const validatesData: Model = (call, engine) => {
  const schema = call.callee.state as Schema | undefined;
  const [value] = call.arguments;
  if (!/^Schema#(\.validate|\.is_valid)?$/.test(call.callee.path) || value === undefined) return undefined;
  engine.fact('validates-event', call.place, call.callee.module);
  if (schema?.fields === undefined) return undefined;
  const built = engine.external('schema', 'rule#', schema);
  const checks = provenBy(engine, built, value, call.place);
  if (call.callee.path.endsWith('is_valid')) return proves(engine, call.place, checks);
  assumeProven(engine, checks);
  return value;
};

const RULES = ['In', 'Equal', 'Or', 'Any', 'Use', 'Coerce', 'And', 'All', 'Maybe', 'Boolean', 'Datetime', 'Date'];

export const validationModels: readonly ModelSet[] = [
  models('validators', {}, { otherCalls: asksValidators }),
  models('msgspec', { ...each(['json.decode', 'convert'], decodes) }),
  ...['schema', 'voluptuous'].map((name) =>
    models(name, { Schema: schemaOfData(name), ...each(RULES, ruleOf) }, { otherCalls: validatesData }),
  ),
  models(
    'jsonschema',
    each(['validate', 'validators.validate'], throwsUnless('jsonschema', 0, 'instance', 1, 'schema')),
    { otherCalls: onValidator },
  ),
  models('fastjsonschema', {
    validate: throwsUnless('fastjsonschema', 1, 'data', 0, 'definition'),
    compile: compiled,
  }),
  models(
    'aws_lambda_powertools',
    each(
      ['utilities.validation.validate', 'utilities.validation.validator.validate'],
      throwsUnless('aws_lambda_powertools', 0, 'event', 1, 'schema'),
    ),
  ),
  models('cerberus', {
    Validator: keepsSchema('cerberus'),
    'validator#.validate': asksCerberus,
  }),
  models(
    'marshmallow',
    {
      'Schema#.load': loads('load'),
      'Schema#.loads': loads('loads'),
      'Schema#.validate': loads('validate'),
      ...each(['validate.OneOf', 'validate.ContainsOnly', 'validate.Equal'], oneOf),
      'validate.Regexp': regexp,
    },
    { otherCalls: field },
  ),
  models(
    'pydantic',
    {
      TypeAdapter: (call, engine) => engine.external('pydantic', 'adapter#', argument(call, 0, 'type')),
    },
    { otherCalls: adapted },
  ),
];
