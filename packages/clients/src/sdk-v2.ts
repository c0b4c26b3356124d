import type { CorrelationScope } from '@bulkhead/core';
import { received, withFields } from './carry.ts';

/** Clients whose messages reach functions, by SDK v2's `serviceIdentifier`. */
const V2_SERVICES: Readonly<Record<string, string>> = {
  cloudwatchevents: 'eventbridge',
  dynamodb: 'dynamodb',
  eventbridge: 'eventbridge',
  firehose: 'firehose',
  kinesis: 'kinesis',
  lambda: 'lambda',
  s3: 's3',
  sns: 'sns',
  sqs: 'sqs',
  stepfunctions: 'sfn',
};

interface V2Response {
  readonly data?: unknown;
}

interface V2Request {
  readonly operation: string;
  readonly service: { readonly serviceIdentifier?: string };
  params: unknown;
  readonly httpRequest?: { readonly headers?: Readonly<Record<string, unknown>> };
  on(event: 'validate', listener: (request: V2Request) => void, first: boolean): void;
  on(event: 'success', listener: (response: V2Response) => void): void;
}

/** What is used of a client: its requests can be changed before they are validated. */
interface V2Client {
  customizeRequests(change: (request: V2Request) => void): void;
}

/** The document client of v2 holds the client that sends. */
function sender(client: object): object {
  const { service } = client as { service?: unknown };
  return typeof service === 'object' && service !== null ? service : client;
}

export function isV2(client: object): boolean {
  return typeof (sender(client) as Partial<V2Client>).customizeRequests === 'function';
}

const used = new WeakMap<object, { scope: CorrelationScope | undefined }>();

export function useV2(client: object, scope: CorrelationScope | undefined): void {
  const target = sender(client);
  const known = used.get(target);
  if (known) {
    known.scope = scope;
    return;
  }
  const state = { scope };
  used.set(target, state);
  (target as V2Client).customizeRequests((request) => {
    const service = V2_SERVICES[request.service.serviceIdentifier ?? ''];
    if (service === undefined) return;
    const name = request.operation;
    const operation = `${service}:${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    const load = (): void => {
      // It becomes a URL, which goes to whom the ids are no business of.
      if (request.httpRequest?.headers?.['presigned-expires'] !== undefined) return;
      request.params = withFields(operation, request.params, state.scope);
    };
    request.on('validate', load, true);
    request.on('success', ({ data }) => received(operation, request.params, data));
  });
}
