import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { addressAmong, redirects } from '../redirects.ts';
import { assumeProven, provenBy } from '../schemas.ts';
import { givenTo, POWERTOOLS } from './contexts.ts';
import { each, methodOf, models, same } from './helpers.ts';
import { beginHono, runHono } from './hono.ts';
import { chained, isStep } from './route-chains.ts';

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
  engine.external('<routes>', '', {
    routes: engine.list([], call.place),
    library: call.callee.module,
    ...(call.callee.module === 'claudia-api-builder' ? { isEntry: true } : {}),
  } satisfies Routes);

interface Routes {
  readonly routes: AbstractValue;
  readonly library: string;
  /** Its tool deploys the module that exports it: Lambda calls it, and no template names a handler. */
  readonly isEntry?: true;
}

const route: Model = (call, engine) => {
  const state = call.callee.state as Routes | undefined;
  if (state === undefined) return undefined;
  const method = methodOf(call);
  if (ROUTES.includes(method)) {
    const given = call.arguments.flatMap((one) => handlersOf(engine, one));
    const steps = given.filter((one) => isStep(engine, one));
    if (method === 'use' || method === 'addHook' || steps.length < 2)
      for (const one of given) engine.addItem(state.routes, one);
    else engine.addItem(state.routes, chained(engine, steps, state.library === 'hono' ? beginHono : beginRequest));
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
    if (first !== undefined && handler !== undefined)
      engine.addItem(state.routes, chained(engine, [...handlersOf(engine, first), handler]));
  } else if (/^(|fetch|run|proxyRouter|resolve)$/.test(method)) {
    return run(call, engine, state);
  }
  // A server of its own: what its routes do they do in this program.
  if (method === 'listen' && /koa/.test(state.library))
    run({ ...call, arguments: [engine.unknown('a request', call.place)] }, engine, state);
  return engine.external('<routes>', '', state);
};

/** Handlers among the arguments of a route: functions, lists of them, and what Fastify's options say of it. */
function handlersOf(engine: Engine, given: AbstractValue): readonly AbstractValue[] {
  const items = engine.knownItems(given);
  if (items !== undefined) return items.flatMap((one) => (engine.knownItems(one) ? handlersOf(engine, one) : [one]));
  const schema = engine.ownField(given, 'schema');
  const hooks = ['onRequest', 'preValidation', 'preHandler'].flatMap((name) => {
    const hook = engine.ownField(given, name);
    return hook === undefined ? [] : (engine.knownItems(hook) ?? [hook]);
  });
  if (schema === undefined) return hooks.length > 0 ? hooks : [given];
  return [fitsSchema(engine, schema), ...hooks];
}

/** Fastify runs a route only where the request fits its schema (https://fastify.dev/docs/latest/Reference/Validation-and-Serialization/). */
function fitsSchema(engine: Engine, schema: AbstractValue): AbstractValue {
  return engine.native('schema', (call, inner) => {
    const [request, , next] = call.arguments;
    for (const [name, part] of Object.entries(SCHEMA_PARTS)) {
      const rule = inner.ownField(schema, name);
      if (rule === undefined || request === undefined) continue;
      inner.fact('validates-event', call.place, 'fastify');
      assumeProven(inner, provenBy(inner, rule, inner.field(request, part, call.place), call.place));
    }
    return next === undefined ? inner.constant(undefined) : inner.call(next, [], call.place);
  });
}

const SCHEMA_PARTS: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query',
  query: 'query',
  params: 'params',
  headers: 'headers',
};

/** What checks of another route have found says nothing to this one. */
function beginRequest(engine: Engine, [request]: readonly AbstractValue[]): void {
  if (request !== undefined && engine.ownField(request, '<checks>') !== undefined)
    engine.setField(request, '<checks>', engine.constant(undefined));
}

function nested(value: AbstractValue): AbstractValue {
  return {
    ...value,
    shapes: value.shapes.map((shape) => (shape.kind === 'event' ? { ...shape, structured: true } : shape)),
  };
}

