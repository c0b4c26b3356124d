import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { each, methodOf, models } from './helpers.ts';
import { runHono } from './hono.ts';

/*
 * Web frameworks inside of a function: routes are kept where they are told, and run when the wrapper's handler runs.
 */

const ROUTES = [
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'all',
  'use',
  'head',
  'options',
  'any',
  'del',
  'on',
  'addHook',
];

/** A list of handlers that stands in the application's state. */
const application: Model = (call, engine) =>
  engine.external('<routes>', '', { routes: engine.list([], call.place), library: call.callee.module });

interface Routes {
  readonly routes: AbstractValue;
  readonly library: string;
}

const route: Model = (call, engine) => {
  const state = call.callee.state as Routes | undefined;
  if (state === undefined) return undefined;
  const method = methodOf(call);
  if (ROUTES.includes(method)) {
    for (const handler of call.arguments) {
      const items = engine.knownItems(handler) ?? [handler];
      for (const one of items) engine.addItem(state.routes, one);
    }
  } else if (method === 'setErrorHandler') {
    // Fastify's, of an error, a request and a reply.
    const [handler] = call.arguments;
    if (handler !== undefined)
      engine.addItem(
        state.routes,
        engine.native('errors', (inner) =>
          engine.call(handler, [errorOf(inner, engine), ...inner.arguments], inner.place),
        ),
      );
  } else if (method === 'register' || method === 'route') {
    const [first] = call.arguments;
    if (first !== undefined && engine.isFunction(first))
      engine.call(first, [engine.external('<routes>', '', state)], call.place);
    // `app.route('/books', books)` of Hono.
    for (const inner of call.arguments)
      if (engine.externalsOf(inner).some(({ module }) => module === '<routes>')) engine.addItem(state.routes, inner);
    const handler = first && engine.ownField(first, 'handler');
    if (handler !== undefined) engine.addItem(state.routes, handler);
  } else if (method === 'fetch' || method === 'run') {
    return run(call, engine, state);
  }
  return engine.external('<routes>', '', state);
};

/** What the framework makes of the event for its handlers. */
function requestOf(call: CallSite, engine: Engine, event: AbstractValue): AbstractValue {
  const part = (name: string): AbstractValue => engine.field(event, name, call.place);
  const parsed = engine.call(engine.external('global', 'JSON.parse'), [part('body')], call.place);
  const header = engine.native('header', () => engine.item(part('headers'), call.place));
  const query = part('queryStringParameters');
  return engine.object(
    {
      body: parsed,
      rawBody: part('body'),
      query,
      params: part('pathParameters'),
      headers: part('headers'),
      cookies: part('headers'),
      path: part('path'),
      url: part('path'),
      originalUrl: part('path'),
      method: part('httpMethod'),
      apiGateway: engine.object({ event }, call.place),
      get: header,
      header,
      param: engine.native('param', () =>
        engine.join([engine.item(part('pathParameters'), call.place), engine.item(query, call.place)]),
      ),
    },
    call.place,
  );
}

/** `res.send(…)`: pages are HTML unless something else is said. */
function responseOf(call: CallSite, engine: Engine): AbstractValue {
  const made = engine.object({}, call.place);
  const answer = (body: AbstractValue | undefined, place: SourcePlace): void => {
    if (body !== undefined) engine.answered(engine.object({ statusCode: engine.constant(200), body }, place), place);
  };
  const sends = engine.native('send', (inner) => {
    const [body] = inner.arguments;
    answer(body, inner.place);
    const isText = body?.shapes.some(
      ({ kind }) =>
        kind === 'text' ||
        (kind === 'event' && !body.shapes.some((shape) => shape.kind === 'event' && shape.structured)),
    );
    if (body !== undefined && isText) {
      engine.sink({
        class: 'html-response',
        name: 'response.send',
        value: body,
        place: inner.place,
        text: 'becomes part of the page',
      });
    }
    return made;
  });
  const chains = engine.native('chain', () => made);
  for (const name of ['send', 'end', 'write']) engine.setField(made, name, sends);
  const encodes = engine.native('json', (inner) => {
    answer(inner.arguments[0], inner.place);
    return made;
  });
  for (const name of ['json', 'jsonp']) engine.setField(made, name, encodes);
  for (const name of [
    'status',
    'set',
    'header',
    'type',
    'code',
    'setHeader',
    'cookie',
    'render',
    'redirect',
    'sendStatus',
    'sendFile',
    'on',
    'removeHeader',
    'append',
    'location',
    'format',
    'html',
    'text',
  ]) {
    engine.setField(made, name, chains);
  }
  return made;
}

function run(call: CallSite, engine: Engine, state: Routes): AbstractValue {
  const [event] = call.arguments;
  if (event === undefined) return engine.unknown('an answer', call.place);
  if (state.library === 'hono') return runHono(call, engine, event, allRoutes(engine, state.routes, 0));
  const next = engine.native('next', () => engine.constant(undefined));
  for (const handler of allRoutes(engine, state.routes, 0)) {
    if (!engine.isFunction(handler)) continue;
    const given = [requestOf(call, engine, event), responseOf(call, engine), next];
    engine.call(handler, takesError(handler) ? [errorOf(call, engine), ...given] : given, call.place);
  }
  return engine.unknown('an answer', call.place);
}

