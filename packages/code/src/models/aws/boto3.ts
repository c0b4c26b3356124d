import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { waiterOperation } from './boto3-data.ts';
import { boto3LibraryModels } from './boto3-libraries.ts';
import { collectionCall, entity, entityCall, listCall, readEntity, writerCall } from './boto3-resources.ts';
import {
  BOTO3,
  type Boto3State,
  given,
  made,
  methodOf,
  recordOperation,
  request,
  stateOf,
  type Where,
} from './boto3-state.ts';
import { transfer } from './boto3-transfer.ts';
import { serviceOfBoto3 } from './operations.ts';
import { isGiven } from './sdk-calls.ts';

/** Methods of every client that ask nobody. */
const QUIET = new Set([
  'can_paginate',
  'close',
  'generate_db_auth_token',
  'generate_signed_url',
  '__enter__',
  '__exit__',
]);

/** Clients that differ in nothing are one, so that a value that may be either stays one. */
const plainClients = new Map<string, Boto3State>();

const makeClient: Model = (call, engine) => {
  const state = stateOf(call.callee.state);
  const name = given(call, 'service_name', 0);
  const where = whereOf(call, engine, state?.kind === 'session' ? state : undefined);
  if (engine.during === 'invocation') engine.fact('client-in-handler', call.place, nameOf(engine, name));
  const services = name ? engine.textsOf(name) : [];
  if (services.length === 0) {
    const message = 'Which service this client is for is decided at run time.';
    engine.problem('dynamic-service', message, call.place);
    return made(engine, 'client', { kind: 'client', service: undefined });
  }
  return engine.join(services.map((service) => made(engine, 'client', clientState(service, where))));
};

const makeResource: Model = (call, engine) => {
  const state = stateOf(call.callee.state);
  const name = given(call, 'service_name', 0);
  const where = whereOf(call, engine, state?.kind === 'session' ? state : undefined);
  if (engine.during === 'invocation') engine.fact('client-in-handler', call.place, nameOf(engine, name));
  const services = name ? engine.textsOf(name) : [];
  if (services.length === 0)
    engine.problem('dynamic-service', 'Which service this resource is of is decided at run time.', call.place);
  return engine.join([
    ...services.map((service) =>
      entity(engine, { kind: 'entity', service, type: '', identifiers: {}, loaded: undefined, ...where }),
    ),
    ...(services.length === 0 ? [engine.unknown('a resource of a service that is not known', call.place)] : []),
  ]);
};

const makeSession: Model = (call, engine) => {
  const region = given(call, 'region_name', call.callee.path.endsWith('get_session') ? undefined : 3);
  const foreign = isGiven(engine, given(call, 'aws_access_key_id', 0));
  return made(engine, 'Session', {
    kind: 'session',
    ...(region ? { region } : {}),
    ...(foreign ? { foreign: true as const } : {}),
  });
};

function nameOf(engine: Engine, name: AbstractValue | undefined): string {
  return (name && engine.textsOf(name)[0]) || 'boto3';
}

function whereOf(call: CallSite, engine: Engine, session: Where | undefined): Where {
  const region = given(call, 'region_name', 1) ?? session?.region;
  const endpoint = given(call, 'endpoint_url');
  const foreign = session?.foreign || isGiven(engine, given(call, 'aws_access_key_id'));
  return {
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(foreign ? { foreign: true as const } : {}),
  };
}

function clientState(service: string, where: Where): Boto3State {
  if (where.region || where.endpoint || where.foreign) return { kind: 'client', service, ...where };
  let state = plainClients.get(service);
  if (!state) {
    state = { kind: 'client', service };
    if (plainClients.size < 500) plainClients.set(service, state);
  }
  return state;
}

/** Any call of a thing that boto3 made. */
const anyCall: Model = (call, engine) => {
  if (call.callee.path.startsWith('dynamodb.conditions.')) return condition(call, engine);
  if (call.callee.path.startsWith('dynamodb.types.')) return converted(call, engine);
  const state = stateOf(call.callee.state);
  if (!state) return undefined;
  const method = methodOf(call.callee.path);
  if (method === '__enter__') return call.receiver;
  switch (state.kind) {
    case 'session':
      if (method === 'client' || method === 'create_client') return makeClient(call, engine);
      return method === 'resource' ? makeResource(call, engine) : undefined;
    case 'client':
      return clientCall(call, engine, state, method);
    case 'entity':
      return entityCall(call, engine, state);
    case 'collection':
      return collectionCall(call, engine, state);
    case 'paginator': {
      if (method !== 'paginate') return undefined;
      const input = without(call, engine, 'PaginationConfig');
      const answer = recordOperation(engine, call, state.service, state.operation, input, state);
      return answer && engine.list([], call.place, answer);
    }
    case 'waiter': {
      if (method !== 'wait') return undefined;
      const input = without(call, engine, 'WaiterConfig');
      recordOperation(engine, call, state.service, state.operation, input, state);
      return engine.constant(null);
    }
    case 'writer':
      return writerCall(call, engine, state);
  }
};

/** The request without what only boto3 itself reads. */
function without(call: CallSite, engine: Engine, option: string): AbstractValue {
  const fields = [...call.named].filter(([name]) => name !== option);
  return engine.object(Object.fromEntries(fields), call.place, call.others);
}

