import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { appliedSchema } from '../javascript/validation.ts';
import { assumeProven, provenBy } from '../schemas.ts';
import { clientOf, inputOf, record } from './sdk-calls.ts';

const MIDDY = '@middy/core';
/** Middlewares of one handler that are run. */
const MAX_MIDDLEWARES = 40;

/** A handler in middlewares. Both grow while the code that builds them runs. */
interface MiddyState {
  readonly kind: 'middy';
  /** The handler that is wrapped. */
  wraps: AbstractValue | undefined;
  readonly middlewares: AbstractValue[];
}

/** A middleware of a package: what it asks AWS before the handler runs. */
interface MiddlewareState {
  readonly kind: 'middleware';
  readonly run: (engine: Engine, place: SourcePlace, request: AbstractValue) => void;
}

/** `middy(handler).use(middleware)`, `middy().handler(handler)`; what comes of it is the handler. */
const call: Model = (site, engine) => {
  const { path, state } = site.callee;
  if (!isMiddy(state)) {
    if (path !== '' && path !== 'middy' && path !== 'default') return undefined;
    const [handler] = site.arguments;
    const made: MiddyState = {
      kind: 'middy',
      wraps: handler !== undefined && callable(engine, handler) ? handler : undefined,
      middlewares: [],
    };
    return engine.external(MIDDY, 'middy#', made);
  }
  const self = engine.external(MIDDY, 'middy#', state);
  const [first] = site.arguments;
  switch (path.slice(path.lastIndexOf('#') + 1)) {
    case '':
      return run(site, engine, state);
    case '.use': {
      const given = first === undefined ? [] : (engine.knownItems(first) ?? [first]);
      for (const each of given) if (state.middlewares.length < MAX_MIDDLEWARES) state.middlewares.push(each);
      return self;
    }
    case '.before':
    case '.after':
    case '.onError': {
      const name = path.slice(path.lastIndexOf('.') + 1);
      if (first !== undefined) state.middlewares.push(engine.object({ [name]: first }, site.place));
      return self;
    }
    case '.handler':
      state.wraps = first;
      return self;
    default:
      return undefined;
  }
};

function run(site: CallSite, engine: Engine, state: MiddyState): AbstractValue {
  const { place } = site;
  const [event = engine.unknown('an event', place), context = engine.unknown('a context', place)] = site.arguments;
  const request = engine.object(
    { event, context, response: engine.constant(undefined), internal: engine.object({}, place) },
    place,
  );
  const step = (middleware: AbstractValue, name: string) => {
    const hook = engine.ownField(middleware, name);
    if (hook !== undefined) engine.call(hook, [request], place);
  };
  for (const middleware of state.middlewares) {
    for (const external of engine.externalsOf(middleware)) {
      if (isMiddleware(external.state)) external.state.run(engine, place, request);
    }
    step(middleware, 'before');
  }
  if (state.wraps !== undefined) {
    const answer = engine.call(
      state.wraps,
      [engine.field(request, 'event', place), context, ...site.arguments.slice(2)],
      place,
    );
    engine.setField(request, 'response', answer);
  }
  for (const middleware of [...state.middlewares].reverse()) {
    step(middleware, 'after');
    step(middleware, 'onError');
  }
  return engine.field(request, 'response', place);
}

/** A middleware package: what it asks AWS, from its options. */
function middleware(
  module: string,
  ask: (options: AbstractValue, engine: Engine, place: SourcePlace) => void,
): ModelSet {
  return {
    language: 'javascript',
    modules: [module],
    calls: {
      '': (site, engine) => {
        const options = inputOf(engine, site.arguments[0], site.place);
        const state: MiddlewareState = { kind: 'middleware', run: (inner) => ask(options, inner, site.place) };
        return engine.external(module, 'middleware#', state);
      },
    },
  };
}

/** A middleware that looks at the event before the handler does, or at nothing. */
const looks =
  (look: (site: CallSite, engine: Engine, options: AbstractValue, request: AbstractValue) => void): Model =>
  (site, engine) => {
    const [options] = site.arguments;
    const run: MiddlewareState['run'] = (inner, _place, request) => {
      if (options !== undefined) look(site, inner, options, request);
    };
    return engine.external(site.callee.module, 'middleware#', { kind: 'middleware', run } satisfies MiddlewareState);
  };

/** The event fits a JSON Schema, or the handler does not run (https://middy.js.org/docs/middlewares/validator). */
const fits = looks((site, engine, options, request) => {
  const schema = ['eventSchema', 'inputSchema', 'inboundSchema'].flatMap(
    (name) => engine.ownField(options, name) ?? [],
  )[0];
  if (schema === undefined || engine.ownField(options, 'envelope') !== undefined) return;
  engine.fact('validates-event', site.place, site.callee.module);
  assumeProven(engine, provenBy(engine, schema, engine.field(request, 'event', site.place), site.place));
});