/** Express tells a handler of errors by its four parameters (https://expressjs.com/en/guide/error-handling.html). */
function takesError(handler: AbstractValue): boolean {
  return handler.shapes.some((shape) => shape.kind === 'closure' && shape.closure.function.parameters.length === 4);
}

function errorOf({ place }: CallSite, engine: Engine): AbstractValue {
  return engine.tainted(engine.external('<error>', ''), 'error', 'error', {
    place,
    text: 'an error is given to a handler',
  });
}

function allRoutes(engine: Engine, list: AbstractValue, depth: number): readonly AbstractValue[] {
  if (depth > 6) return [];
  return (engine.knownItems(list) ?? [engine.item(list)]).flatMap((one) => {
    const inner = engine
      .externalsOf(one)
      .map(({ state }) => state as Routes | undefined)
      .find((state) => state?.routes !== undefined);
    return inner === undefined || inner.routes === list ? [one] : allRoutes(engine, inner.routes, depth + 1);
  });
}

/** `serverless(app)`: a handler that runs the routes. */
const wraps: Model = (call, engine) => {
  const app = call.arguments.find((one) => engine.externalsOf(one).some(({ module }) => module === '<routes>'));
  const state = app && (engine.externalsOf(app)[0]?.state as Routes | undefined);
  if (state === undefined) return undefined;
  return engine.native('handler', (inner) => run(inner, engine, state));
};

interface Resolvers {
  readonly resolvers: AbstractValue;
}

/** `new ApolloServer({resolvers})`: resolvers run with the arguments that the caller has sent. */
const graphQl: Model = (call, engine) => {
  const [options] = call.arguments;
  const resolvers = options && engine.ownField(options, 'resolvers');
  return resolvers && engine.external('<graphql>', '', { resolvers } satisfies Resolvers);
};

function resolve(call: CallSite, engine: Engine, resolvers: AbstractValue): AbstractValue {
  const [event] = call.arguments;
  if (event === undefined) return engine.unknown('an answer', call.place);
  const body = engine.call(
    engine.external('global', 'JSON.parse'),
    [engine.field(event, 'body', call.place)],
    call.place,
  );
  const given = engine.field(body, 'variables', call.place);
  const visit = (value: AbstractValue, depth: number): void => {
    if (engine.isFunction(value)) {
      const parent = engine.unknown('what the field belongs to', call.place);
      engine.call(value, [parent, given, engine.object({ event }, call.place), parent], call.place);
    } else if (depth < 3) {
      for (const name of engine.fieldNames(value).slice(0, 200))
        visit(engine.field(value, name, call.place), depth + 1);
    }
  };
  for (const one of engine.knownItems(resolvers) ?? [resolvers]) visit(one, 0);
  return engine.unknown('an answer', call.place);
}

const handlerOf = (state: unknown, engine: Engine): AbstractValue =>
  engine.native('handler', (call) => resolve(call, engine, (state as Resolvers).resolvers));

export const expressModels: readonly ModelSet[] = [
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
          (call, engine) => {
            const [options] = call.arguments;
            const schema = options && engine.ownField(options, 'schema');
            const inner = schema && engine.externalsOf(schema).find(({ module }) => module === '<graphql>');
            return inner === undefined ? graphQl(call, engine) : engine.external('<graphql>', '', inner.state);
          },
        ),
        startServerAndCreateLambdaHandler: (call, engine) => {
          const server =
            call.arguments[0] && engine.externalsOf(call.arguments[0]).find(({ module }) => module === '<graphql>');
          return server && handlerOf(server.state, engine);
        },
      },
    },
  ),
  models(['<graphql>'], {
    calls: { createHandler: (call, engine) => handlerOf(call.callee.state, engine) },
    reads: { graphqlHandler: ({ object }, engine) => handlerOf(object.state, engine) },
  }),
  models(['express', 'fastify', 'lambda-api', 'polka', 'restana', 'express-promise-router', 'find-my-way', 'hono'], {
    calls: {
      ...each(['', 'Router', 'fastify', 'Hono'], application),
      ...each(['json', 'urlencoded', 'static', 'raw', 'text'], (call, engine) =>
        engine.unknown('middleware', call.place),
      ),
    },
  }),
  models(['<routes>'], { otherCalls: route }),
  models(
    [
      'serverless-http',
      '@vendia/serverless-express',
      '@codegenie/serverless-express',
      'aws-serverless-express',
      'aws-serverless-fastify',
      '@fastify/aws-lambda',
      'aws-lambda-fastify',
      'hono/aws-lambda',
    ],
    {
      calls: {
        ...each(['', 'configure', 'serverlessExpress', 'handle', 'streamHandle'], wraps),
        createServer: (call) => call.arguments[0],
        // `proxy(server, event, context)`
        proxy: (call, engine) => {
          const [app, event] = call.arguments;
          const state = app && (engine.externalsOf(app)[0]?.state as Routes | undefined);
          return state === undefined || event === undefined
            ? undefined
            : run({ ...call, arguments: [event] }, engine, state);
        },
      },
    },
  ),
];
