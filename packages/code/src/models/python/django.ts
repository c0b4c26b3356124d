import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { cleanByPattern } from '../json-rules.ts';
import { redirects } from '../redirects.ts';
import { parseJson } from './data.ts';
import { argument, constantText, each, isFalse, models } from './helpers.ts';

/*
 * Django and its REST framework: the project's `urls` name views, functions or classes, which get a request
 * (https://docs.djangoproject.com/en/stable/topics/http/urls/). Which of them runs is the sender's choice, so all of them do.
 */

interface Route {
  readonly kind: 'django-route';
  readonly rule: string;
  readonly target: AbstractValue;
}
interface Included {
  readonly kind: 'django-include';
  readonly routes: AbstractValue;
}
interface View {
  readonly kind: 'django-view';
  readonly view: AbstractValue;
}
interface Registered {
  readonly kind: 'django-router';
  readonly routes: AbstractValue[];
}

/** What the adapters of Lambda run; see `web-frameworks.ts`. */
interface DjangoApp {
  readonly kind: 'web-app';
  readonly isEntry: true;
  readonly answersPages: false;
  readonly routes: readonly never[];
  readonly mounted: readonly never[];
  readonly run: (engine: Engine, event: AbstractValue, place: SourcePlace) => AbstractValue;
}

const MOST_ROUTES = 400;
const DEEPEST = 6;

/** The event behind the request that is being answered. */
let current: AbstractValue | undefined;

const stateOf = <T extends { readonly kind: string }>(
  engine: Engine,
  value: AbstractValue | undefined,
  kind: T['kind'],
): T | undefined =>
  (value ? engine.externalsOf(value) : [])
    .map(({ state }) => state as T | undefined)
    .find((state) => state?.kind === kind);

/** `get_wsgi_application()` of `shop/wsgi.py`: its project keeps its routes in `shop/urls.py`. */
const application: Model = (call, engine) => {
  const { place } = call;
  const folder = /([^/]+)\/[^/]+$/.exec(place.file)?.[1];
  const state: DjangoApp = {
    kind: 'web-app',
    isEntry: true,
    answersPages: false,
    routes: [],
    mounted: [],
    run: (inner, event, at) => {
      const urls = folder === undefined ? undefined : inner.module(`${folder}.urls`, at);
      if (urls !== undefined) answerAll(inner, inner.field(urls, 'urlpatterns', at), event, at);
      return inner.unknown('an answer', at);
    },
  };
  return engine.external('django', 'app#', state);
};

const answers: Model = (call, engine) => {
  const state = call.callee.state as DjangoApp | undefined;
  const [event] = call.arguments;
  return event && state?.run(engine, event, call.place);
};

const route: Model = (call, engine) => {
  const target = argument(call, 1, 'view');
  const rule = constantText(engine, argument(call, 0, 'route') ?? call.named.get('regex')) ?? '';
  return target && engine.external('django', 'route#', { kind: 'django-route', rule, target } satisfies Route);
};

/** `include('shop.urls')`, `include(router.urls)`, `include((patterns, 'name'))`. */
const include: Model = (call, engine) => {
  const [given] = call.arguments;
  if (given === undefined) return undefined;
  const first = engine.knownItems(given)?.[0];
  const routes = first !== undefined && engine.knownItems(first) !== undefined ? first : given;
  return engine.external('django', 'include#', { kind: 'django-include', routes } satisfies Included);
};

/** `Items.as_view()`: the class itself, whichever of Django's it is of. */
const asView: Model = (call, engine) =>
  call.receiver && engine.external('django', 'view#', { kind: 'django-view', view: call.receiver } satisfies View);

const router: Model = (_, engine) =>
  engine.external('rest_framework', 'router#', { kind: 'django-router', routes: [] } satisfies Registered);

const registers: Model = (call, engine) => {
  const state = call.callee.state as Registered | undefined;
  const view = argument(call, 1, 'viewset');
  if (state?.kind !== 'django-router' || view === undefined) return undefined;
  const rule = `${constantText(engine, call.arguments[0]) ?? ''}/(?P<pk>[^/.]+)`;
  const target = engine.external('django', 'view#', { kind: 'django-view', view } satisfies View);
  if (state.routes.length < MOST_ROUTES)
    state.routes.push(engine.external('django', 'route#', { kind: 'django-route', rule, target } satisfies Route));
  return engine.constant(null);
};