/** `TypeDeserializer().deserialize(value)`: the same data in another shape. */
function converted(call: CallSite, engine: Engine): AbstractValue | undefined {
  const [value] = call.arguments;
  if (!/\.(de)?serialize$/.test(call.callee.path) || !value) return undefined;
  return engine.carrying(engine.unknown('an attribute of an item', call.place), value);
}

/** `Key('id').eq(value)`: boto3 sends names and values apart from the expression. */
function condition(call: CallSite, engine: Engine): AbstractValue {
  const made = engine.external(BOTO3, 'dynamodb.conditions.Attr#');
  const clean = call.arguments.map((value) => engine.cleaned(value, ['nosqli']));
  return engine.carrying(made, ...(call.receiver ? [call.receiver] : []), ...clean);
}

function clientCall(
  call: CallSite,
  engine: Engine,
  state: Boto3State & { readonly kind: 'client' },
  method: string,
): AbstractValue | undefined {
  if (method === '' || QUIET.has(method) || method.startsWith('_')) return undefined;
  const { service } = state;
  if (service === undefined) return engine.unknown('an answer of a service that is not known', call.place);
  if (service === 's3') {
    const moved = transfer(call, engine, method, { bucket: undefined, key: undefined }, state);
    if (moved) return moved;
  }
  switch (method) {
    case 'get_paginator':
    case 'get_waiter':
      return helper(call, engine, service, method, state);
    case 'generate_presigned_url':
      return presignedUrl(call, engine, service, state);
    case 'generate_presigned_post':
      recordOperation(engine, call, service, 'PutObject', post(call, engine), state, 'presign');
      return engine.unknown('a presigned form', call.place);
    default:
      return recordOperation(engine, call, service, method, request(call, engine), state);
  }
}

function helper(
  call: CallSite,
  engine: Engine,
  service: string,
  method: 'get_paginator' | 'get_waiter',
  where: Where,
): AbstractValue | undefined {
  const name = given(call, method === 'get_waiter' ? 'waiter_name' : 'operation_name', 0);
  const names = name ? engine.textsOf(name) : [];
  const place = {
    ...(where.region ? { region: where.region } : {}),
    ...(where.endpoint ? { endpoint: where.endpoint } : {}),
    ...(where.foreign ? { foreign: true as const } : {}),
  };
  const found = names.flatMap((each) => {
    const operation = method === 'get_waiter' ? waiterOperation(service, each) : each;
    if (operation === undefined) return [];
    const kind = method === 'get_waiter' ? ('waiter' as const) : ('paginator' as const);
    return [made(engine, kind === 'waiter' ? 'Waiter' : 'Paginator', { kind, service, operation, ...place })];
  });
  if (found.length > 0) return engine.join(found);
  const message = `Which operation ${service}.${method} is for is decided at run time, or not known here.`;
  engine.problem('dynamic-operation', message, call.place);
  return undefined;
}

function presignedUrl(call: CallSite, engine: Engine, service: string, where: Where): AbstractValue {
  const method = given(call, 'ClientMethod', 0);
  const parameters = given(call, 'Params', 1) ?? engine.object({}, call.place);
  const names = method ? engine.textsOf(method) : [];
  if (names.length === 0)
    engine.problem('dynamic-operation', 'What this presigned URL allows is decided at run time.', call.place);
  for (const name of names) recordOperation(engine, call, service, name, parameters, where, 'presign');
  return engine.unknown('a presigned URL', call.place);
}

function post(call: CallSite, engine: Engine): AbstractValue {
  const bucket = given(call, 'Bucket', 0);
  const key = given(call, 'Key', 1);
  return engine.object({ ...(bucket ? { Bucket: bucket } : {}), ...(key ? { Key: key } : {}) }, call.place);
}

/** A client whose method's name the code computes: `getattr(client, name)`. Told by the model of `getattr`. */
export function dynamicOperation(call: CallSite, engine: Engine, object: AbstractValue): boolean {
  const clients = engine.externalsOf(object).flatMap((each) => {
    const state = stateOf(each.state);
    return each.module === BOTO3 && state?.kind === 'client' ? [state] : [];
  });
  for (const { service, ...where } of clients) {
    const known = service === undefined ? undefined : serviceOfBoto3(service);
    engine.problem('dynamic-operation', 'Which operation this is, is decided at run time.', call.place);
    if (known === undefined) continue;
    const { region, endpoint } = where;
    engine.recordCall({
      service: known,
      operation: '*',
      input: engine.object({}, call.place, engine.unknown('decided at run time')),
      by: 'boto3',
      place: call.place,
      ...(region ? { region } : {}),
      ...(endpoint ? { endpoint } : {}),
    });
  }
  return clients.length > 0;
}

/** boto3, botocore and their asynchronous relatives. */
export const boto3Models: readonly ModelSet[] = [
  {
    language: 'python',
    modules: [BOTO3, 'aioboto3', 'aiobotocore', 'botocore'],
    calls: {
      client: makeClient,
      resource: makeResource,
      Session: makeSession,
      'session.Session': makeSession,
      'session.get_session': makeSession,
      get_session: makeSession,
      _get_default_session: makeSession,
    },
    otherCalls: anyCall,
    otherReads: readEntity,
  },
  {
    language: 'python',
    modules: ['<methods>'],
    calls: {
      // What a paginator gives is a list of answers.
      build_full_result: (call, engine) => call.receiver && engine.item(call.receiver, call.place),
      search: (call, engine) => call.receiver && engine.list([], call.place, engine.unknown('a part of an answer')),
    },
    otherCalls: listCall,
  },
  ...boto3LibraryModels,
];
