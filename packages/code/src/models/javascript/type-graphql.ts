import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { each, methodOf, models } from './helpers.ts';

/*
 * type-graphql: decorated methods of classes are resolvers, whose decorated parameters are the caller's arguments
 * (https://typegraphql.com/docs/resolvers.html).
 */

const decorator: Model = (call, engine) =>
  call.isNew ? undefined : engine.external('<type-graphql>', methodOf(call), call.arguments);

interface Named {
  readonly name: string;
  readonly given: readonly AbstractValue[];
}

const decoratorsOf = (engine: Engine, decorators: readonly AbstractValue[]): readonly Named[] =>
  decorators.flatMap((one) =>
    engine
      .externalsOf(one)
      .filter(({ module }) => module === '<type-graphql>')
      .map(({ path, state }) => ({ name: path, given: (state as readonly AbstractValue[] | undefined) ?? [] })),
  );

type Method = NonNullable<ReturnType<Engine['classOf']>>['methods'][number];

/** `() => Int` lets no text through. */
function isNarrow(engine: Engine, given: readonly AbstractValue[], call: CallSite): boolean {
  return given.some((one) => {
    if (!engine.isFunction(one)) return false;
    const type = engine.call(one, [], call.place);
    return engine
      .externalsOf(type)
      .some(
        ({ module, path }) =>
          (module === 'type-graphql' && /^(Int|Float)$/.test(path)) || /^(Number|Boolean|Date)$/.test(path),
      );
  });
}

function resolverOf(
  engine: Engine,
  type: AbstractValue,
  instance: AbstractValue,
  method: Method,
  call: CallSite,
): AbstractValue {
  return engine.native(method.name, (inner) => {
    const [, given, context] = inner.arguments;
    const values = method.parameters.map((parameter) => {
      for (const { name, given: of } of decoratorsOf(engine, parameter.decorators)) {
        if (name === 'Ctx') return context ?? engine.unknown('a context', inner.place);
        if (given === undefined || !/^(Arg|Args)$/.test(name)) continue;
        const key = of[0] && engine.constantOf(of[0]);
        const value = typeof key === 'string' ? engine.field(given, key, inner.place) : given;
        return isNarrow(engine, of, call) ? engine.cleaned(value, 'all') : value;
      }
      return engine.unknown('an argument', inner.place);
    });
    const callee = engine.field(instance, method.name, inner.place);
    return engine.call(
      callee.shapes.length > 0 ? callee : engine.field(type, method.name, inner.place),
      values,
      inner.place,
      {
        receiver: instance,
      },
    );
  });
}

const builds: Model = (call, engine) => {
  const [options] = call.arguments;
  const listed = options && engine.ownField(options, 'resolvers');
  const classes = listed && engine.knownItems(listed);
  if (classes === undefined) return undefined;
  const resolvers = classes.flatMap((type) => {
    const described = engine.classOf(type);
    if (described === undefined) return [];
    const container = engine.ownField(options as AbstractValue, 'container');
    const got = container && engine.field(container, 'get', call.place);
    const instance =
      got !== undefined && engine.isFunction(got)
        ? engine.call(got, [type], call.place)
        : engine.call(type, [], call.place, { isNew: true });
    return described.methods
      .filter(({ decorators }) =>
        decoratorsOf(engine, decorators).some(({ name }) => /^(Query|Mutation|FieldResolver|Subscription)$/.test(name)),
      )
      .map((method) => resolverOf(engine, type, instance, method, call));
  });
  return engine.external('<graphql>', '', { resolvers: engine.list(resolvers, call.place) });
};

export const typeGraphQlModels: readonly ModelSet[] = [
  models(['type-graphql'], {
    calls: { ...each(['buildSchema', 'buildSchemaSync'], builds) },
    otherCalls: (call, engine) => (/^[A-Z]\w*$/.test(call.callee.path) ? decorator(call, engine) : undefined),
  }),
];