function answerAll(engine: Engine, patterns: AbstractValue, event: AbstractValue, place: SourcePlace): void {
  const before = current;
  current = event;
  let left = MOST_ROUTES;
  const visit = (list: AbstractValue, rule: string, depth: number): void => {
    const name = constantText(engine, list);
    const module = name === undefined ? undefined : engine.module(name, place);
    if (depth > DEEPEST) return;
    if (module !== undefined) {
      visit(engine.field(module, 'urlpatterns', place), rule, depth + 1);
      return;
    }
    const registered = stateOf<Registered>(engine, list, 'django-router');
    for (const one of registered?.routes ?? engine.knownItems(list) ?? [engine.item(list, place)]) {
      const found = stateOf<Route>(engine, one, 'django-route');
      if (found === undefined || left-- <= 0) continue;
      const included = stateOf<Included>(engine, found.target, 'django-include');
      const whole = rule + found.rule;
      if (included !== undefined) visit(included.routes, whole, depth + 1);
      else runView(engine, found.target, whole, place);
    }
  };
  visit(patterns, '', 0);
  current = before;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'dispatch'];
/** Actions of REST framework's sets of views. */
const ACTIONS = ['list', 'create', 'retrieve', 'update', 'partial_update', 'destroy'];
/** What Django's own views ask for, without arguments. */
const HOOKS = ['get_queryset', 'get_object', 'get_context_data'];

function runView(engine: Engine, target: AbstractValue, rule: string, place: SourcePlace): void {
  const named = parametersOf(engine, rule, place);
  const request = engine.external('django', 'request');
  const view = stateOf<View>(engine, target, 'django-view')?.view;
  if (view === undefined) {
    engine.call(target, [request], place, { named, isApart: true });
    return;
  }
  const self = engine.call(view, [], place, { isNew: true });
  engine.setField(self, 'request', request);
  engine.setField(self, 'kwargs', engine.object(Object.fromEntries(named), place));
  const own = engine.methodNames(view);
  const call = (name: string, given: readonly AbstractValue[], byName?: ReadonlyMap<string, AbstractValue>): void => {
    const method = engine.field(view, name, place);
    const closures = { shapes: method.shapes.filter(({ kind }) => kind === 'closure'), taint: [] };
    if (closures.shapes.length > 0)
      engine.call(closures, [self, ...given], place, {
        isApart: true,
        ...(byName === undefined ? {} : { named: byName }),
      });
  };
  for (const name of own) {
    if (HOOKS.includes(name)) call(name, []);
    else if (METHODS.includes(name) || ACTIONS.includes(name) || isAction(engine, view, name, place))
      call(name, [request], named);
  }
}

/** `@action(detail=True)` of a set of views: a method that takes a request. */
function isAction(engine: Engine, view: AbstractValue, name: string, place: SourcePlace): boolean {
  return !name.startsWith('_') && engine.signatureOf(engine.field(view, name, place))[1]?.name === 'request';
}

/** `items/<int:id>/` and `^items/(?P<id>\d+)$`: what the pattern of each lets through. */
function parametersOf(engine: Engine, rule: string, place: SourcePlace): ReadonlyMap<string, AbstractValue> {
  const named = new Map<string, AbstractValue>();
  if (current === undefined) return named;
  const inPath = engine.field(current, 'pathParameters', place);
  for (const [, converter = 'str', name = ''] of rule.matchAll(/<(?:(\w{1,40}):)?(\w{1,80})>/g)) {
    if (rule.includes(`(?P<${name}>`)) continue;
    named.set(name, converted(engine, converter, engine.field(inPath, name, place)));
  }
  for (const [, name = '', pattern = ''] of rule.matchAll(/\(\?P<(\w{1,80})>([^()]{0,200})\)/g)) {
    const clean = cleanByPattern(`^${pattern}$`);
    const value = engine.field(inPath, name, place);
    named.set(name, clean === undefined ? value : engine.cleaned(value, clean));
  }
  return named;
}

function converted(engine: Engine, converter: string, value: AbstractValue): AbstractValue {
  if (/^(?:int|uuid|float|date|yyyy)$/.test(converter)) return engine.cleaned(value, 'all');
  return converter === 'slug' ? engine.cleaned(value, cleanByPattern('^[-a-zA-Z0-9_]+$') ?? []) : value;
}

/** The names that a request has for the parts of the event. */
const PARTS: Readonly<Record<string, string>> = {
  GET: 'queryStringParameters',
  query_params: 'queryStringParameters',
  POST: 'body',
  body: 'body',
  headers: 'headers',
  META: 'headers',
  COOKIES: 'headers',
  path: 'path',
  path_info: 'path',
};

