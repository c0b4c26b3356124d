import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { isNarrowType, readSdl, type Sdl, type SdlType } from '../graphql-sdl.ts';
import { argument, constantText, each, madeOf, models } from './helpers.ts';

/*
 * GraphQL: resolvers of ariadne, graphene and strawberry. Which of them run is the sender's choice, so all of them do, each with
 * the arguments that its schema gives it; what the schema says is a number comes as one.
 */

const MOST_RESOLVERS = 300;
const NARROW = /^(Int|Float|Boolean|int|float|bool|UUID|Decimal|DateTime|Date|Time|datetime|date|time)#?$/;

interface Resolver {
  readonly callee: AbstractValue;
  /** Values before the arguments: the object, and what is known of the query. */
  readonly self?: AbstractValue;
  /** The field's name, where the schema is a text. */
  readonly field?: string;
  /** What is known of the query comes by its name, where it is asked for. */
  readonly asksForInfo?: true;
  /** Arguments whose types let no text through. */
  readonly narrow: ReadonlySet<string>;
}

interface Schema {
  readonly kind: 'graphql-schema';
  readonly resolvers: readonly Resolver[];
  /** What the schema says of arguments, where it is a text. */
  readonly sdl?: Sdl;
}

/** Of every type that has the field: which of them a resolver is bound to, its own code says. */
function argumentsOf(sdl: Sdl, field: string): readonly (readonly [string, SdlType])[] {
  return [...sdl.fields].flatMap(([name, types]) => (name.endsWith(`.${field}`) ? [...types] : []));
}

function runAll(call: CallSite, engine: Engine, schema: Schema, data: AbstractValue): AbstractValue {
  const { place } = call;
  const sent = madeOf(engine, call, 'is an argument of a query', data);
  for (const { callee, self, field, narrow, asksForInfo } of schema.resolvers.slice(0, MOST_RESOLVERS)) {
    const named = new Map<string, AbstractValue>();
    if (schema.sdl !== undefined && field !== undefined)
      for (const [name, type] of argumentsOf(schema.sdl, field))
        named.set(name, isNarrowType(schema.sdl, type) ? engine.cleaned(sent, 'all') : sent);
    // Behind the object and what is known of the query.
    for (const { name, type } of engine.signatureOf(callee).slice(self === undefined ? 2 : 0)) {
      if (named.has(name) || /^(self|root|obj|parent|info|_\w*)$/.test(name)) continue;
      const isNarrow =
        narrow.has(name) ||
        (type !== undefined &&
          engine.externalsOf(type).some(({ path }) => NARROW.test(path.slice(path.lastIndexOf('.') + 1))));
      named.set(name, isNarrow ? engine.cleaned(sent, 'all') : sent);
    }
    const info = engine.external('graphql', 'info');
    const parent = self ?? engine.unknown('what the field belongs to', place);
    if (asksForInfo && engine.signatureOf(callee).some(({ name }) => name === 'info')) named.set('info', info);
    engine.call(callee, asksForInfo ? [parent] : [parent, info], place, { named, isApart: true });
  }
  return engine.unknown('an answer', place);
}

function schemaOf(engine: Engine, value: AbstractValue | undefined): Schema | undefined {
  return (value ? engine.externalsOf(value) : [])
    .map(({ state }) => state as Schema | undefined)
    .find((state) => state?.kind === 'graphql-schema');
}

// ariadne

interface Bound {
  readonly kind: 'bound';
  readonly resolvers: Resolver[];
}

const NO_NAMES: ReadonlySet<string> = new Set();

const bindable: Model = (_, engine) =>
  engine.external('ariadne', 'type#', { kind: 'bound', resolvers: [] } satisfies Bound);

