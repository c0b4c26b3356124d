import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { recordOperation } from '../aws/boto3-state.ts';
import { parseJson } from './data.ts';
import { callDataClass, makeDataClass, readDataClass, wrapped } from './event-classes.ts';
import { argument, each, isFalse, isTrue, models } from './helpers.ts';
import { instanceFrom } from './identity.ts';
import { logged } from './logging.ts';
import { routeArguments } from './route-parameters.ts';

interface Route {
  readonly rule: string;
  readonly callee: AbstractValue;
  /** Of AppSync: the field's arguments come as keyword arguments. */
  readonly isField?: true;
}

/** What an app of the event handler knows: its routes, and the event that is being resolved. */
interface AppState {
  readonly kind: 'app';
  readonly routes: Route[];
  event: AbstractValue | undefined;
  /** Types of parameters say where they come from, and refuse what does not fit. */
  readonly validates?: boolean;
}

const MODULE = 'aws_lambda_powertools';

const makeApp: Model = (call, engine) => {
  const validates = isTrue(engine, call.named.get('enable_validation'));
  const state: AppState = { kind: 'app', routes: [], event: undefined, validates };
  return engine.external(MODULE, 'app#', state);
};

function appOf(call: CallSite): AppState | undefined {
  const state = call.callee.state as AppState | undefined;
  return state?.kind === 'app' ? state : undefined;
}

/** `@app.get('/orders/<id>')` keeps the function for `resolve`. */
const route: Model = (call, engine) => {
  const app = appOf(call);
  if (!app) return undefined;
  const rule = argument(call, 0, 'rule');
  const text = rule && engine.constantOf(rule);
  const more = call.callee.path === 'app#.resolver' ? { isField: true as const } : {};
  return engine.native('route', (decorating) => {
    const [callee] = decorating.arguments;
    if (callee && app.routes.length < 400)
      app.routes.push({ rule: typeof text === 'string' ? text : '', callee, ...more });
    return callee;
  });
};

/** Every route may be the one: path parameters come as keyword arguments. */
const resolve: Model = (call, engine) => {
  const app = appOf(call);
  const event = argument(call, 0, 'event');
  if (!app || !event) return undefined;
  app.event = event;
  const parameters = engine.field(event, 'pathParameters', call.place);
  const answers = app.routes.map(({ rule, callee, isField }) => {
    if (isField) {
      const given = engine.field(event, 'arguments', call.place);
      const named = engine
        .signatureOf(callee)
        .map(({ name }) => [name, engine.field(given, name, call.place)] as const);
      return engine.call(callee, [], call.place, { named: new Map(named), isApart: true });
    }
    const names = [...rule.matchAll(/<(\w+)>/g)].map((match) => match[1] ?? '');
    if (app.validates) {
      const whole = engine.unknown('a request', call.place);
      const body = () => parseJson({ ...call, arguments: [engine.field(event, 'body', call.place)] }, engine);
      const given = routeArguments(call, engine, callee, { event, body, whole, inPath: new Set(names) });
      return engine.call(callee, [], call.place, { named: given, isApart: true });
    }
    const named = new Map(names.map((name) => [name, engine.field(parameters, name, call.place)]));
    return engine.call(callee, [], call.place, { named, isApart: true });
  });
  for (const answer of answers) engine.answered(answer, call.place);
  return answers.length > 0 ? engine.join(answers) : engine.unknown('an answer', call.place);
};

const includeRouter: Model = (call, engine) => {
  const app = appOf(call);
  const router = argument(call, 0, 'router');
  for (const { state } of router ? engine.externalsOf(router) : []) {
    const other = state as AppState | undefined;
    // The same list from now on: routes may be added to the router later, and its functions ask it for the event.
    if (app && other?.kind === 'app') {
      app.routes.push(...other.routes);
      Object.defineProperty(other, 'event', { get: () => app.event, set: () => {}, configurable: true });
    }
  }
  return engine.constant(null);
};

const answer: Model = (call, engine) => {
  const body = argument(call, 2, 'body');
  const headers = argument(call, 3, 'headers');
  const status = argument(call, 0, 'status_code') ?? engine.unknown('a number');
  const type = argument(call, 1, 'content_type');
  const fields: Record<string, AbstractValue> = { statusCode: status };
  if (body) fields['body'] = body;
  if (headers) fields['headers'] = headers;
  else if (type) fields['headers'] = engine.object({ 'Content-Type': type }, call.place);
  return engine.object(fields, call.place);
};

/** `@event_source(data_class=SQSEvent)`: the handler gets the data class. */
const eventSource: Model = (_, engine) =>
  engine.native('event_source', (decorating) => {
    const [callee] = decorating.arguments;
    return (
      callee &&
      engine.native('event_source', (call, inner) => {
        const [event, ...rest] = call.arguments;
        return event && inner.call(callee, [wrapped(inner, event), ...rest], call.place);
      })
    );
  });