function partOf(engine: Engine, name: string, place: SourcePlace): AbstractValue | undefined {
  if (current === undefined) return undefined;
  if (name === 'data') return parsed(engine, place);
  const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
  return part === undefined ? undefined : engine.field(current, part, place);
}

/** `request.data` of REST framework: the body as data. */
function parsed(engine: Engine, place: SourcePlace): AbstractValue | undefined {
  if (current === undefined) return undefined;
  const body = engine.field(current, 'body', place);
  const callee = { kind: 'external', module: 'json', path: 'loads' } as const;
  const site = { callee, receiver: undefined, arguments: [body], named: new Map(), others: undefined, isNew: false };
  return parseJson({ ...site, language: 'python', place }, engine);
}

/** `HttpResponse(text)` is a page, unless it says what else it is. */
const page: Model = (call, engine) => {
  const value = argument(call, 0, 'content');
  const type = constantText(engine, call.named.get('content_type'));
  if (value !== undefined && (type === undefined || type.includes('html')))
    engine.sink({
      class: 'html-response',
      name: 'HttpResponse',
      value,
      place: call.place,
      text: 'becomes part of the page',
    });
  return engine.unknown('an answer', call.place);
};

const asJson: Model = (call, engine) => {
  const value = argument(call, 0, 'data');
  if (value !== undefined)
    engine.answered(engine.object({ statusCode: engine.unknown('a number'), body: value }, call.place), call.place);
  return engine.unknown('an answer', call.place);
};

const sendsAway: Model = (call, engine) => {
  redirects(engine, argument(call, 0, 'redirect_to') ?? call.named.get('to'), call.place, 'redirect');
  return engine.unknown('an answer', call.place);
};

/** `@api_view(['GET'])`, `@csrf_exempt`, `@method_decorator(…)`: the view is what it was. */
const decorates: Model = (call, engine) => {
  const [first] = call.arguments;
  const isView = first !== undefined && (engine.isFunction(first) || first.shapes.some(({ kind }) => kind === 'class'));
  return isView && call.callee.path !== 'utils.decorators.method_decorator'
    ? first
    : engine.native('decorator', (inner: CallSite) => inner.arguments[0]);
};

const DECORATORS =
  /^(?:views\.decorators\.|contrib\.auth\.decorators\.|utils\.decorators\.|decorators\.|db\.transaction\.(?:atomic|non_atomic_requests)$)/;

/** Whether a text is a page that somebody calls safe: `mark_safe(text)`. */
const marksSafe: Model = (call, engine) => {
  const value = argument(call, 0, 's');
  if (value !== undefined && !isFalse(engine, value))
    engine.sink({
      class: 'html-response',
      name: 'mark_safe',
      value,
      place: call.place,
      text: 'becomes part of a page',
    });
  return value;
};

const otherCalls: Model = (call, engine) => {
  if (/(?:^|\.)as_view$/.test(call.callee.path)) return asView(call, engine);
  return DECORATORS.test(call.callee.path) ? decorates(call, engine) : undefined;
};

export const djangoModels: readonly ModelSet[] = [
  models(
    'django',
    {
      ...each(['core.wsgi.get_wsgi_application', 'core.asgi.get_asgi_application'], application),
      'app#': answers,
      ...each(['urls.path', 'urls.re_path', 'conf.urls.url', 'urls.url'], route),
      ...each(['urls.include', 'conf.urls.include'], include),
      ...each(['http.HttpResponse', 'http.response.HttpResponse', 'shortcuts.HttpResponse'], page),
      ...each(['http.JsonResponse', 'http.response.JsonResponse'], asJson),
      ...each(['http.HttpResponseRedirect', 'shortcuts.redirect', 'http.HttpResponsePermanentRedirect'], sendsAway),
      'utils.safestring.mark_safe': marksSafe,
    },
    {
      otherCalls,
      otherReads: ({ object, name, place }, engine) =>
        object.path === 'request' ? partOf(engine, name, place) : undefined,
    },
  ),
  models(
    'rest_framework',
    {
      ...each(['routers.DefaultRouter', 'routers.SimpleRouter'], router),
      'router#.register': registers,
      'response.Response': asJson,
    },
    {
      otherCalls,
      reads: { 'router#.urls': ({ object }, engine) => engine.external('rest_framework', 'router#', object.state) },
    },
  ),
];
