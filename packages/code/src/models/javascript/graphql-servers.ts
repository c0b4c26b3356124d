import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { declaredArguments, readSdl, type Sdl } from '../graphql-sdl.ts';
import { each, models } from './helpers.ts';

/*
 * Servers of GraphQL inside of a function, Apollo's and Yoga: resolvers in a map, which a query names.
 */

interface Resolvers {
  readonly resolvers: AbstractValue;
  /** `dataSources` and `context`: functions of the server's options, whose result the resolvers get. */
  readonly context?: readonly AbstractValue[];
  /** What the schema says of arguments, where it is a text. */
  readonly sdl?: Sdl;
}

/** `new ApolloServer({resolvers})`: resolvers run with the arguments that the caller has sent. */
const graphQl: Model = (call, engine) => {
  const [options] = call.arguments;
  const resolvers = options && engine.ownField(options, 'resolvers');
  const schema = options && engine.ownField(options, 'schema');
  const inner = schema && engine.externalsOf(schema).find(({ module }) => module === '<graphql>');
  const known = resolvers ?? (inner?.state as Resolvers | undefined)?.resolvers;
  if (options === undefined || known === undefined) return undefined;
  const sdl = sdlOf(engine, options) ?? (inner?.state as Resolvers | undefined)?.sdl;
  const sources = engine.ownField(options, 'dataSources');
  const made = engine.ownField(options, 'context');
  const context = [
    ...(sources === undefined ? [] : [engine.object({ dataSources: madeBy(engine, sources, call) }, call.place)]),
    ...(made === undefined ? [] : [madeBy(engine, made, call)]),
  ];
  return engine.external('<graphql>', '', {
    resolvers: known,
    context,
    ...(sdl === undefined ? {} : { sdl }),
  } satisfies Resolvers);
};

/** `typeDefs`: a text, what `gql` has made of one, or a list of these. */
function sdlOf(engine: Engine, options: AbstractValue): Sdl | undefined {
  const given = engine.ownField(options, 'typeDefs');
  if (given === undefined) return undefined;
  const texts = (engine.knownItems(given) ?? [given]).map((one) => {
    const marked = engine.externalsOf(one).find(({ module, path }) => module === '<graphql>' && path === 'sdl');
    const known = marked === undefined ? engine.constantOf(one) : marked.state;
    return typeof known === 'string' ? known : '';
  });
  return readSdl(texts.join('\n'));
}

/** ``gql`type Query { … }` ``; parts that are put in are passed over. */
const marksSdl: Model = (call, engine) => {
  const [strings] = call.arguments;
  if (strings === undefined) return undefined;
  const texts = (engine.knownItems(strings) ?? [strings]).map((one) => engine.constantOf(one));
  return engine.external('<graphql>', 'sdl', texts.map((one) => (typeof one === 'string' ? one : '')).join(' '));
};

function madeBy(engine: Engine, value: AbstractValue, { place }: CallSite): AbstractValue {
  return engine.isFunction(value) ? engine.call(value, [engine.object({}, place)], place) : value;
}

function resolve(call: CallSite, engine: Engine, server: Resolvers): AbstractValue {
  const [event] = call.arguments;
  if (event === undefined) return engine.unknown('an answer', call.place);
  const text = engine.field(event, 'body', call.place);
  const body = engine.call(engine.external('global', 'JSON.parse'), [text], call.place);
  const given = engine.field(body, 'variables', call.place);
  return resolveWith(call, engine, server, given, event);
}

/** Runs every resolver: which of them a query names is its sender's choice. */
export function resolveWith(
  call: CallSite,
  engine: Engine,
  { resolvers, context = [], sdl }: Resolvers,
  given: AbstractValue,
  event: AbstractValue,
): AbstractValue {
  const shared = engine.object({ event }, call.place);
  for (const one of context)
    for (const name of engine.fieldNames(one)) engine.setField(shared, name, engine.field(one, name, call.place));
  const visit = (value: AbstractValue, path: readonly string[]): void => {
    if (engine.isFunction(value)) {
      const parent = engine.unknown('what the field belongs to', call.place);
      const declared = sdl && declaredArguments(engine, sdl, path.slice(0, 2).join('.'), given, call.place);
      engine.call(value, [parent, declared ?? given, shared, parent], call.place, { isApart: true });
    } else if (path.length < 3) {
      for (const name of engine.fieldNames(value).slice(0, 200))
        visit(engine.field(value, name, call.place), [...path, name]);
    }
  };
  for (const one of engine.knownItems(resolvers) ?? [resolvers]) visit(one, []);
  return engine.unknown('an answer', call.place);
}

const handlerOf = (state: unknown, engine: Engine): AbstractValue =>
  engine.native('handler', (call) => resolve(call, engine, state as Resolvers));

export const graphQlServerModels: readonly ModelSet[] = [
  models(
    [
      'graphql-yoga',
      'apollo-server-lambda',
      'apollo-server',
      '@apollo/server',
      'apollo-server-cloud-functions',
      '@graphql-tools/schema',
      'graphql-tools',
      '@as-integrations/aws-lambda',
    ],
    {
      calls: {
        ...each(
          [
            'GraphQLServerLambda',
            'ApolloServer',
            'makeExecutableSchema',
            'createYoga',
            'createSchema',
            'GraphQLServer',
          ],
          graphQl,
        ),
        gql: marksSdl,
        startServerAndCreateLambdaHandler: (call, engine) => {
          const server =
            call.arguments[0] && engine.externalsOf(call.arguments[0]).find(({ module }) => module === '<graphql>');
          return server && handlerOf(server.state, engine);
        },
      },
    },
  ),
  models(['graphql-tag', 'graphql-request'], { calls: each(['', 'gql'], marksSdl) }),
  models(['<graphql>'], {
    calls: {
      createHandler: (call, engine) => handlerOf(call.callee.state, engine),
      // `yoga.fetch(address, { method, headers, body })`
      fetch: (call, engine) => {
        const [, request] = call.arguments;
        return request && resolve({ ...call, arguments: [request] }, engine, call.callee.state as Resolvers);
      },
      executeOperation: (call, engine) => {
        const [request] = call.arguments;
        const given = request && engine.ownField(request, 'variables');
        return given && resolveWith(call, engine, call.callee.state as Resolvers, given, given);
      },
    },
    reads: { graphqlHandler: ({ object }, engine) => handlerOf(object.state, engine) },
  }),
];
