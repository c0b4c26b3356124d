import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, DescribedParameter, Engine, Model, ModelSet } from '../../engine/types.ts';
import { provenFields } from './class-validator.ts';
import { each, methodOf, models } from './helpers.ts';
import { type Container, injects, type Made, newContainer, provide, providerOf, resolveToken } from './injection.ts';

/*
 * Nest: modules name controllers and providers, decorators say which method answers what and where its arguments come from
 * (https://docs.nestjs.com/controllers). Its routes become those of the Express or Fastify application below it.
 */

interface NestApp {
  readonly kind: 'nest-app';
  readonly container: Container;
  readonly routes: AbstractValue;
  readonly pipes: Pipes;
}

/** Whether anything runs the checks that stand at fields: without a pipe they are words. */
interface Pipes {
  isThere: boolean;
}

const DEEPEST = 8;
const VERBS = /^(Get|Post|Put|Patch|Delete|All|Options|Head)$/;
/** Parts of the request by the decorators that ask for them. */
const PARTS: Readonly<Record<string, string>> = {
  Body: 'body',
  Query: 'query',
  Param: 'params',
  Headers: 'headers',
  UploadedFile: 'file',
  UploadedFiles: 'files',
  RawBody: 'rawBody',
};
/** Pipes that let no text through. */
const NARROW = /^Parse(Int|Float|Bool|UUID|Enum|Date)Pipe#?$/;
const decorator: Model = (call, engine) =>
  call.isNew ? undefined : engine.external('<nest>', methodOf(call), call.arguments);

interface Named {
  readonly name: string;
  readonly given: readonly AbstractValue[];
}

function decoratorsOf(engine: Engine, decorators: readonly AbstractValue[]): readonly Named[] {
  return decorators.flatMap((one) =>
    engine
      .externalsOf(one)
      .filter(({ module }) => module === '<nest>')
      .map(({ path, state }) => ({ name: path, given: (state as readonly AbstractValue[] | undefined) ?? [] })),
  );
}

/** Takes the providers of a module and of those that it imports, and gives the controllers. */
function modulesOf(
  engine: Engine,
  container: Container,
  given: AbstractValue,
  place: SourcePlace,
  seen: Set<unknown>,
  pipes: Pipes,
  depth = 0,
): readonly AbstractValue[] {
  if (depth > DEEPEST || seen.size > 200) return [];
  // `forwardRef(() => Orders)`; `{ module: Orders, providers: [] }` of a dynamic module
  const module = engine.ownField(given, 'module') ?? given;
  const key = module.shapes.find((shape) => shape.kind === 'class');
  const own = key?.kind === 'class' ? key.class : undefined;
  if (own === undefined || seen.has(own)) return [];
  seen.add(own);
  const options = decoratorsOf(engine, engine.classOf(module)?.decorators ?? [])
    .filter(({ name }) => name === 'Module')
    .map(({ given: [one] }) => one);
  const listed = (name: string): readonly AbstractValue[] =>
    [...options, given].flatMap((one) => {
      const list = one && engine.ownField(one, name);
      return (list && (engine.knownItems(list) ?? [engine.item(list, place)])) ?? [];
    });
  for (const one of listed('providers')) {
    const token = engine.ownField(one, 'provide') ?? one;
    if (engine.externalsOf(token).some(({ path }) => path === 'APP_PIPE')) pipes.isThere = true;
    const provider = providerOf(engine, one);
    if (provider !== undefined) provide(engine, container, token, provider);
  }
  const inner = listed('imports').flatMap((one) => modulesOf(engine, container, one, place, seen, pipes, depth + 1));
  return [...listed('controllers'), ...inner];
}

/** `NestFactory.create(AppModule, new ExpressAdapter(express()))` */
const create: Model = (call, engine) => {
  const [module, adapter] = call.arguments;
  if (module === undefined) return undefined;
  const container = newContainer();
  const pipes: Pipes = { isThere: false };
  const routes = routesOf(engine, adapter) ?? newRoutes(engine, call, 'express');
  const controllers = modulesOf(engine, container, module, call.place, new Set(), pipes);
  const made: Made = new Map();
  const state = engine.externalsOf(routes)[0]?.state as { readonly routes: AbstractValue } | undefined;
  for (const controller of controllers) {
    const instance = resolveToken(engine, container, controller, call.place, made);
    for (const method of engine.classOf(controller)?.methods ?? []) {
      if (!decoratorsOf(engine, method.decorators).some(({ name }) => VERBS.test(name))) continue;
      if (state !== undefined)
        engine.addItem(
          state.routes,
          engine.native('route', (inner) =>
            answer(inner, engine, instance, method, pipes.isThere || usesPipes(engine, controller, method)),
          ),
        );
    }
  }
  return engine.external('<nest-app>', '', { kind: 'nest-app', container, routes, pipes } satisfies NestApp);
};

