import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { each, methodOf, models } from './helpers.ts';

/*
 * Small routers of functions: tables of routes in place of an application.
 */

const routesIn = (engine: Engine, value: AbstractValue): readonly AbstractValue[] =>
  engine.knownItems(engine.ownField(value, 'routes') ?? value) ?? [];

/** `httpRouter([{ method, path, handler }])` of middy. */
const middyRouter: Model = (call, engine) => {
  const [given] = call.arguments;
  if (given === undefined) return undefined;
  const handlers = routesIn(engine, given).flatMap((route) => engine.ownField(route, 'handler') ?? []);
  return engine.native('handler', (inner) =>
    engine.join([
      engine.unknown('an answer', inner.place),
      ...handlers.map((handler) => engine.call(handler, inner.arguments, inner.place, { isApart: true })),
    ]),
  );
};

const parsed = (call: CallSite, engine: Engine, event: AbstractValue): AbstractValue =>
  engine.call(engine.external('global', 'JSON.parse'), [engine.field(event, 'body', call.place)], call.place);

/** The event with its body as data, and what the framework adds. */
function requestOf(call: CallSite, engine: Engine, event: AbstractValue): AbstractValue {
  const part = (name: string): AbstractValue => engine.field(event, name, call.place);
  return engine.object(
    {
      body: parsed(call, engine, event),
      rawBody: part('body'),
      paths: part('pathParameters'),
      params: part('pathParameters'),
      pathParameters: part('pathParameters'),
      query: part('queryStringParameters'),
      queryStringParameters: part('queryStringParameters'),
      headers: part('headers'),
      path: part('path'),
      requestContext: part('requestContext'),
    },
    call.place,
  );
}

/** `handler({ proxyIntegration: { routes: [{ path, method, action }] } })` of aws-lambda-router. */
const lambdaRouter: Model = (call, engine) => {
  const [given] = call.arguments;
  if (given === undefined) return undefined;
  const proxy = engine.ownField(given, 'proxyIntegration');
  const others = ['sqs', 'sns', 's3'].flatMap((name) => engine.ownField(given, name) ?? []);
  return engine.native('handler', (inner) => {
    const [event] = inner.arguments;
    if (event === undefined) return undefined;
    const request = proxy && requestOf(inner, engine, event);
    const actions = (routes: AbstractValue): readonly AbstractValue[] =>
      routesIn(engine, routes).flatMap((route) => engine.ownField(route, 'action') ?? []);
    if (proxy !== undefined && request !== undefined)
      for (const action of actions(proxy))
        engine.answered(engine.call(action, [request, event], inner.place, { isApart: true }), inner.place);
    const record = engine.item(engine.field(event, 'Records', inner.place), inner.place);
    const text = engine.join(['body', 'Sns'].map((name) => engine.field(record, name, inner.place)));
    for (const action of others.flatMap(actions)) engine.call(action, [text, record], inner.place, { isApart: true });
    return engine.unknown('an answer', inner.place);
  });
};

interface Api {
  readonly handlers: AbstractValue;
}

/** `new OpenAPIBackend({ handlers })`, `api.register({ operation: handler })`, `api.handleRequest(request, event)` */
const openApi: Model = (call, engine) => {
  const state = (call.callee.state as Api | undefined) ?? { handlers: engine.list([], call.place) };
  const method = methodOf(call);
  const [first, ...rest] = call.arguments;
  const tables = call.isNew
    ? [first && engine.ownField(first, 'handlers')]
    : method === 'register'
      ? call.arguments
      : [];
  for (const table of tables) {
    if (table === undefined) continue;
    if (engine.isFunction(table)) engine.addItem(state.handlers, table);
    for (const name of engine.fieldNames(table)) {
      const handler = engine.field(table, name, call.place);
      if (engine.isFunction(handler)) engine.addItem(state.handlers, handler);
    }
  }
  if (method !== 'handleRequest' || first === undefined) return engine.external('openapi-backend', 'api', state);
  const part = (name: string): AbstractValue => engine.field(first, name, call.place);
  const body = engine.call(engine.external('global', 'JSON.parse'), [part('body')], call.place);
  const params = engine.object(
    {},
    call.place,
    engine.derived([part('path')], engine.unknown('a part of the path', call.place), {
      place: call.place,
      text: 'a parameter is taken out of the path',
    }),
  );
  const request = engine.object(
    { params, query: part('query'), body, requestBody: body, headers: part('headers'), cookies: part('headers') },
    call.place,
  );
  const context = engine.object({ request }, call.place);
  return engine.join([
    engine.unknown('an answer', call.place),
    ...(engine.knownItems(state.handlers) ?? []).map((handler) =>
      engine.call(handler, [context, ...rest], call.place, { isApart: true }),
    ),
  ]);
};

/** `createLambdaHandler(contract, { operation: handler })` of ts-rest. */
const contracts: Model = (call, engine) => {
  const [, table] = call.arguments;
  if (table === undefined) return undefined;
  const handlers = engine.fieldNames(table).map((name) => engine.field(table, name, call.place));
  return engine.native('handler', (inner) => {
    const [event] = inner.arguments;
    if (event === undefined) return undefined;
    const request = requestOf(inner, engine, event);
    for (const handler of handlers)
      if (engine.isFunction(handler))
        engine.answered(engine.call(handler, [request], inner.place, { isApart: true }), inner.place);
    return engine.unknown('an answer', inner.place);
  });
};

/** Routers that are tables. */
export const routerModels: readonly ModelSet[] = [
  models(['@middy/http-router', '@middy/ws-router'], { calls: { '': middyRouter } }),
  models(['aws-lambda-router'], { calls: { ...each(['handler', 'default.handler'], lambdaRouter) } }),
  models(['openapi-backend'], { otherCalls: openApi }),
  models(['@ts-rest/serverless/aws'], { calls: { createLambdaHandler: contracts } }),
];
