import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { serviceOfEndpoint } from './operations.ts';
import { inputOf, record } from './sdk-calls.ts';

/** Names that a signature gives to services without a client of that name. */
const SIGNING_NAMES: Readonly<Record<string, string>> = {
  es: 'opensearch',
  aoss: 'opensearchserverless',
  appsync: 'appsync',
  'execute-api': 'execute-api',
  'vpc-lattice-svcs': 'vpc-lattice-svcs',
  lambda: 'lambda',
};

/**
 * Requests that the code signs itself. Service and host are seen where they are constants; which operation they ask for is
 * in a path or a body and stays open.
 */
function recordSigned(
  engine: Engine,
  request: AbstractValue,
  service: AbstractValue | undefined,
  place: Parameters<typeof record>[1],
) {
  const field = (name: string) => engine.ownField(request, name);
  const host = field('hostname') ?? field('host');
  const signed = service === undefined ? undefined : engine.constantOf(service);
  const prefix = typeof signed === 'string' ? signed : hostPrefix(engine, host);
  if (prefix === undefined) {
    engine.problem('dynamic-service', 'a request is signed for a service that is decided at run time', place);
    return;
  }
  const known = Object.hasOwn(SIGNING_NAMES, prefix) ? SIGNING_NAMES[prefix] : serviceOfEndpoint(prefix);
  const fields: Record<string, AbstractValue> = {};
  for (const [name, value] of [
    ['host', host],
    ['method', field('method')],
    ['path', field('path')],
  ] as const) {
    if (value !== undefined) fields[name] = value;
  }
  const input = engine.object(fields, place);
  record(engine, place, undefined, { service: known ?? prefix, operation: '*', input, by: 'http' });
}

/** `abc.execute-api.eu-west-1.amazonaws.com` → `execute-api`; `dynamodb.eu-west-1.amazonaws.com` → `dynamodb`. */
function hostPrefix(engine: Engine, host: AbstractValue | undefined): string | undefined {
  const text = host === undefined ? undefined : engine.constantOf(host);
  if (typeof text !== 'string') return undefined;
  const labels = /^([\w.-]+)\.[a-z]{2}-[a-z-]+-\d\.amazonaws\.com/.exec(text)?.[1]?.split('.');
  return labels?.at(-1);
}

/** `aws4.sign({ service, host, path, method })` */
const sign: Model = (site, engine) => {
  const [request] = site.arguments;
  if (request === undefined) return undefined;
  recordSigned(engine, request, engine.ownField(request, 'service'), site.place);
  return request;
};

interface SignerState {
  readonly service: AbstractValue | undefined;
}

/** `new SignatureV4({ service, region }).sign(request)` */
const signer: ModelSet = {
  language: 'javascript',
  modules: ['@smithy/signature-v4', '@aws-sdk/signature-v4', '@aws-sdk/signature-v4-multi-region'],
  calls: {
    SignatureV4: (site, engine) => {
      const options = inputOf(engine, site.arguments[0], site.place);
      const state: SignerState = { service: engine.ownField(options, 'service') };
      return engine.external(site.callee.module, 'SignatureV4#', state);
    },
    'SignatureV4#.sign': signWith,
    'SignatureV4#.presign': signWith,
  },
};

function signWith(site: Parameters<Model>[0], engine: Engine): AbstractValue | undefined {
  const [request] = site.arguments;
  if (request === undefined) return undefined;
  const { service } = site.callee.state as SignerState;
  // `new HttpRequest({ hostname, path, method })` keeps what it was made with.
  const made = engine.externalsOf(request).flatMap((shape) => shape.made?.arguments[0] ?? [])[0];
  recordSigned(engine, made ?? request, service, site.place);
  return request;
}

interface SdkSignerState {
  readonly request: AbstractValue;
  readonly service: AbstractValue | undefined;
}

/** SDK v2: `new AWS.Signers.V4(new AWS.HttpRequest(endpoint, region), 'es').addAuthorization(credentials, date)` */
const sdkSigner: ModelSet = {
  language: 'javascript',
  modules: ['aws-sdk', 'aws-sdk/global'],
  calls: {
    Endpoint: (site, engine) => {
      const [host = engine.unknown('a host', site.place)] = site.arguments;
      return engine.object({ host, hostname: host, href: host }, site.place);
    },
    HttpRequest: (site, engine) => {
      const [endpoint] = site.arguments;
      const host = endpoint === undefined ? undefined : (engine.ownField(endpoint, 'host') ?? endpoint);
      const fields = {
        method: engine.constant('POST'),
        path: engine.constant('/'),
        headers: engine.object({}, site.place, engine.unknown('a header', site.place)),
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(host === undefined ? {} : { host }),
      };
      return engine.object(fields, site.place);
    },
    'Signers.V4': (site: CallSite, engine: Engine) => {
      const [request, service] = site.arguments;
      if (request === undefined) return undefined;
      const state: SdkSignerState = { request, service };
      return engine.external(site.callee.module, 'Signers.V4#', state);
    },
    'Signers.V4#.addAuthorization': (site, engine) => {
      const { request, service } = site.callee.state as SdkSignerState;
      recordSigned(engine, request, service, site.place);
      return engine.constant(undefined);
    },
  },
};

/** Signature version 4 without an SDK client. */
export const signedHttp: readonly ModelSet[] = [
  { language: 'javascript', modules: ['aws4'], calls: { sign } },
  signer,
  sdkSigner,
];
