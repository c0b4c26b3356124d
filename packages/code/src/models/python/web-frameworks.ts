import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, ExternalShape, Model, ModelSet } from '../../engine/types.ts';
import { redirects } from '../redirects.ts';
import { callForEvent, decorateForEvent, isEventDecorator } from './chalice-events.ts';
import { parseJson } from './data.ts';
import { parserModels, type Route, routesOfView, viewModels, viewOf } from './flask-views.ts';
import { argument, constantText, each, models } from './helpers.ts';
import { routeArguments } from './route-parameters.ts';

/** An application of a web framework: its routes, and the event behind the request that is being answered. */
interface WebApp {
  readonly kind: 'web-app';
  /** Lambda calls it, by way of an adapter or as it is. */
  readonly isEntry: true;
  /** A text that a route gives is a page, as in Flask; elsewhere it becomes JSON. */
  readonly answersPages: boolean;
  readonly routes: Route[];
  readonly mounted: WebApp[];
  /** Runs an application whose routes stand elsewhere. */
  readonly run?: (engine: Engine, event: AbstractValue, place: SourcePlace) => AbstractValue;
}

/** The event behind `flask.request` while a route runs: one process answers one request at a time. */
let current: AbstractValue | undefined;

const makeApp =
  (module: string): Model =>
  (call, engine) => {
    const answersPages = /^(flask|flask_lambda\w*|quart|bottle)$/.test(module);
    const state: WebApp = { kind: 'web-app', isEntry: true, answersPages, routes: [], mounted: [] };
    // `Starlette(routes=[Route('/x', x)])`
    const routes = call.named.get('routes') ?? (module === 'starlette' ? call.arguments[1] : undefined);
    for (const one of (routes && engine.knownItems(routes)) ?? []) {
      const found = engine.externalsOf(one)[0]?.state as StarletteRoute | undefined;
      if (found?.kind === 'starlette-route') addRoutes(state, engine, found.rule, found.target, call.place);
    }
    // `Api(app)` of flask-restful is a part of the application.
    if (/^flask_rest/.test(module)) mount(appOf(call.arguments[0] ?? call.named.get('app'), engine), state);
    return engine.external(module, 'app#', state);
  };

interface StarletteRoute {
  readonly kind: 'starlette-route';
  readonly rule: string;
  readonly target: AbstractValue;
}

const starletteRoute: Model = (call, engine) => {
  const target = argument(call, 1, 'endpoint');
  const rule = constantText(engine, argument(call, 0, 'path')) ?? '';
  return (
    target && engine.external('starlette', 'Route#', { kind: 'starlette-route', rule, target } satisfies StarletteRoute)
  );
};

/** Falcon's resources: a method for each verb of the instance that is given (https://falcon.readthedocs.io/en/stable/api/routing.html). */
function addResource(app: WebApp, engine: Engine, rule: string, resource: AbstractValue, place: SourcePlace): void {
  for (const verb of ['get', 'post', 'put', 'patch', 'delete', 'head']) {
    const method = engine.field(resource, `on_${verb}`, place);
    const own = method.shapes.filter(({ kind }) => kind === 'closure');
    if (own.length === 0 || app.routes.length >= MOST_ROUTES) continue;
    app.routes.push({ rule, callee: { shapes: own, taint: [] }, self: resource, isFalcon: true });
  }
}

const MOST_MOUNTED = 50;
const MOST_ROUTES = 400;

function mount(app: WebApp | undefined, part: WebApp | undefined): void {
  if (app && part && part !== app && app.mounted.length < MOST_MOUNTED) app.mounted.push(part);
}

function addRoutes(app: WebApp, engine: Engine, rule: string, target: AbstractValue, place: SourcePlace): void {
  const view = viewOf(engine, target);
  const routes = view ? routesOfView(engine, view, rule, place) : [{ rule, callee: target }];
  for (const route of routes) if (app.routes.length < MOST_ROUTES) app.routes.push(route);
}

function appOf(value: AbstractValue | undefined, engine: Engine): WebApp | undefined {
  for (const { state } of value ? engine.externalsOf(value) : [])
    if ((state as WebApp | undefined)?.kind === 'web-app') return state as WebApp;
  return undefined;
}

const MOUNTS = /^app#\.(include_router|register_blueprint|register_blueprints|register_namespace|add_namespace|mount)$/;
const VERB = /^app#\.(route|get|post|put|patch|delete|api_route)$/;