/** What an envelope takes out of the event: `envelopes.ApiGatewayEnvelope`, `envelopes.SqsEnvelope`. */
function insideOf(
  call: CallSite,
  engine: Engine,
  event: AbstractValue,
  envelope: AbstractValue | undefined,
): AbstractValue {
  const path = (envelope && engine.externalsOf(envelope)[0]?.path) ?? '';
  const parsed = (text: AbstractValue): AbstractValue =>
    engine.call(engine.external('json', 'loads'), [text], call.place);
  const field = (value: AbstractValue, name: string): AbstractValue => engine.field(value, name, call.place);
  if (/\b(ApiGateway|Alb|LambdaFunctionUrl|VpcLattice)\w*Envelope$/.test(path)) return parsed(field(event, 'body'));
  if (/\bEventBridgeEnvelope$/.test(path)) return field(event, 'detail');
  if (/\bSqsEnvelope$/.test(path)) return parsed(field(engine.item(field(event, 'Records'), call.place), 'body'));
  return event;
}

/** `@validator(inbound_schema=…)`, `@event_parser(model=…)`. */
const validated =
  (subject: string): Model =>
  (made, engine) => {
    const model = made.named.get('model');
    const envelope = made.named.get('envelope');
    return engine.native(subject, (decorating) => {
      const [callee] = decorating.arguments;
      return (
        callee &&
        engine.native(subject, (call, inner) => {
          const [event, ...rest] = call.arguments;
          if (!event) return undefined;
          inner.fact('validates-event', made.place, subject);
          inner.assume(event, 'unsure');
          const data = insideOf(call, inner, event, envelope);
          const parsed = model ? (instanceFrom(call, inner, model, data) ?? data) : data;
          return inner.call(callee, [parsed, ...rest], call.place);
        })
      );
    });
  };

const validate: Model = (call, engine) => {
  const event = argument(call, 0, 'event');
  if (!event) return undefined;
  engine.assume(event, 'unsure');
  engine.fact('validates-event', call.place, 'Powertools validation');
  return event;
};

const parse: Model = (call, engine) => {
  const event = argument(call, 0, 'event');
  const model = argument(call, 1, 'model');
  if (!event) return undefined;
  engine.fact('validates-event', call.place, 'Powertools parser');
  const data = insideOf(call, engine, event, argument(call, 2, 'envelope'));
  return model ? (instanceFrom(call, engine, model, data) ?? data) : data;
};

/** Parameter Store, Secrets Manager, AppConfig, DynamoDB behind a cache. */
const parameter =
  (service: string, operation: string, field: string): Model =>
  (call, engine) => {
    const name = argument(call, 0, field === 'Path' ? 'path' : 'name');
    const fixed: Record<string, AbstractValue> = name
      ? { [field]: field === 'Names' ? engine.list([name], call.place) : name }
      : {};
    const decrypt = call.named.get('decrypt');
    if (service === 'ssm' && decrypt && !isFalse(engine, decrypt)) fixed['WithDecryption'] = engine.constant(true);
    const answered = recordOperation(engine, call, service, operation, engine.object(fixed, call.place), {}, 'library');
    if (!answered) return undefined;
    const path =
      operation === 'GetSecretValue' ? ['SecretString'] : operation === 'GetParameter' ? ['Parameter', 'Value'] : [];
    return path.reduce((value, step) => engine.field(value, step, call.place), answered);
  };

const appConfig: Model = (call, engine) => {
  const name = argument(call, 0, 'name');
  const input = engine.object(name ? { ConfigurationProfileIdentifier: name } : {}, call.place);
  recordOperation(engine, call, 'appconfigdata', 'StartConfigurationSession', input, {}, 'library');
  const none = engine.object({}, call.place);
  return recordOperation(engine, call, 'appconfigdata', 'GetLatestConfiguration', none, {}, 'library');
};

interface Layer {
  readonly kind: 'persistence';
  readonly table: AbstractValue | undefined;
}

const persistence: Model = (call, engine) => {
  const state: Layer = { kind: 'persistence', table: argument(call, 0, 'table_name') };
  return engine.external(MODULE, 'DynamoDBPersistenceLayer#', state);
};