/** `@UsePipes(new ValidationPipe())` at the class or the method. */
const usesPipes = (engine: Engine, controller: AbstractValue, method: Method): boolean =>
  [...(engine.classOf(controller)?.decorators ?? []), ...method.decorators].some((one) =>
    decoratorsOf(engine, [one]).some(({ name }) => name === 'UsePipes'),
  );

type Method = NonNullable<ReturnType<Engine['classOf']>>['methods'][number];

function answer(
  call: CallSite,
  engine: Engine,
  instance: AbstractValue,
  method: Method,
  isPiped: boolean,
): AbstractValue {
  const [request, response] = call.arguments;
  if (request === undefined) return engine.unknown('an answer', call.place);
  const given = method.parameters.map((parameter) => argumentOf(call, engine, parameter, request, response, isPiped));
  const callee = engine.field(instance, method.name, call.place);
  const result = engine.call(callee, given, call.place, { receiver: instance });
  // A text that a route gives is a page, as with Express.
  const send = response && engine.ownField(response, 'send');
  return send === undefined ? result : engine.call(send, [result], call.place);
}

function argumentOf(
  call: CallSite,
  engine: Engine,
  { type, decorators }: DescribedParameter,
  request: AbstractValue,
  response: AbstractValue | undefined,
  isPiped: boolean,
): AbstractValue {
  for (const { name, given } of decoratorsOf(engine, decorators)) {
    if (/^(Req|Request)$/.test(name)) return request;
    if (/^(Res|Response)$/.test(name) && response !== undefined) return response;
    const part = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (part === undefined) continue;
    const whole = engine.field(request, part, call.place);
    const key = given[0] && engine.constantOf(given[0]);
    const value = typeof key === 'string' ? engine.field(whole, key, call.place) : whole;
    const isNarrow = given.some((pipe) => engine.externalsOf(pipe).some(({ path }) => NARROW.test(path)));
    if (isNarrow) return engine.cleaned(value, 'all');
    const isChecked = isPiped || given.some((pipe) => engine.constantOf(pipe) === undefined);
    return isChecked ? validated(call, engine, value, type) : value;
  }
  return engine.unknown('an argument', call.place);
}

/** The body as the decorators of class-validator on its class let it through. */
function validated(
  call: CallSite,
  engine: Engine,
  value: AbstractValue,
  type: AbstractValue | undefined,
): AbstractValue {
  const known = provenFields(engine, type).map(
    ([name, cleanFor]) => [name, engine.cleaned(engine.field(value, name, call.place), cleanFor)] as const,
  );
  return known.length === 0 ? value : engine.object(Object.fromEntries(known), call.place, value);
}

function routesOf(engine: Engine, value: AbstractValue | undefined): AbstractValue | undefined {
  return value && engine.externalsOf(value).some(({ module }) => module === '<routes>') ? value : undefined;
}

const newRoutes = (engine: Engine, call: CallSite, library: string): AbstractValue =>
  engine.external('<routes>', '', { routes: engine.list([], call.place), library });

const adapter =
  (library: string): Model =>
  (call, engine) =>
    routesOf(engine, call.arguments[0]) ?? newRoutes(engine, call, library);

const app: Model = (call, engine) => {
  const { container, routes } = call.callee.state as NestApp;
  const method = methodOf(call);
  const [token] = call.arguments;
  if (/^(get|resolve)$/.test(method) && token !== undefined) return resolveToken(engine, container, token, call.place);
  if (method === 'useGlobalPipes') (call.callee.state as NestApp).pipes.isThere = true;
  if (/^(getInstance|getHttpServer)$/.test(method)) return routes;
  return engine.external('<nest-app>', '', call.callee.state);
};

export const nestModels: readonly ModelSet[] = [
  models(['@nestjs/common'], {
    calls: {
      ...each(['Inject', 'InjectRepository'], injects),
      forwardRef: (call, engine) => call.arguments[0] && engine.call(call.arguments[0], [], call.place),
    },
    otherCalls: (call, engine) => (/^[A-Z]\w*$/.test(call.callee.path) ? decorator(call, engine) : undefined),
  }),
  models(['@nestjs/core'], {
    calls: { ...each(['NestFactory.create', 'NestFactory.createApplicationContext'], create) },
  }),
  models(['@nestjs/platform-express'], { calls: { ExpressAdapter: adapter('express') } }),
  models(['@nestjs/platform-fastify'], { calls: { FastifyAdapter: adapter('fastify') } }),
  models(['<nest-app>'], { otherCalls: app }),
];