const binds: Model = (call, engine) => {
  const state = call.callee.state as Bound | undefined;
  const field = constantText(engine, call.arguments[0]);
  if (state?.kind !== 'bound' || field === undefined) return undefined;
  const add = (callee: AbstractValue | undefined): AbstractValue => {
    if (callee && state.resolvers.length < MOST_RESOLVERS) state.resolvers.push({ callee, field, narrow: NO_NAMES });
    return callee ?? engine.constant(null);
  };
  if (call.callee.path.endsWith('set_field')) return add(call.arguments[1]);
  return engine.native('field', (inner) => add(inner.arguments[0]));
};

const executable: Model = (call, engine) => {
  const [types, ...others] = call.arguments;
  const texts =
    types === undefined ? [] : (engine.knownItems(types) ?? [types]).map((one) => constantText(engine, one) ?? '');
  const resolvers = others
    .flatMap((one) => engine.knownItems(one) ?? [one])
    .flatMap((one) => engine.externalsOf(one))
    .flatMap(({ state }) => ((state as Bound | undefined)?.kind === 'bound' ? (state as Bound).resolvers : []));
  const schema: Schema = { kind: 'graphql-schema', resolvers, sdl: readSdl(texts.join('\n')) };
  return engine.external('ariadne', 'schema#', schema);
};

const runsAriadne: Model = (call, engine) => {
  const schema = schemaOf(engine, argument(call, 0, 'schema'));
  const data = argument(call, 1, 'data');
  if (schema === undefined || data === undefined) return undefined;
  return engine.list([engine.unknown('a truth value', call.place), runAll(call, engine, schema, data)], call.place);
};

// graphene and strawberry: methods of classes

/** Values of a class's own fields. */
function staticsOf(value: AbstractValue): ReadonlyMap<string, AbstractValue> {
  const found = new Map<string, AbstractValue>();
  for (const shape of value.shapes)
    if (shape.kind === 'class') for (const [name, cell] of shape.class.statics.fields) found.set(name, cell.value);
  return found;
}

interface Declared {
  readonly kind: 'graphene';
  readonly named: ReadonlyMap<string, AbstractValue>;
}

const declares: Model = (call, engine) =>
  /^(?:types\.)?[A-Z]\w*$/.test(call.callee.path)
    ? engine.external('graphene', `${call.callee.path}#`, { kind: 'graphene', named: call.named } satisfies Declared)
    : undefined;

/** Arguments that are numbers: `graphene.String(first=graphene.Int())`. */
function narrowIn(engine: Engine, named: ReadonlyMap<string, AbstractValue>): ReadonlySet<string> {
  return new Set(
    [...named]
      .filter(([, type]) => engine.externalsOf(type).some(({ path }) => NARROW.test(path)))
      .map(([name]) => name),
  );
}

function grapheneResolvers(engine: Engine, root: AbstractValue, call: CallSite): readonly Resolver[] {
  const statics = staticsOf(root);
  const own = engine.methodNames(root).flatMap((method): readonly Resolver[] => {
    const name = /^resolve_(\w+)$/.exec(method)?.[1];
    if (name === undefined) return [];
    const declared = statics.get(name);
    const states =
      declared === undefined ? [] : engine.externalsOf(declared).map(({ state }) => state as Declared | undefined);
    const named = states.find((state) => state?.kind === 'graphene')?.named ?? new Map();
    return [
      { callee: engine.field(root, method, call.place), self: engine.constant(null), narrow: narrowIn(engine, named) },
    ];
  });
  const mutations = [...statics.values()].flatMap((value) =>
    engine.externalsOf(value).flatMap(({ path, state }): readonly Resolver[] => {
      const type = path === 'mutation#' ? (state as AbstractValue) : undefined;
      if (type === undefined) return [];
      const inner = staticsOf(type).get('Arguments') ?? staticsOf(type).get('Input');
      const narrow = inner === undefined ? NO_NAMES : narrowIn(engine, staticsOf(inner));
      return [{ callee: engine.field(type, 'mutate', call.place), self: engine.constant(null), narrow }];
    }),
  );
  return [...own, ...mutations];
}