/** Reads, writes with a condition, updates and, after an error, deletes the record of the invocation. */
const idempotent: Model = (made, engine) => {
  const store = made.named.get('persistence_store');
  const guard = (callee: AbstractValue): AbstractValue =>
    engine.native('idempotent', (call, inner) => {
      for (const { state } of store ? inner.externalsOf(store) : []) {
        const layer = state as Layer | undefined;
        if (layer?.kind !== 'persistence') continue;
        const input = inner.object(layer.table ? { TableName: layer.table } : {}, made.place);
        for (const operation of ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'])
          recordOperation(inner, { ...call, place: made.place }, 'dynamodb', operation, input, {}, 'library');
      }
      inner.fact('idempotency', made.place, 'Powertools idempotency');
      return inner.call(callee, call.arguments, call.place, { named: call.named });
    });
  return engine.native('idempotent', (decorating) => decorating.arguments[0] && guard(decorating.arguments[0]));
};

/** Each record of the batch goes through the function; what fails is named in the answer. */
function batch(
  call: CallSite,
  engine: Engine,
  event: AbstractValue,
  callee: AbstractValue,
  isWrapped: boolean,
): AbstractValue {
  const record = engine.item(engine.field(event, 'Records', call.place), call.place);
  engine.fact('loops-over-records', call.place, 'Powertools batch');
  engine.call(callee, [isWrapped ? wrapped(engine, record) : record], call.place, { times: 'items' });
  engine.fact('reports-batch-failures', call.place, 'Powertools batch');
  return engine.object({ batchItemFailures: engine.list([], call.place, engine.unknown('a failure')) }, call.place);
}

const processPartial: Model = (call, engine) => {
  const event = argument(call, 0, 'event');
  const callee = argument(call, 1, 'record_handler');
  return event && callee && batch(call, engine, event, callee, true);
};

const batchDecorator: Model = (made, engine) => {
  const callee = made.named.get('record_handler');
  return engine.native('batch_processor', (decorating) => {
    const [handler] = decorating.arguments;
    return (
      handler &&
      engine.native('batch_processor', (call, inner) => {
        const [event] = call.arguments;
        if (event && callee) batch({ ...call, place: made.place }, inner, event, callee, true);
        return inner.call(handler, call.arguments, call.place);
      })
    );
  });
};

/** `with processor(records=…, handler=…)`. */
const processorCall: Model = (call, engine) => {
  const records = argument(call, 0, 'records');
  const callee = argument(call, 1, 'handler');
  if (!records || !callee) return undefined;
  engine.fact('loops-over-records', call.place, 'Powertools batch');
  engine.fact('reports-batch-failures', call.place, 'Powertools batch');
  engine.call(callee, [wrapped(engine, engine.item(records, call.place))], call.place, { times: 'items' });
  return undefined;
};

const LOG = /(^|\.)Logger#\.(debug|info|warning|error|exception|critical)$/;

/** Whatever path a thing was imported by. */
const otherCall: Model = (call, engine) => {
  const { path } = call.callee;
  if (LOG.test(path)) {
    logged(call, engine, path.endsWith('.debug') ? 'logger.debug' : 'logger', call.arguments);
    return engine.constant(null);
  }
  if (path.endsWith('inject_lambda_context') && isTrue(engine, call.named.get('log_event')))
    engine.fact('event-logged', call.place, 'inject_lambda_context');
  const name = path.slice(path.lastIndexOf('.') + 1);
  if (/Resolver$|^Router$/.test(name)) return makeApp(call, engine);
  if (/^(processor|Processor|BatchProcessor#?|.*Processor#)$/.test(name)) return processorCall(call, engine);
  const known = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (known) return known(call, engine);
  if (path.includes('data_classes') && /Event(V2)?$|Model$/.test(name)) return makeDataClass(call, engine);
  if (path.startsWith('app#.'))
    return /^(get|post|put|patch|delete|head|route|resolver|not_found|exception_handler)$/.test(name)
      ? route(call, engine)
      : undefined;
  return callDataClass(call, engine);
};

const BY_NAME: Readonly<Record<string, Model>> = {
  resolve,
  include_router: includeRouter,
  Response: answer,
  event_source: eventSource,
  validator: validated('Powertools validation'),
  event_parser: validated('Powertools parser'),
  validate,
  parse,
  get_parameter: parameter('ssm', 'GetParameter', 'Name'),
  get_parameters: parameter('ssm', 'GetParametersByPath', 'Path'),
  get_parameters_by_name: parameter('ssm', 'GetParameters', 'Names'),
  get_secret: parameter('secretsmanager', 'GetSecretValue', 'SecretId'),
  get_app_config: appConfig,
  DynamoDBPersistenceLayer: persistence,
  idempotent,
  idempotent_function: idempotent,
  process_partial_response: processPartial,
  async_process_partial_response: processPartial,
  batch_processor: batchDecorator,
};

export const powertoolsModels: readonly ModelSet[] = [
  models(
    MODULE,
    {},
    {
      otherCalls: otherCall,
      otherReads: (read, engine) => {
        const app = read.object.state as AppState | undefined;
        if (app?.kind === 'app' && read.object.path === 'app#' && read.name === 'current_event')
          return app.event ? wrapped(engine, app.event) : engine.unknown('the event', read.place);
        return readDataClass(read, engine);
      },
    },
  ),
  models('aws_xray_sdk', { ...each(['core.patch_all', 'core.patch'], (_, engine) => engine.constant(null)) }),
];
