import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { callForEvent, decorateForEvent, isEventDecorator } from './chalice-events.ts';
import { parseJson } from './data.ts';
import { argument, each, models } from './helpers.ts';

/** An application of a web framework: its routes, and the event behind the request that is being answered. */
interface WebApp {
  readonly kind: 'web-app';
  /** Lambda calls it, by way of an adapter or as it is. */
  readonly isEntry: true;
  /** A text that a route gives is a page, as in Flask; elsewhere it becomes JSON. */
  readonly answersPages: boolean;
  readonly routes: { readonly rule: string; readonly callee: AbstractValue }[];
  readonly mounted: WebApp[];
}

/** The event behind `flask.request` while a route runs: one process answers one request at a time. */
let current: AbstractValue | undefined;

const makeApp =
  (module: string): Model =>
  (_, engine) => {
    const answersPages = module === 'flask';
    const state: WebApp = { kind: 'web-app', isEntry: true, answersPages, routes: [], mounted: [] };
    return engine.external(module, 'app#', state);
  };

function appOf(value: AbstractValue | undefined, engine: Engine): WebApp | undefined {
  for (const { state } of value ? engine.externalsOf(value) : [])
    if ((state as WebApp | undefined)?.kind === 'web-app') return state as WebApp;
  return undefined;
}

const VERB = /^app#\.(route|get|post|put|patch|delete|api_route)$/;

/** `@app.get('/items/{id}')`, `@app.route('/items/<id>')`. */
const appCall: Model = (call, engine) => {
  const app = call.callee.state as WebApp | undefined;
  if (app?.kind !== 'web-app') return undefined;
  if (/^app#\.(include_router|register_blueprint|register_blueprints|mount)$/.test(call.callee.path)) {
    const other = appOf(call.arguments.at(-1), engine) ?? appOf(call.arguments[0], engine);
    if (other && other !== app && app.mounted.length < 50) app.mounted.push(other);
    return engine.constant(null);
  }
  // An app of Chalice is itself the handler; one of Flask is where serverless-wsgi runs it.
  if (call.callee.path === 'app#') return answer(call, engine, app, call.arguments[0]);
  const method = call.callee.path.slice('app#.'.length);
  if (call.callee.module === 'chalice' && isEventDecorator(method)) return decorateForEvent(engine, method);
  if (!VERB.test(call.callee.path)) return undefined;
  const rule = call.arguments[0] && engine.constantOf(call.arguments[0]);
  return engine.native('route', (decorating) => {
    const [callee] = decorating.arguments;
    if (callee && app.routes.length < 400) app.routes.push({ rule: typeof rule === 'string' ? rule : '', callee });
    return callee;
  });
};

/** Runs every route with its parameters: of the path, else of the query; a model of the project comes from the body. */
function answer(
  call: CallSite,
  engine: Engine,
  app: WebApp,
  event: AbstractValue | undefined,
  depth = 0,
): AbstractValue {
  if (!event || depth > 5) return engine.unknown('an answer', call.place);
  const before = current;
  current = event;
  const results: AbstractValue[] = [];
  for (const { rule, callee } of app.routes) {
    const inPath = new Set([...rule.matchAll(/[<{](?:\w+:)?(\w+)(?::\w+)?[>}]/g)].map((match) => match[1] ?? ''));
    const named = new Map<string, AbstractValue>();
    for (const name of parametersOf(callee)) {
      const from = inPath.has(name) ? 'pathParameters' : 'queryStringParameters';
      named.set(name, engine.field(engine.field(event, from, call.place), name, call.place));
    }
    const result = engine.call(callee, [], call.place, { named });
    if (app.answersPages) judgePage(engine, result, placeOf(callee) ?? call.place);
    results.push(result);
  }
  for (const other of app.mounted) results.push(answer(call, engine, other, event, depth + 1));
  current = before;
  const statusCode = engine.unknown('a number');
  for (const result of results) engine.answered(engine.object({ statusCode, body: result }, call.place), call.place);
  const body = results.length > 0 ? engine.join(results) : engine.unknown('an answer', call.place);
  return engine.object({ statusCode, body }, call.place);
}

/** Flask sends a text, alone or before its status, as `text/html`. */
function judgePage(engine: Engine, result: AbstractValue, place: SourcePlace): void {
  for (const text of [result, ...(engine.knownItems(result) ?? []).slice(0, 1)]) {
    const shapes = text.shapes.filter(({ kind }) => kind === 'text' || kind === 'event');
    if (shapes.length === 0) continue;
    const value = { shapes, taint: text.taint };
    engine.sink({ class: 'html-response', name: 'Flask response', value, place, text: 'becomes part of the page' });
  }
}

