import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, Engine, Model, ModelSet, ReadModel } from '../../engine/types.ts';
import type { FunctionIr } from '../../ir/types.ts';
import { each, methodOf, models } from './helpers.ts';

/*
 * awilix: what is registered gets everything else as one object, from which it takes what it needs by name
 * (https://github.com/jeffijoe/awilix#injection-modes).
 */

interface Registration {
  readonly kind: 'class' | 'function' | 'value';
  readonly value: AbstractValue;
}

interface Registry {
  readonly registered: Map<string, Registration>;
}

const MOST = 200;
const DEEPEST = 12;

const registration =
  (kind: Registration['kind']): Model =>
  (call, engine) => {
    const [value] = call.arguments;
    return value && engine.external('<registration>', '', { kind, value } satisfies Registration);
  };

/** One thing by its name, with what it takes made before it. */
function build(
  engine: Engine,
  registry: Registry,
  name: string,
  place: SourcePlace,
  cradle: AbstractValue,
  depth = 0,
): AbstractValue {
  const known = engine.ownField(cradle, name);
  if (known !== undefined) return known;
  const found = registry.registered.get(name);
  if (found === undefined || depth > DEEPEST) return engine.unknown('what a container holds', place);
  if (found.kind === 'value') {
    engine.setField(cradle, name, found.value);
    return found.value;
  }
  // Whoever asks for what is being made gets nothing.
  engine.setField(cradle, name, engine.unknown('what is being made', place));
  const needs = namesTaken(found.value);
  const all = [...registry.registered.keys()];
  for (const other of needs ?? all.slice(0, 40))
    if (other !== name) build(engine, registry, other, place, cradle, depth + 1);
  const made = engine.call(found.value, [cradle], place, { isNew: found.kind === 'class' });
  engine.setField(cradle, name, made);
  return made;
}

/** `({ repo, mailer })` of a constructor or a function; `undefined`: it takes the object as a whole. */
function namesTaken({ shapes }: AbstractValue): readonly string[] | undefined {
  for (const shape of shapes) {
    const own: FunctionIr | undefined = shape.kind === 'closure' ? shape.closure.function : undefined;
    const member =
      shape.kind === 'class' ? shape.class.class.members.find(({ name }) => name === 'constructor')?.value : undefined;
    const made = own ?? (member?.kind === 'function' ? member.function : undefined);
    if (made === undefined) return shape.kind === 'class' ? [] : undefined;
    const target = made.parameters[0]?.target;
    if (target === undefined) return [];
    if (target.kind === 'fields' && target.rest === undefined)
      return target.fields.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
  }
  return undefined;
}

const container: Model = (call, engine) => {
  const registry = call.callee.state as Registry;
  const [first, second] = call.arguments;
  const method = methodOf(call);
  const add = (name: string, given: AbstractValue): void => {
    const state = engine.externalsOf(given).find(({ module }) => module === '<registration>')?.state;
    if (state !== undefined && registry.registered.size < MOST) registry.registered.set(name, state as Registration);
  };
  if (method === 'register' && first !== undefined) {
    const name = engine.constantOf(first);
    if (typeof name === 'string' && second !== undefined) add(name, second);
    else for (const one of engine.fieldNames(first)) add(one, engine.field(first, one, call.place));
  }
  const wanted = method === 'resolve' && first !== undefined ? engine.constantOf(first) : undefined;
  if (typeof wanted === 'string') return build(engine, registry, wanted, call.place, engine.object({}, call.place));
  return engine.external('<awilix>', '', registry);
};

const cradle: ReadModel = ({ object, name, place }, engine) => {
  if (object.path === '' && name === 'cradle') return engine.external('<awilix>', 'cradle', object.state);
  return object.path === 'cradle'
    ? build(engine, object.state as Registry, name, place, engine.object({}, place))
    : undefined;
};

export const awilixModels: readonly ModelSet[] = [
  models(['awilix'], {
    calls: {
      asClass: registration('class'),
      asFunction: registration('function'),
      asValue: registration('value'),
      createContainer: (_, engine) => engine.external('<awilix>', '', { registered: new Map() } satisfies Registry),
    },
  }),
  // `asClass(Repo).singleton()`
  models(['<registration>'], {
    otherCalls: (call, engine) => engine.external('<registration>', '', call.callee.state),
  }),
  models(['<awilix>'], {
    calls: { ...each(['register', 'resolve', 'createScope', 'dispose'], container) },
    otherReads: cradle,
  }),
];
