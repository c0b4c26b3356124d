import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { assumeProven, provenBy, proves } from '../schemas.ts';
import { methodOf, models } from './helpers.ts';

/*
 * TypeBox: `Type.Object({ id: Type.Integer() })` is JSON Schema (https://github.com/sinclairzx81/typebox), whoever checks by it.
 */

const NAMES: Readonly<Record<string, string>> = {
  Integer: 'integer',
  Number: 'number',
  BigInt: 'integer',
  Boolean: 'boolean',
  String: 'string',
  Null: 'null',
};

const type: Model = (call, engine) => {
  const method = methodOf(call);
  const [first, second] = call.arguments;
  const rule = (fields: Readonly<Record<string, AbstractValue>>): AbstractValue => engine.object(fields, call.place);
  const name = Object.hasOwn(NAMES, method) ? NAMES[method] : undefined;
  if (name !== undefined) {
    const more = first === undefined ? [] : engine.fieldNames(first);
    return rule({
      ...Object.fromEntries(more.map((each) => [each, engine.field(first as AbstractValue, each, call.place)])),
      type: engine.constant(name),
    });
  }
  if (first === undefined) return undefined;
  switch (method) {
    case 'Object':
      return rule({ type: engine.constant('object'), properties: first });
    case 'Array':
      return rule({ type: engine.constant('array'), items: first });
    case 'Literal':
      return rule({ const: first });
    case 'Enum':
      return rule({ enum: first });
    case 'Union':
      return rule({ anyOf: first });
    case 'Intersect':
    case 'Composite':
      return rule({ allOf: first });
    case 'Optional':
    case 'Readonly':
    case 'Partial':
    case 'Required':
      return first;
    case 'Record':
      return second && rule({ type: engine.constant('object') });
    default:
      return rule({});
  }
};

/** `Value.Check(schema, value)`, `TypeCompiler.Compile(schema).Check(value)` */
const checks = (
  call: CallSite,
  engine: Engine,
  schema: AbstractValue | undefined,
  value: AbstractValue | undefined,
) => {
  if (schema === undefined || value === undefined) return undefined;
  engine.fact('validates-event', call.place, call.callee.module);
  const proven = provenBy(engine, schema, value, call.place);
  const method = methodOf(call);
  if (method === 'Check') return proves(engine, call.place, proven);
  if (!/^(Assert|Parse|Decode)$/.test(method)) return undefined;
  assumeProven(engine, proven);
  return value;
};

export const typeBoxModels: readonly ModelSet[] = [
  models(['@sinclair/typebox', '@sinclair/typebox/value', '@sinclair/typebox/compiler', 'typebox', 'typebox/value'], {
    otherCalls: (call, engine) => {
      const { path, state } = call.callee;
      if (/(^|\.)Type\./.test(path) || /^Type\./.test(path)) return type(call, engine);
      if (/Compile$/.test(path) && call.arguments[0])
        return engine.external(call.callee.module, 'checker', call.arguments[0]);
      if (/^checker\./.test(path)) return checks(call, engine, state as AbstractValue | undefined, call.arguments[0]);
      return /^Value\./.test(path) ? checks(call, engine, call.arguments[0], call.arguments[1]) : undefined;
    },
  }),
];
