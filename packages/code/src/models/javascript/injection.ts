import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, ClassValue, DescribedParameter, Engine, Model, ModelSet } from '../../engine/types.ts';
import { each, methodOf, models } from './helpers.ts';

/*
 * Containers that make objects and hand them what their constructors ask for: tsyringe, typedi, inversify, and what Nest does
 * of its own.
 */

/** How a container comes by what stands behind a token. */
export type Provider =
  | { readonly kind: 'class'; readonly class: AbstractValue }
  | { readonly kind: 'value'; readonly value: AbstractValue }
  | { readonly kind: 'factory'; readonly factory: AbstractValue; readonly inject: readonly AbstractValue[] };

export interface Container {
  readonly kind: 'container';
  readonly providers: Map<unknown, Provider>;
}

const DEEPEST = 10;
const MOST_PROVIDERS = 400;

export const newContainer = (): Container => ({ kind: 'container', providers: new Map() });

/** What tokens are compared by: classes by themselves, texts and symbols by what they say. */
function keyOf(engine: Engine, token: AbstractValue): unknown {
  for (const shape of token.shapes) {
    if (shape.kind === 'class') return shape.class satisfies ClassValue;
    if (shape.kind === 'external') return `${shape.module}:${shape.path}`;
  }
  const known = engine.constantOf(token);
  return known === undefined || known === null ? undefined : String(known);
}

export function provide(engine: Engine, { providers }: Container, token: AbstractValue, provider: Provider): void {
  const key = keyOf(engine, token);
  if (key !== undefined && providers.size < MOST_PROVIDERS) providers.set(key, provider);
}

/** `{ useClass }`, `{ useValue }`, `{ useFactory, inject }`, or a class. */
export function providerOf(engine: Engine, given: AbstractValue): Provider | undefined {
  const named = engine.ownField(given, 'useClass') ?? engine.ownField(given, 'useExisting');
  if (named !== undefined) return { kind: 'class', class: named };
  const value = engine.ownField(given, 'useValue');
  if (value !== undefined) return { kind: 'value', value };
  const factory = engine.ownField(given, 'useFactory');
  if (factory !== undefined) {
    const inject = engine.ownField(given, 'inject');
    return { kind: 'factory', factory, inject: (inject && engine.knownItems(inject)) ?? [] };
  }
  return given.shapes.some(({ kind }) => kind === 'class') ? { kind: 'class', class: given } : undefined;
}

/** What one round of asking has made: every class once. */
export type Made = Map<unknown, AbstractValue>;

/** What stands behind a token. */
export function resolveToken(
  engine: Engine,
  container: Container,
  token: AbstractValue,
  place: SourcePlace,
  made: Made = new Map(),
  depth = 0,
): AbstractValue {
  const key = keyOf(engine, token);
  const nothing = engine.unknown('what a container holds', place);
  if (key === undefined || depth > DEEPEST) return nothing;
  const known = made.get(key);
  if (known !== undefined) return known;
  const provider = container.providers.get(key);
  const again = (one: AbstractValue) => resolveToken(engine, container, one, place, made, depth + 1);
  // Whoever asks for what is being made gets nothing.
  made.set(key, nothing);
  let value = nothing;
  if (provider?.kind === 'value') value = provider.value;
  else if (provider?.kind === 'factory') value = engine.call(provider.factory, provider.inject.map(again), place);
  else if (provider !== undefined && keyOf(engine, provider.class) !== key) value = again(provider.class);
  else if (engine.classOf(token) !== undefined) {
    const given = (engine.classOf(token)?.parameters ?? []).map((parameter) => {
      const wanted = tokenOf(engine, parameter);
      return wanted === undefined ? engine.unknown('what a container gives', place) : again(wanted);
    });
    value = engine.call(token, given, place, { isNew: true });
  }
  made.set(key, value);
  return value;
}

/** `@inject('Repo') repo`, or the class that is written as its type. */
function tokenOf(engine: Engine, { type, decorators }: DescribedParameter): AbstractValue | undefined {
  for (const decorator of decorators)
    for (const { module, state } of engine.externalsOf(decorator))
      if (module === '<inject>' && state !== undefined) return state as AbstractValue;
  return type;
}