/** The handler gets what a schema makes of the event. */
const parses = looks((site, engine, options, request) => {
  const schema = engine.ownField(options, 'schema');
  if (schema === undefined || engine.ownField(options, 'envelope') !== undefined) return;
  engine.fact('validates-event', site.place, site.callee.module);
  const isSafe = options && engine.ownField(options, 'safeParse') !== undefined;
  const parsed = appliedSchema(engine, schema, engine.field(request, 'event', site.place), site);
  engine.setField(
    request,
    'event',
    isSafe ? engine.object({ success: engine.unknown('a truth value', site.place), data: parsed }, site.place) : parsed,
  );
});

/** What `fetchData: { key: … }` names, one request each. */
function fetched(options: AbstractValue, engine: Engine): readonly AbstractValue[] {
  const data = engine.ownField(options, 'fetchData');
  if (data === undefined) return [];
  return engine.fieldNames(data).flatMap((name) => engine.ownField(data, name) ?? []);
}

function asker(
  service: string,
  operation: string,
  inputFor: (value: AbstractValue, engine: Engine, place: SourcePlace) => AbstractValue,
) {
  return (options: AbstractValue, engine: Engine, place: SourcePlace) => {
    for (const value of fetched(options, engine)) {
      record(engine, place, undefined, { service, operation, input: inputFor(value, engine, place), by: 'library' });
    }
  };
}

const ssm = middleware('@middy/ssm', (options, engine, place) => {
  for (const value of fetched(options, engine)) {
    // A name that ends with a slash is a folder (middy.js.org, "ssm").
    const isFolder = engine.textsOf(value).some((text) => text.endsWith('/'));
    const operation = isFolder ? 'GetParametersByPath' : 'GetParameters';
    const decrypt = engine.constant(true);
    const fields: Record<string, AbstractValue> = isFolder ? { Path: value } : { Names: engine.list([value], place) };
    const input = engine.object({ ...fields, WithDecryption: decrypt }, place);
    record(engine, place, undefined, { service: 'ssm', operation, input, by: 'library' });
  }
});

const asIs = (value: AbstractValue) => value;

/** middy and the middlewares of its own that talk to AWS. */
export const middy: readonly ModelSet[] = [
  { language: 'javascript', modules: [MIDDY, 'middy'], otherCalls: call },
  { language: 'javascript', modules: ['@middy/validator'], calls: { '': fits } },
  {
    language: 'javascript',
    modules: ['@middy/validator/transpile'],
    calls: { transpileSchema: (site) => site.arguments[0] },
  },
  {
    language: 'javascript',
    modules: ['@aws-lambda-powertools/validation/middleware'],
    calls: { validation: fits, validator: fits },
  },
  { language: 'javascript', modules: ['@aws-lambda-powertools/parser/middleware'], calls: { parser: parses } },
  ssm,
  middleware(
    '@middy/secrets-manager',
    asker('secrets-manager', 'GetSecretValue', (value, engine, place) => engine.object({ SecretId: value }, place)),
  ),
  middleware('@middy/dynamodb', asker('dynamodb', 'GetItem', asIs)),
  middleware('@middy/s3', asker('s3', 'GetObject', asIs)),
  middleware('@middy/sts', asker('sts', 'AssumeRole', asIs)),
  middleware('@middy/service-discovery', asker('servicediscovery', 'DiscoverInstances', asIs)),
  middleware('@middy/rds-signer', asker('rds-db', 'Connect', asIs)),
  middleware('@middy/appconfig', (options, engine, place) => {
    for (const value of fetched(options, engine)) {
      for (const operation of ['StartConfigurationSession', 'GetLatestConfiguration']) {
        record(engine, place, undefined, { service: 'appconfigdata', operation, input: value, by: 'library' });
      }
    }
  }),
  middleware('@middy/s3-object-response', (options, engine, place) => {
    const client = clientOf(engine, engine.ownField(options, 'AwsClient'));
    const input = engine.object({}, place);
    record(engine, place, client, { service: 's3', operation: 'WriteGetObjectResponse', input, by: 'library' });
  }),
];

function callable(engine: Engine, value: AbstractValue): boolean {
  return engine.isFunction(value) || engine.externalsOf(value).length > 0;
}

function isMiddy(state: unknown): state is MiddyState {
  return (state as { readonly kind?: unknown } | undefined)?.kind === 'middy';
}

function isMiddleware(state: unknown): state is MiddlewareState {
  return (state as { readonly kind?: unknown } | undefined)?.kind === 'middleware';
}
