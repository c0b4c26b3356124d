import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { serviceOfEndpoint } from '../aws/operations.ts';
import { argument, constantText, each, models } from './helpers.ts';

/** What signs a request for AWS: for which service, and the host where that was said. */
interface Signer {
  readonly kind: 'aws-signer';
  readonly service: string | undefined;
  readonly host: AbstractValue | undefined;
}

/** Services whose signing name is no client's: requests that go to an API or a search domain of one's own. */
const OWN: Readonly<Record<string, string>> = {
  'execute-api': 'execute-api',
  es: 'opensearch',
  aoss: 'opensearchserverless',
  lambda: 'lambda',
  'vpc-lattice-svcs': 'vpc-lattice-svcs',
};

function signer(engine: Engine, path: string, service: AbstractValue | undefined, host?: AbstractValue): AbstractValue {
  const state: Signer = { kind: 'aws-signer', service: constantText(engine, service), host };
  return engine.external('<signer>', `${path}#`, state);
}

/** `AWSRequestsAuth(aws_host=…, aws_region=…, aws_service=…)` and its relative that asks boto for the credentials. */
const requestsAuth: Model = (call, engine) =>
  signer(engine, 'AWSRequestsAuth', call.named.get('aws_service'), call.named.get('aws_host'));

/** `AWS4Auth(id, key, region, service)`, `AWS4Auth(region=…, service=…, refreshable_credentials=…)` */
const aws4Auth: Model = (call, engine) => signer(engine, 'AWS4Auth', argument(call, 3, 'service'));

/** `AWSV4SignerAuth(credentials, region, service='es')` */
const searchAuth: Model = (call, engine) =>
  signer(engine, 'AWSV4SignerAuth', argument(call, 2, 'service') ?? engine.constant('es'));

const sigV4: Model = (call, engine) => signer(engine, 'SigV4Auth', argument(call, 1, 'service_name'));

/** Records a request that is signed: service and address are known, which action it is stands in its path. */
export function recordSigned(
  call: CallSite,
  engine: Engine,
  auth: AbstractValue | undefined,
  request: { readonly url?: AbstractValue | undefined; readonly method?: AbstractValue | undefined },
): void {
  for (const { state } of auth ? engine.externalsOf(auth) : []) {
    const found = state as Signer | undefined;
    if (found?.kind !== 'aws-signer') continue;
    if (found.service === undefined) {
      engine.problem('dynamic-service', 'A request is signed for a service that is decided at run time.', call.place);
      continue;
    }
    const service =
      (Object.hasOwn(OWN, found.service) ? OWN[found.service] : serviceOfEndpoint(found.service)) ?? found.service;
    const fields: Record<string, AbstractValue> = {};
    const host = request.url ?? found.host;
    if (host) fields['host'] = host;
    if (request.method) fields['method'] = request.method;
    const input = engine.object(fields, call.place);
    engine.recordCall({ service, operation: '*', input, by: 'http', place: call.place });
  }
}

/** `SigV4Auth(…).add_auth(AWSRequest(method=…, url=…))` */
const addAuth: Model = (call, engine) => {
  const request = call.arguments[0];
  const made = request && engine.externalsOf(request).find(({ state }) => state !== undefined)?.state;
  const { url, method } = (made ?? {}) as { url?: AbstractValue; method?: AbstractValue };
  const self = engine.external('<signer>', 'SigV4Auth#', call.callee.state);
  recordSigned(call, engine, self, { url, method });
  return engine.constant(null);
};

/** A client of OpenSearch sends everything to its one domain. */
const searchClient: Model = (call, engine) => {
  const hosts = call.named.get('hosts') ?? call.arguments[0];
  const first = hosts && engine.item(hosts, call.place);
  const host = first && (engine.ownField(first, 'host') ?? first);
  recordSigned(call, engine, call.named.get('http_auth'), { url: host });
  return undefined;
};

export const signedModels: readonly ModelSet[] = [
  models('aws_requests_auth', {
    ...each(['boto_utils.BotoAWSRequestsAuth', 'aws_auth.AWSRequestsAuth'], requestsAuth),
  }),
  models('requests_aws4auth', { ...each(['AWS4Auth', 'aws4auth.AWS4Auth'], aws4Auth) }),
  models('opensearchpy', {
    ...each(['AWSV4SignerAuth', 'RequestsAWSV4SignerAuth', 'AWSV4SignerAsyncAuth'], searchAuth),
    ...each(['OpenSearch', 'AsyncOpenSearch'], searchClient),
  }),
  models('elasticsearch', { Elasticsearch: searchClient }),
  models('botocore', {
    'auth.SigV4Auth': sigV4,
    'awsrequest.AWSRequest': (call, engine) => {
      const url = argument(call, 1, 'url');
      const method = argument(call, 0, 'method');
      const name = 'botocore.AWSRequest';
      if (url) engine.sink({ class: 'ssrf', name, value: url, place: call.place, position: 'start' });
      return engine.external('botocore', 'awsrequest.AWSRequest#', { url, method });
    },
  }),
  models('<signer>', { 'SigV4Auth#.add_auth': addAuth }),
];
