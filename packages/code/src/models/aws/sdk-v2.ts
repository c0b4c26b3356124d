import type { AbstractValue, CallSite, Engine, ExternalShape, Model, ModelSet } from '../../engine/types.ts';
import { waiterOperation } from './boto3-data.ts';
import { documentOperation } from './document-client.ts';
import { operationNamed, serviceOfClass } from './operations.ts';
import {
  type ClientState,
  callBack,
  clientState,
  dynamicOperation,
  inputOf,
  isClient,
  record,
  withoutCallback,
} from './sdk-calls.ts';
import { snakeCase } from './sdk-v3.ts';
import { UPLOAD_OPERATIONS } from './sdk-v3-libraries.ts';

/** A request that is made and not yet sent: `s3.getObject(params)` without callback and without `.promise()`. */
interface RequestState {
  readonly kind: 'request';
  readonly client: ClientState;
  readonly operations: readonly string[];
  readonly input: AbstractValue;
  readonly by: 'sdk-v2' | 'library';
  readonly site: CallSite;
}

/** What sends a request. The answer of a listing comes in pages. */
const SENDS = new Set(['promise', 'send', 'eachPage', 'eachItem', 'createReadStream', 'runTo']);
const QUIET = new Set(['createSet', 'setupRequestListeners', 'customizeRequests', 'defineService']);

/** AWS SDK for JavaScript v2: `new AWS.S3()`, `aws-sdk/clients/s3`, document client, managed uploads, presigned URLs. */
const call: Model = (site, engine) => {
  const { state, path } = site.callee;
  if (isRequest(state)) return requestCall(site, engine, state);
  if (isClient(state)) return clientCall(site, engine, state);
  const className = classOf(site.callee);
  if (className === undefined) return undefined;
  if (/^(Chainable)?TemporaryCredentials$/.test(className)) return assumeRole(site, engine);
  if (className === 'S3.ManagedUpload') {
    const params = site.arguments[0] && engine.ownField(site.arguments[0], 'params');
    const client = clientState(engine, 's3', 'sdk-v2', undefined);
    return request(site, engine, client, UPLOAD_OPERATIONS, inputOf(engine, params, site.place), 'library');
  }
  const isDocument = className.endsWith('DocumentClient');
  const service = isDocument ? 'dynamodb' : serviceOfClass(className);
  if (service === undefined) {
    if (site.isNew && className === '*') {
      engine.problem('dynamic-service', 'the AWS service is decided at run time', site.place);
    }
    return undefined;
  }
  // `AWS.S3(options)` works without `new` as well; anything deeper is a function of the class.
  if (!site.isNew && path.includes('.')) return undefined;
  const [options] = site.arguments;
  const params = options === undefined ? undefined : engine.ownField(options, 'params');
  const made = clientState(engine, service, 'sdk-v2', options, { documents: isDocument, params });
  return engine.external(site.callee.module, `${className}#`, made);
};

/** `S3`, `DynamoDB.DocumentClient`; of `aws-sdk/clients/dynamodb` the module itself is the class. */
function classOf({ module, path }: ExternalShape): string | undefined {
  const file = /^aws-sdk\/clients\/([a-z0-9]+)$/.exec(module)?.[1];
  if (file === undefined || file === 'all') return path === '' ? undefined : path;
  return path === '' || path === 'default' ? file : `${file}.${path}`;
}

function clientCall(site: CallSite, engine: Engine, client: ClientState): AbstractValue | undefined {
  const { path, module } = site.callee;
  const method = path.slice(path.indexOf('#') + 2);
  const [first, second] = withoutCallback(engine, site);
  if (method.endsWith('.bind'))
    return engine.external(module, path.slice(0, -'.bind'.length), { ...client, bound: true });
  if (QUIET.has(method) || method.includes('.')) return undefined;
  if (method === 'upload' && client.service === 's3') {
    return sendOrWait(site, engine, client, UPLOAD_OPERATIONS, withParams(engine, client, first, site), 'library');
  }
  if (method === 'getSignedUrl' || method === 'getSignedUrlPromise') return presign(site, engine, client);
  if (method === 'createPresignedPost') {
    const input = withParams(engine, client, first, site);
    record(engine, site.place, client, { service: client.service, operation: 'PutObject', input, by: 'presign' });
    const answer = engine.object(
      { url: engine.unknown('a presigned URL'), fields: engine.unknown('form fields') },
      site.place,
    );
    callBack(engine, site, answer);
    return answer;
  }
  if (method === 'waitFor' || method === 'makeRequest' || method === 'makeUnauthenticatedRequest') {
    const name = first === undefined ? undefined : engine.constantOf(first);
    const known =
      typeof name !== 'string'
        ? undefined
        : method === 'waitFor'
          ? waiterOperation(client.service, snakeCase(name))
          : operationNamed(client.service, name);
    const operation = known ?? dynamicOperation(engine, client.service, site.place);
    return sendOrWait(site, engine, client, [operation], withParams(engine, client, second, site), 'sdk-v2');
  }
  if (method.endsWith('Async') && operationOf(client, method.slice(0, -'Async'.length)) !== undefined) {
    // bluebird's promisifyAll
    return sendNow(site, engine, client, method.slice(0, -'Async'.length), first);
  }
  const operation =
    method === '*' || method === ''
      ? dynamicOperation(engine, client.service, site.place)
      : operationOf(client, method);
  if (operation === undefined) {
    engine.problem('unknown-operation', `${client.service} has no operation ${method} that is known`, site.place);
    return undefined;
  }
  return sendOrWait(site, engine, client, [operation], withParams(engine, client, first, site), 'sdk-v2');
}