function placeOf(callee: AbstractValue): SourcePlace | undefined {
  for (const shape of callee.shapes) if (shape.kind === 'closure') return shape.closure.function.place;
  return undefined;
}

function parametersOf(callee: AbstractValue): string[] {
  return callee.shapes.flatMap((shape) =>
    shape.kind === 'closure'
      ? shape.closure.function.parameters.flatMap((each) => (each.name && each.name !== 'request' ? [each.name] : []))
      : [],
  );
}

/** `handler = Mangum(app)`. */
const asHandler: Model = (made, engine) => {
  const app = appOf(argument(made, 0, 'app'), engine);
  return app && engine.native('handler', (call, inner) => answer(call, inner, app, call.arguments[0]));
};

/** `awsgi.response(app, event, context)`. */
const respond: Model = (call, engine) => {
  const app = appOf(argument(call, 0, 'app'), engine);
  return app && answer(call, engine, app, argument(call, 1, 'event'));
};

/** `flask.request`: the names that it has for the parts of the event. */
const REQUEST: Readonly<Record<string, string>> = {
  args: 'queryStringParameters',
  query_params: 'queryStringParameters',
  headers: 'headers',
  cookies: 'headers.Cookie',
  data: 'body',
  form: 'body',
  raw_body: 'body',
  values: 'queryStringParameters',
  path: 'path',
  view_args: 'pathParameters',
  uri_params: 'pathParameters',
};

function partOf(engine: Engine, name: string, call: Pick<CallSite, 'place'>): AbstractValue | undefined {
  if (!current) return undefined;
  if (name === 'json' || name === 'json_body' || name === 'get_json') return parsedBody(engine, call);
  const path = Object.hasOwn(REQUEST, name) ? REQUEST[name] : undefined;
  return path?.split('.').reduce<AbstractValue>((value, step) => engine.field(value, step, call.place), current);
}

function parsedBody(engine: Engine, call: Pick<CallSite, 'place'>): AbstractValue | undefined {
  if (!current) return undefined;
  const body = engine.field(current, 'body', call.place);
  const callee = { kind: 'external', module: 'json', path: 'loads' } as const;
  const site = { callee, receiver: undefined, arguments: [body], named: new Map(), others: undefined, isNew: false };
  return parseJson({ ...site, language: 'python', place: call.place }, engine);
}

const requestCall: Model = (call, engine) => {
  const name = /request\.(get_json|get_data)$/.exec(call.callee.path)?.[1];
  return name ? partOf(engine, name === 'get_data' ? 'data' : name, call) : undefined;
};

const page: Model = (call, engine) => call.arguments[0] ?? engine.unknown('a page', call.place);

/** A document, not a page. */
const asJson: Model = (call, engine) =>
  engine.object({ json: call.arguments[0] ?? engine.join([...call.named.values()]) }, call.place);

const htmlPage: Model = (call, engine) => {
  const value = argument(call, 0, 'content');
  if (value) engine.sink({ class: 'html-response', name: 'HTMLResponse', value, place: call.place });
  return value ?? engine.unknown('a page', call.place);
};

function framework(module: string, apps: readonly string[]): ModelSet {
  return models(
    module,
    {
      ...each(apps, makeApp(module)),
      ...each(['make_response', 'Response'], page),
      ...each(['jsonify', 'responses.JSONResponse', 'JSONResponse', 'responses.ORJSONResponse'], asJson),
      ...each(['responses.HTMLResponse', 'HTMLResponse'], htmlPage),
    },
    {
      otherCalls: (call, engine) => callForEvent(call, engine) ?? appCall(call, engine) ?? requestCall(call, engine),
      otherReads: ({ object, name, place }, engine) => {
        const isRequest = object.path === 'request' || object.path === 'app#.current_request';
        return isRequest && name !== 'get_json' && name !== 'get_data' ? partOf(engine, name, { place }) : undefined;
      },
    },
  );
}

/** Web frameworks in a function: their routes are what the handler runs. */
export const webFrameworkModels: readonly ModelSet[] = [
  framework('flask', ['Flask', 'Blueprint']),
  framework('fastapi', ['FastAPI', 'APIRouter']),
  framework('starlette', []),
  framework('chalice', ['Chalice', 'Blueprint']),
  models('mangum', { Mangum: asHandler }),
  models('apig_wsgi', { make_lambda_handler: asHandler }),
  models('awsgi', { response: respond }),
  models('serverless_wsgi', { handle_request: respond }),
];