/** `@app.get('/items/{id}')`, `@app.route('/items/<id>')`. */
const appCall: Model = (call, engine) => {
  const app = call.callee.state as WebApp | undefined;
  if (app?.kind !== 'web-app') return undefined;
  if (MOUNTS.test(call.callee.path)) {
    mount(app, appOf(call.arguments.at(-1), engine) ?? appOf(call.arguments[0], engine));
    return engine.constant(null);
  }
  if (call.callee.path === 'app#.init_app') {
    mount(appOf(call.arguments[0], engine), app);
    return engine.constant(null);
  }
  if (call.callee.module === 'falcon' && call.callee.path === 'app#.add_route') {
    const [rule, resource] = call.arguments;
    if (resource) addResource(app, engine, constantText(engine, rule) ?? '', resource, call.place);
    return engine.constant(null);
  }
  const added = addedRoutes(call, engine);
  if (added !== undefined) {
    for (const rule of added.rules) addRoutes(app, engine, rule, added.target, call.place);
    return engine.constant(null);
  }
  // An app of Chalice is itself the handler; one of Flask is where serverless-wsgi runs it.
  if (call.callee.path === 'app#') return answer(call, engine, app, call.arguments[0]);
  const method = call.callee.path.slice('app#.'.length);
  if (call.callee.module === 'chalice' && isEventDecorator(method)) return decorateForEvent(engine, method);
  if (!VERB.test(call.callee.path)) return undefined;
  const rule = constantText(engine, call.arguments[0]) ?? '';
  return engine.native('route', (decorating) => {
    const [callee] = decorating.arguments;
    if (callee) addRoutes(app, engine, rule, callee, call.place);
    return callee;
  });
};

/** `app.add_url_rule('/items', view_func=items)`, `api.add_resource(Items, '/items')`, `app.add_api_route('/items', items)`. */
function addedRoutes(
  call: CallSite,
  engine: Engine,
): { readonly rules: readonly string[]; readonly target: AbstractValue } | undefined {
  const method = call.callee.path.slice('app#.'.length);
  const [first, ...others] = call.arguments;
  const texts = (values: readonly (AbstractValue | undefined)[]) =>
    values.map((value) => constantText(engine, value) ?? '');
  if (method === 'add_resource') return first && { rules: others.length > 0 ? texts(others) : [''], target: first };
  if (method !== 'add_url_rule' && method !== 'add_api_route') return undefined;
  const target = call.named.get('view_func') ?? call.named.get('endpoint') ?? others.at(-1);
  return target && { rules: texts([first]), target };
}