/** `inject('Repo')`, `Inject(() => Repo)`, `inject(delay(() => Repo))` */
export const injects: Model = (call, engine) => {
  const [token] = call.arguments;
  if (token === undefined) return engine.external('<inject>', '');
  return engine.external(
    '<inject>',
    '',
    engine.isFunction(token) && engine.classOf(token) === undefined ? engine.call(token, [], call.place) : token,
  );
};

const GLOBAL = new WeakMap<Engine, Container>();

/** The one container of a library's own. */
function globalOf(engine: Engine): Container {
  const known = GLOBAL.get(engine) ?? newContainer();
  GLOBAL.set(engine, known);
  return known;
}

interface Binding {
  readonly container: Container;
  readonly token: AbstractValue;
}

const asked =
  (containerOf: (engine: Engine, state: unknown) => Container | undefined): Model =>
  (call, engine) => {
    const container = containerOf(engine, call.callee.state);
    const [token, given] = call.arguments;
    const method = methodOf(call);
    if (container === undefined) return undefined;
    if (method === 'load') {
      const bind = engine.native('bind', (inner) => binding(engine, container, inner.arguments[0]));
      for (const module of call.arguments)
        for (const { state } of engine.externalsOf(module))
          if (state !== undefined) engine.call(state as AbstractValue, [bind], call.place);
      return engine.constant(undefined);
    }
    if (token === undefined) return undefined;
    if (/^(resolve|get|getAsync|resolveAll|getAll)$/.test(method))
      return resolveToken(engine, container, token, call.place);
    if (method === 'bind' || method === 'rebind') return binding(engine, container, token);
    if (/^(register|registerSingleton|registerType|registerInstance|set)$/.test(method)) {
      const isValue = method === 'registerInstance' || method === 'set';
      const provider: Provider | undefined =
        given === undefined
          ? providerOf(engine, token)
          : isValue
            ? { kind: 'value', value: given }
            : providerOf(engine, given);
      if (provider !== undefined) provide(engine, container, token, provider);
    }
    return engine.external(
      call.callee.module,
      method === 'createChildContainer' ? call.callee.path : 'container',
      call.callee.state,
    );
  };

const binding = (engine: Engine, container: Container, token: AbstractValue | undefined): AbstractValue =>
  token === undefined
    ? engine.unknown('a binding')
    : engine.external('<binding>', '', { container, token } satisfies Binding);

/** `bind('Repo').to(Repo).inSingletonScope()` */
const binds: Model = (call, engine) => {
  const { container, token } = call.callee.state as Binding;
  const [given] = call.arguments;
  const method = methodOf(call);
  if (method === 'toSelf') provide(engine, container, token, { kind: 'class', class: token });
  else if (given === undefined) return engine.external('<binding>', '', call.callee.state);
  else if (method === 'to' || method === 'toService')
    provide(engine, container, token, { kind: 'class', class: given });
  else if (method === 'toConstantValue') provide(engine, container, token, { kind: 'value', value: given });
  else if (method === 'toDynamicValue')
    provide(engine, container, token, { kind: 'factory', factory: given, inject: [] });
  return engine.external('<binding>', '', call.callee.state);
};

const isContainer = (_: Engine, state: unknown): Container | undefined =>
  (state as Container | undefined)?.kind === 'container' ? (state as Container) : undefined;

export const injectionModels: readonly ModelSet[] = [
  ...['tsyringe', 'typedi'].map((name) =>
    models([name], {
      calls: { ...each(['inject', 'Inject', 'delay'], injects) },
      otherCalls: (call, engine) =>
        /^(container|Container)(\.|$)/.test(call.callee.path) ? asked(globalOf)(call, engine) : undefined,
    }),
  ),
  models(['inversify'], {
    calls: {
      ...each(['inject', 'LazyServiceIdentifier', 'LazyServiceIdentifer'], injects),
      Container: (_, engine) => engine.external('<container>', '', newContainer()),
      ...each(['ContainerModule', 'AsyncContainerModule'], (call, engine) =>
        engine.external('<bindings>', '', call.arguments[0]),
      ),
    },
  }),
  models(['<container>'], { otherCalls: asked(isContainer) }),
  models(['<binding>'], { otherCalls: binds }),
];