function operationOf(client: ClientState, method: string): string | undefined {
  return (client.documents ? documentOperation(method) : undefined) ?? operationNamed(client.service, method);
}

function sendNow(
  site: CallSite,
  engine: Engine,
  client: ClientState,
  method: string,
  params: AbstractValue | undefined,
): AbstractValue {
  const operations = [operationOf(client, method) ?? method];
  const input = withParams(engine, client, params, site);
  return recordAll(engine, { kind: 'request', client, operations, input, by: 'sdk-v2', site });
}

/** With a callback a request is sent at once; without one it waits for `.promise()` or `.send()`. */
function sendOrWait(
  site: CallSite,
  engine: Engine,
  client: ClientState,
  operations: readonly string[],
  input: AbstractValue,
  by: RequestState['by'],
): AbstractValue {
  const waiting = request(site, engine, client, operations, input, by);
  const last = site.arguments.at(-1);
  const hasCallback = last !== undefined && engine.isFunction(last);
  if (!hasCallback && !client.bound) return waiting;
  const answer = recordAll(engine, { kind: 'request', client, operations, input, by, site });
  callBack(engine, site, answer);
  return hasCallback ? waiting : answer;
}

function request(
  site: CallSite,
  engine: Engine,
  client: ClientState,
  operations: readonly string[],
  input: AbstractValue,
  by: RequestState['by'],
): AbstractValue {
  const state: RequestState = { kind: 'request', client, operations, input, by, site };
  return engine.external(site.callee.module, 'Request#', state);
}

function requestCall(site: CallSite, engine: Engine, state: RequestState): AbstractValue | undefined {
  const method = site.callee.path.slice(site.callee.path.lastIndexOf('.') + 1);
  if (method === 'on' || method === 'httpUploadProgress') return site.receiver;
  if (method === 'presign') {
    for (const operation of state.operations) {
      record(engine, site.place, state.client, {
        service: state.client.service,
        operation,
        input: state.input,
        by: 'presign',
      });
    }
    return engine.unknown('a presigned URL', site.place);
  }
  if (!SENDS.has(method)) return undefined;
  const answer = recordAll(engine, state);
  callBack(engine, site, answer);
  return method === 'createReadStream' ? engine.field(answer, 'Body', site.place) : answer;
}

/** Where the request was made is where people look for it. */
function recordAll(engine: Engine, { client, operations, input, by, site }: RequestState): AbstractValue {
  const answers = operations.map((operation) =>
    record(engine, site.place, client, { service: client.service, operation, input, by }),
  );
  return answers[0] ?? engine.unknown('no answer', site.place);
}

/** `getSignedUrl('putObject', params)` */
function presign(site: CallSite, engine: Engine, client: ClientState): AbstractValue {
  const [name, params] = withoutCallback(engine, site);
  const known = name === undefined ? [] : engine.textsOf(name);
  const operations = known.flatMap((one) => operationNamed(client.service, one) ?? []);
  if (operations.length === 0) operations.push(dynamicOperation(engine, client.service, site.place));
  const input = withParams(engine, client, params, site);
  for (const operation of operations) {
    record(engine, site.place, client, { service: client.service, operation, input, by: 'presign' });
  }
  const url = engine.unknown('a presigned URL', site.place);
  callBack(engine, site, url);
  return url;
}

/** A client made with `params` adds them to every request that does not set them itself. */
function withParams(
  engine: Engine,
  { params }: ClientState,
  given: AbstractValue | undefined,
  site: CallSite,
): AbstractValue {
  const input = inputOf(engine, given, site.place);
  if (params === undefined) return input;
  const fields: Record<string, AbstractValue> = {};
  for (const source of [params, input]) {
    for (const name of engine.fieldNames(source)) fields[name] = engine.ownField(source, name) ?? engine.unknown(name);
  }
  return engine.object(fields, site.place);
}

function assumeRole(site: CallSite, engine: Engine): AbstractValue {
  const [options] = site.arguments;
  const params = options === undefined ? undefined : (engine.ownField(options, 'params') ?? options);
  const input = inputOf(engine, params, site.place);
  record(engine, site.place, undefined, { service: 'sts', operation: 'AssumeRole', input, by: 'library' });
  return engine.unknown('credentials', site.place);
}

function isRequest(state: unknown): state is RequestState {
  return (state as { readonly kind?: unknown } | undefined)?.kind === 'request';
}

export const sdkV2: ModelSet = {
  language: 'javascript',
  modules: ['aws-sdk', 'aws-sdk/*'],
  otherCalls: call,
  // What the runtime sets it to.
  reads: { 'config.region': (_, engine) => engine.environment('AWS_REGION') },
};

const first: Model = (site) => site.arguments[0];

/** X-Ray's wrappers give back what they are given. */
export const xray: ModelSet = {
  language: 'javascript',
  modules: ['aws-xray-sdk', 'aws-xray-sdk-core'],
  calls: {
    captureAWS: first,
    captureAWSClient: first,
    captureAWSv3Client: first,
    captureHTTPs: first,
    capturePromise: (_, engine) => engine.constant(undefined),
  },
};