/** Every method of the root is a field, as its decorator says, and so are functions that stand in a field's place. */
function strawberryResolvers(engine: Engine, root: AbstractValue, call: CallSite): readonly Resolver[] {
  const self = engine.unknown('the root', call.place);
  const functions = [...staticsOf(root)].flatMap(([name, value]) => (engine.isFunction(value) ? [name] : []));
  const own = [...new Set([...engine.methodNames(root), ...functions])]
    .filter((name) => !name.startsWith('_') && name !== 'constructor')
    .map((name) => ({
      callee: engine.field(root, name, call.place),
      self,
      narrow: NO_NAMES,
      asksForInfo: true as const,
    }));
  const set = [...staticsOf(root).values()].flatMap((value) =>
    engine
      .externalsOf(value)
      .flatMap(({ path, state }) =>
        path === 'resolver#'
          ? [{ callee: state as AbstractValue, narrow: NO_NAMES, self, asksForInfo: true as const }]
          : [],
      ),
  );
  return [...own, ...set];
}

const ofClasses =
  (module: string, resolversOf: (engine: Engine, root: AbstractValue, call: CallSite) => readonly Resolver[]): Model =>
  (call, engine) => {
    const roots = ['query', 'mutation', 'subscription'].flatMap((name, i) => argument(call, i, name) ?? []);
    const resolvers = roots.flatMap((root) => resolversOf(engine, root, call));
    const schema: Schema = { kind: 'graphql-schema', resolvers };
    return engine.external(module, 'schema#', schema);
  };

/** `schema.execute(query, variables=…)` */
const executes: Model = (call, engine) => {
  if (!/^schema#\.execute(_sync|_async)?$/.test(call.callee.path)) return undefined;
  const schema = call.callee.state as Schema | undefined;
  const given = [
    call.arguments[0],
    ...['query', 'source', 'variables', 'variable_values'].map((name) => call.named.get(name)),
  ];
  const data = given.filter((value) => value !== undefined);
  return schema?.kind === 'graphql-schema' && data.length > 0
    ? runAll(call, engine, schema, engine.list(data, call.place))
    : undefined;
};

const decorates: Model = (call, engine) => {
  const [first] = call.arguments;
  const resolver = call.named.get('resolver');
  if (resolver !== undefined) return engine.external('strawberry', 'resolver#', resolver);
  return first ?? engine.native('decorator', (inner) => inner.arguments[0]);
};

/** `GraphQLRouter(schema)` is an application of its own, which another one includes. */
const served: Model = (made, engine) => {
  const schema = schemaOf(engine, argument(made, 0, 'schema'));
  if (schema === undefined) return undefined;
  return engine.external('strawberry', 'app#', {
    kind: 'web-app',
    isEntry: true,
    answersPages: false,
    routes: [],
    mounted: [],
    run: (inner: Engine, event: AbstractValue, place: CallSite['place']) =>
      runAll({ ...made, place }, inner, schema, inner.field(event, 'body', place)),
  });
};

export const graphQlModels: readonly ModelSet[] = [
  models('ariadne', {
    ...each(['QueryType', 'MutationType', 'ObjectType', 'SubscriptionType'], bindable),
    ...each(['type#.field', 'type#.set_field', 'type#.source'], binds),
    make_executable_schema: executable,
    ...each(['graphql_sync', 'graphql'], runsAriadne),
    gql: (call) => call.arguments[0],
  }),
  models(
    'graphene',
    {
      Schema: ofClasses('graphene', grapheneResolvers),
      'Mutation.Field': (call, engine) => call.receiver && engine.external('graphene', 'mutation#', call.receiver),
    },
    { otherCalls: (call, engine) => executes(call, engine) ?? declares(call, engine) },
  ),
  models(
    'strawberry',
    {
      ...each(['Schema', 'federation.Schema'], ofClasses('strawberry', strawberryResolvers)),
      ...each(['type', 'field', 'mutation', 'input', 'interface', 'enum'], decorates),
      ...each(['fastapi.GraphQLRouter', 'asgi.GraphQL'], served),
    },
    { otherCalls: executes },
  ),
];