/** What the framework makes of the event for its handlers. */
function requestOf(call: CallSite, engine: Engine, event: AbstractValue, nests = false): AbstractValue {
  const part = (name: string): AbstractValue => engine.field(event, name, call.place);
  const parsed = engine.call(engine.external('global', 'JSON.parse'), [part('body')], call.place);
  const header = engine.native('header', () => engine.item(part('headers'), call.place));
  const flat = part('queryStringParameters');
  // What multer makes of a form: the name is the sender's.
  const step = { place: call.place, text: 'comes with a file of a form' };
  const uploaded = (text: string): AbstractValue =>
    engine.derived([part('body')], engine.unknown(text, call.place), step);
  const upload = engine.object(
    { originalname: uploaded('a name'), mimetype: uploaded('a type'), buffer: uploaded('bytes') },
    call.place,
  );
  // Express reads `?a[$ne]=1` as an object, as qs does (https://expressjs.com/en/4x/api.html#req.query).
  const query = nests ? nested(flat) : flat;
  return engine.object(
    {
      body: parsed,
      rawBody: part('body'),
      file: upload,
      files: engine.list([], call.place, upload),
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
  // Below a `root` Express refuses what leads out of it.
  const sendsFile = engine.native('sendFile', (inner) => {
    const [path, ...others] = inner.arguments;
    const isRooted = others.some((options) => engine.ownField(options, 'root') !== undefined);
    if (path !== undefined && !isRooted)
      engine.sink({ class: 'traversal', name: 'response.sendFile', value: path, place: inner.place });
    return made;
  });
  for (const name of ['sendFile', 'sendfile', 'download']) engine.setField(made, name, sendsFile);
  const sendsAway = engine.native('redirect', (inner) => {
    redirects(engine, addressAmong(engine, inner.arguments), inner.place, 'response.redirect');
    return made;
  });
  for (const name of ['redirect', 'location']) engine.setField(made, name, sendsAway);
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
    'sendStatus',
    'on',
    'removeHeader',
    'append',
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
  const special = givenTo(state.library, call, engine, event);
  if (special !== undefined) {
    const answers = allRoutes(engine, state.routes, 0)
      .filter((handler) => engine.isFunction(handler))
      .map((handler) => engine.call(handler, special, call.place, { isApart: true }));
    return answers.length === 0 ? engine.unknown('an answer', call.place) : engine.join(answers);
  }
  // One request for all of them: what a middleware puts there the route finds.
  const request = requestOf(call, engine, event, /^(?:express|express-promise-router)$/.test(state.library));
  for (const handler of allRoutes(engine, state.routes, 0)) {
    if (!isStep(engine, handler)) continue;
    const given = [request, responseOf(call, engine), next];
    engine.call(handler, takesError(handler) ? [errorOf(call, engine), ...given] : given, call.place, {
      isApart: true,
    });
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
  // `serverlessExpress({ app })` and `serverless(app)`
  const given = call.arguments.map((one) => engine.ownField(one, 'app') ?? one);
  const app = given.find((one) => engine.externalsOf(one).some(({ module }) => module === '<routes>'));
  const state = app && (engine.externalsOf(app)[0]?.state as Routes | undefined);
  if (state === undefined) return undefined;
  return engine.native('handler', (inner) => run(inner, engine, state));
};

export const expressModels: readonly ModelSet[] = [
  models(
    [
      'express',
      'fastify',
      'lambda-api',
      'polka',
      'restana',
      'express-promise-router',
      'find-my-way',
      'hono',
      'koa',
      'koa-router',
      '@koa/router',
      'claudia-api-builder',
      `${POWERTOOLS}http`,
      `${POWERTOOLS}rest`,
      `${POWERTOOLS}experimental-rest`,
    ],
    {
      calls: {
        ...each(['', 'Router', 'fastify', 'Hono'], application),
        ...each(['json', 'urlencoded', 'static', 'raw', 'text'], (call, engine) =>
          engine.unknown('middleware', call.place),
        ),
      },
    },
  ),
  // What hands a promise's error on leaves the handler what it is.
  models(['express-async-handler', 'express-async-errors', 'express-async-wrap', 'async-middleware'], {
    calls: { ...each(['', 'wrap'], same) },
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