/** Runs every route with its parameters: of the path, else of the query; a model of the project comes from the body. */
function answer(
  call: CallSite,
  engine: Engine,
  app: WebApp,
  event: AbstractValue | undefined,
  depth = 0,
): AbstractValue {
  if (!event || depth > 5) return engine.unknown('an answer', call.place);
  if (app.run) return app.run(engine, event, call.place);
  const before = current;
  current = event;
  const results: AbstractValue[] = [];
  for (const { rule, callee, self, isFalcon } of app.routes) {
    const inPath = new Set([...rule.matchAll(/[<{](?:\w+:)?(\w+)(?::\w+)?[>}]/g)].map((match) => match[1] ?? ''));
    const whole = engine.external('fastapi', 'request');
    const request = { event, body: () => parsedBody(engine, call), whole, inPath };
    const named = routeArguments(call, engine, callee, request);
    const exchange = isFalcon ? [engine.external('falcon', 'request'), engine.unknown('a response', call.place)] : [];
    const result = engine.call(callee, self ? [self, ...exchange] : [], call.place, { named, isApart: true });
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

/** `handler = Mangum(app)`. */
const asHandler: Model = (made, engine) => {
  const app = appOf(argument(made, 0, 'app'), engine);
  return app && engine.native('handler', (call, inner) => answer(call, inner, app, call.arguments[0]));
};

/** An application for another kind of server. */
const wrappedApp: Model = (call) => argument(call, 0, 'app');

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
  query: 'queryStringParameters',
  params: 'queryStringParameters',
  forms: 'body',
  path: 'path',
  view_args: 'pathParameters',
  path_params: 'pathParameters',
  uri_params: 'pathParameters',
};

function partOf(engine: Engine, name: string, call: Pick<CallSite, 'place'>): AbstractValue | undefined {
  if (!current) return undefined;
  if (/^(json|json_body|get_json|media)$/.test(name)) return parsedBody(engine, call);
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

/** `request.get_json()` of Flask, `await request.json()` of FastAPI. */
const requestCall: Model = (call, engine) => {
  const name = /request\.(get_json|get_data|json|body|form)$/.exec(call.callee.path)?.[1];
  return name ? partOf(engine, name === 'get_data' || name === 'body' ? 'data' : name, call) : undefined;
};

const page: Model = (call, engine) => call.arguments[0] ?? engine.unknown('a page', call.place);

/** A document, not a page. */
const asJson: Model = (call, engine) =>
  engine.object({ json: call.arguments[0] ?? engine.join([...call.named.values()]) }, call.place);

/** `redirect(address)`, `RedirectResponse(url=address)` */
const sendsAway: Model = (call, engine) => {
  const address = argument(call, 0, 'location') ?? call.named.get('url') ?? call.named.get('redirect_to');
  redirects(engine, address, call.place, 'redirect');
  return engine.unknown('an answer', call.place);
};

/** `url_for('status', id=name)`: a path of the application, with its values percent-encoded. */
const ownAddress: Model = (call, engine) => {
  const values = [...call.named.values()].map((value) =>
    engine.cleaned(value, ['redirect', 'ssrf', 'html-response', 'xss', 'sqli', 'cmdi', 'crlf']),
  );
  return engine.text(['/', ...values]);
};

const htmlPage: Model = (call, engine) => {
  const value = argument(call, 0, 'content');
  if (value) engine.sink({ class: 'html-response', name: 'HTMLResponse', value, place: call.place });
  return value ?? engine.unknown('a page', call.place);
};

/** `req.get_param('q')`, `req.get_header('X')`, `req.stream.read()` of Falcon. */
const falconCall: Model = (call, engine) => {
  const method = /^request\.(get_\w+|(?:bounded_)?stream\.read)$/.exec(call.callee.path)?.[1];
  if (method === undefined) return undefined;
  if (method.endsWith('read')) return partOf(engine, 'data', call);
  if (method === 'get_media') return partOf(engine, 'json', call);
  const whole = partOf(engine, method === 'get_header' ? 'headers' : 'params', call);
  const name = constantText(engine, call.arguments[0]);
  const value = whole && (name === undefined ? engine.item(whole, call.place) : engine.field(whole, name, call.place));
  return value && /_as_(int|float|bool|uuid|date|datetime)$/.test(method) ? engine.cleaned(value, 'all') : value;
};

/** What is called on a request, and not read. */
const GOT: ReadonlySet<string> = new Set(['get_json', 'get_data']);
const ASKED: ReadonlySet<string> = new Set(['json', 'body', 'form', 'stream', 'is_disconnected']);

/** `request.files['file'].filename`: a name of the sender's. */
function uploadRead(
  object: ExternalShape,
  name: string,
  place: SourcePlace,
  engine: Engine,
): AbstractValue | undefined {
  const body = object.state as AbstractValue | undefined;
  if (/^(get|getlist|values|items|save|read|stream)$/.test(name) || body === undefined) return undefined;
  if (object.path === 'files#') return engine.external(object.module, 'file#', body);
  return /^(filename|name|content_type|mimetype)$/.test(name)
    ? engine.derived([body], engine.unknown('a name', place), { place, text: 'comes with a file of a form' })
    : undefined;
}

/** `request.files.get('file')`, `file.save(path)` */
const uploadCall: Model = (call, engine) => {
  const { module, path, state } = call.callee;
  const method = /^files?#\.(\w+)$/.exec(path)?.[1];
  if (method === undefined) return undefined;
  const file = engine.external(module, 'file#', state);
  if (path.startsWith('files#')) return method === 'get' ? file : engine.list([], call.place, file);
  const [target] = call.arguments;
  if (method === 'save' && target !== undefined)
    engine.sink({ class: 'traversal', name: 'file.save', value: target, place: call.place });
  return engine.unknown('what a file holds', call.place);
};

function framework(module: string, apps: readonly string[]): ModelSet {
  return models(
    module,
    {
      ...each(apps, makeApp(module)),
      ...each(['make_response', 'Response'], page),
      ...each(['jsonify', 'responses.JSONResponse', 'JSONResponse', 'responses.ORJSONResponse'], asJson),
      ...each(['responses.HTMLResponse', 'HTMLResponse'], htmlPage),
      ...each(['redirect', 'responses.RedirectResponse', 'RedirectResponse'], sendsAway),
      url_for: ownAddress,
    },
    {
      otherCalls: (call, engine) =>
        callForEvent(call, engine) ??
        uploadCall(call, engine) ??
        appCall(call, engine) ??
        (module === 'falcon' ? falconCall(call, engine) : requestCall(call, engine)),
      otherReads: ({ object, name, place }, engine) => {
        if (/^files?#$/.test(object.path)) return uploadRead(object, name, place, engine);
        const isRequest = object.path === 'request' || object.path === 'app#.current_request';
        const called = module === 'fastapi' ? ASKED : GOT;
        if (isRequest && name === 'files') return engine.external(module, 'files#', partOf(engine, 'data', { place }));
        if (module === 'falcon' && /^(get_|(bounded_)?stream$)/.test(name)) return undefined;
        return isRequest && !called.has(name) ? partOf(engine, name, { place }) : undefined;
      },
    },
  );
}

interface HugRoute {
  readonly kind: 'hug-route';
  readonly isEntry: true;
  readonly wraps: AbstractValue;
  readonly app: WebApp;
}

/** `@hug.get('/items')`: a function of a module is a route, and stays the function that it was (https://hugapi.github.io/hug/). */
const hugRoute: Model = (call, engine) => {
  const [rule] = call.arguments;
  const given = constantText(engine, rule) ?? '';
  const decorate = (wraps: AbstractValue): AbstractValue => {
    const routes = [{ rule: given, callee: wraps }];
    const app: WebApp = { kind: 'web-app', isEntry: true, answersPages: false, routes, mounted: [] };
    return engine.external('hug', 'route#', { kind: 'hug-route', isEntry: true, wraps, app } satisfies HugRoute);
  };
  return engine.native('route', (inner) => inner.arguments[0] && decorate(inner.arguments[0]));
};

const hugCall: Model = (call, engine) => {
  const state = call.callee.state as HugRoute | undefined;
  if (state?.kind !== 'hug-route') return undefined;
  const [event] = call.arguments;
  const isEvent = event?.shapes.some((shape) => shape.kind === 'event' && shape.path === '') === true;
  return isEvent
    ? answer(call, engine, state.app, event)
    : engine.call(state.wraps, call.arguments, call.place, { named: call.named });
};

/** Web frameworks in a function: their routes are what the handler runs. */
export const webFrameworkModels: readonly ModelSet[] = [
  framework('flask', ['Flask', 'Blueprint']),
  framework('fastapi', ['FastAPI', 'APIRouter']),
  models(
    'fastapi',
    each(['Query', 'Path', 'Form', 'Body', 'Header', 'Cookie'], (call, engine) => {
      const pattern = constantText(engine, call.named.get('pattern') ?? call.named.get('regex'));
      return engine.external('fastapi', call.callee.path, pattern === undefined ? undefined : { pattern });
    }),
  ),
  models(
    'fastapi',
    each(['Depends', 'Security', 'params.Depends'], (call, engine) =>
      engine.external('fastapi', 'Depends#', argument(call, 0, 'dependency')),
    ),
  ),
  models('starlette', each(['routing.Route', 'routing.Router.Route'], starletteRoute)),
  framework('starlette', ['applications.Starlette']),
  framework('falcon', ['App', 'API', 'asgi.App', 'app.App']),
  framework('bottle', ['Bottle']),
  framework('quart', ['Quart', 'Blueprint']),
  ...['flask_lambda', 'flask_lambda_python36'].map((name) => framework(name, ['FlaskLambda'])),
  framework('lambda_proxy', ['proxy.API']),
  ...['flask_restful', 'flask_restx', 'flask_restplus'].map((module) => framework(module, ['Api', 'Namespace'])),
  ...viewModels,
  ...parserModels(partOf),
  models('hug', { ...each(['get', 'post', 'put', 'patch', 'delete', 'http', 'call'], hugRoute), 'route#': hugCall }),
  framework('chalice', ['Chalice', 'Blueprint']),
  models('mangum', { Mangum: asHandler }),
  models('apig_wsgi', { make_lambda_handler: asHandler }),
  ...['awsgi', 'aws_wsgi', 'aws_lambda_wsgi'].map((name) => models(name, { response: respond })),
  models('asgiref', { 'wsgi.WsgiToAsgi': wrappedApp }),
  models('a2wsgi', each(['WSGIMiddleware', 'ASGIMiddleware'], wrappedApp)),
  models('serverless_wsgi', { handle_request: respond }),
];
