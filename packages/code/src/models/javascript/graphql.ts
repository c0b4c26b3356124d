import type { AbstractValue, Engine, Model, ModelSet } from '../../engine/types.ts';
import { resolveWith } from './graphql-servers.ts';
import { each, madeOf, models, same } from './helpers.ts';

/*
 * graphql-js: a schema of types whose fields have resolvers, and `graphql()`, which runs those that a query names
 * (https://graphql.org/graphql-js/graphql/). Which ones that are is the caller's choice, so all of them run.
 */

const DEEPEST = 5;
const MOST_FIELDS = 200;

interface Definition {
  readonly definition: AbstractValue;
}

const defined: Model = (call, engine) => {
  const [definition] = call.arguments;
  return definition && engine.external('<graphql-js>', '', { definition } satisfies Definition);
};

/** `graphql({ schema, source, variableValues, rootValue })`, or the same by position. */
const runs: Model = (call, engine) => {
  const [first] = call.arguments;
  if (first === undefined) return undefined;
  const named = engine.ownField(first, 'schema');
  const at = (name: string, index: number): AbstractValue | undefined =>
    named === undefined ? call.arguments[index] : engine.ownField(first, name);
  const schema = at('schema', 0);
  const given = [at('source', 1), at('variableValues', 4)].filter((value) => value !== undefined);
  const data = madeOf(engine, given, call.place, 'is an argument of a query');
  const root = at('rootValue', 2);
  let left = MOST_FIELDS;
  const seen = new Set<unknown>();
  const resolve = (resolver: AbstractValue | undefined, ...inputs: readonly AbstractValue[]): void => {
    if (resolver !== undefined && engine.isFunction(resolver))
      engine.call(resolver, inputs, call.place, { isApart: true });
  };
  const visit = (type: AbstractValue | undefined, depth: number): void => {
    if (type === undefined || depth > DEEPEST) return;
    for (const { module, state } of engine.externalsOf(type)) {
      if (seen.has(state)) continue;
      seen.add(state);
      // `makeExecutableSchema`: resolvers in a map.
      if (module === '<graphql>') resolveWith(call, engine, state as Parameters<typeof resolveWith>[2], data, data);
      if (module !== '<graphql-js>') continue;
      const { definition } = state as Definition;
      for (const name of ['query', 'mutation', 'subscription']) visit(engine.ownField(definition, name), depth + 1);
      for (const field of fieldsOf(engine, definition, call.place)) {
        if (left-- <= 0) return;
        resolve(engine.ownField(field, 'resolve'), engine.unknown('what the field belongs to', call.place), data, data);
        visit(engine.ownField(field, 'type'), depth + 1);
      }
    }
  };
  visit(schema, 0);
  // `buildSchema`: the resolvers are the root's own methods, and get the arguments first.
  if (root !== undefined)
    for (const name of engine.fieldNames(root).slice(0, MOST_FIELDS))
      resolve(engine.field(root, name, call.place), data, data);
  return engine.unknown('an answer', call.place);
};

/** Fields of a type; a function may stand in their place, so that types can name each other. */
function fieldsOf(
  engine: Engine,
  definition: AbstractValue,
  place: Parameters<Engine['call']>[2],
): readonly AbstractValue[] {
  const given = engine.ownField(definition, 'fields');
  if (given === undefined) return [];
  const fields = engine.isFunction(given) ? engine.call(given, [], place) : given;
  return engine.fieldNames(fields).map((name) => engine.field(fields, name, place));
}

export const graphQlModels: readonly ModelSet[] = [
  models(['graphql'], {
    calls: {
      ...each(['GraphQLSchema', 'GraphQLObjectType'], defined),
      ...each(['GraphQLList', 'GraphQLNonNull'], same),
      ...each(['graphql', 'graphqlSync', 'execute'], runs),
    },
  }),
];
