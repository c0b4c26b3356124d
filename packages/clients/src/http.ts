import diagnostics from 'node:diagnostics_channel';
import { CARRIED_USER_AGENT, correlationStore, USER_AGENT } from '@bulkhead/core';
import { noteCall } from './carry.ts';
import { isHostIn } from './hosts.ts';

type Fields = Readonly<Record<string, string>>;

/** A request of fetch or undici, before it is sent. */
interface UndiciRequest {
  readonly origin?: unknown;
  readonly method?: unknown;
  /** Names and values in turn; one text in versions before 6. */
  readonly headers?: unknown;
  addHeader(name: string, value: string): void;
}

/** A request of http or https. */
interface ClientRequest {
  readonly method?: unknown;
  /** Where it connects to, without a port. */
  readonly host?: unknown;
  readonly headersSent: boolean;
  getHeader(name: string): unknown;
  getHeaderNames(): readonly string[];
  setHeader(name: string, value: string): void;
}

export interface ForwardOptions {
  /** Hosts to which requests carry the ids: `api.example.com`, `*.internal.example.com`. */
  readonly to: readonly string[];
}

let hosts: readonly string[] | undefined;

/**
 * Lets the ids ride along with requests of fetch, undici, http and https to the hosts of a list, and to no others, so that
 * strangers do not learn them; what the caller has set by itself stays. Called again, it replaces the list. Requests are seen
 * through Node's own channels, so that no module is loaded or replaced for it, but on Node.js 20, where http has none.
 * @example forwardOverHttp({ to: ['api.example.com'] });
 */
export function forwardOverHttp({ to }: ForwardOptions): void {
  const started = hosts !== undefined;
  hosts = [...to];
  if (started) return;
  diagnostics.subscribe('undici:request:create', (message) => {
    quietly(() => carryOnUndici((message as { request: UndiciRequest }).request));
  });
  if (hasCreatedChannel(process.versions.node)) {
    diagnostics.subscribe('http.client.request.created', (message) => {
      quietly(() => carryOnHttp((message as { request: ClientRequest }).request));
    });
  } else {
    beforeHeaders((request) => quietly(() => carryOnHttp(request)));
  }
}

/** `http.client.request.created` came with Node.js 22.12. */
function hasCreatedChannel(version: string): boolean {
  const [major, minor] = version.split('.').map(Number) as [number, number];
  return major > 22 || (major === 22 && minor >= 12);
}

/** Where Node makes a request's head, which is the last moment to add to it. */
function beforeHeaders(look: (request: ClientRequest) => void): void {
  const { ClientRequest } = process.getBuiltinModule('node:http');
  const prototype = ClientRequest.prototype as unknown as { _implicitHeader: (this: ClientRequest) => void };
  const original = prototype._implicitHeader;
  prototype._implicitHeader = function _implicitHeader() {
    look(this);
    Reflect.apply(original, this, []);
  };
}

function carryOnUndici(request: UndiciRequest): void {
  const { host } = new URL(String(request.origin));
  const own = headersOf(request.headers);
  for (const [name, value] of carried(`${request.method} ${host}`, host, own)) request.addHeader(name, value);
}

function carryOnHttp(request: ClientRequest): void {
  if (request.headersSent) return;
  const host = hostOf(request);
  const own: Record<string, string> = {};
  for (const name of request.getHeaderNames()) own[name] = String(request.getHeader(name));
  for (const [name, value] of carried(`${request.method} ${host}`, host, own)) request.setHeader(name, value);
}

/**
 * Where a request goes. Its `Host` header, which has the port, only where it names the same: a header may be a stranger's own,
 * copied from another request.
 */
function hostOf(request: ClientRequest): string {
  const said = String(request.getHeader('host')).toLowerCase();
  const host = String(request.host).toLowerCase();
  return said.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1') === host ? said : host;
}

/** What is added to a request; any request is noted as the last call, for the report of a timeout. */
function carried(operation: string, host: string, own: Fields): [string, string][] {
  const store = correlationStore(globalThis).get();
  const scope = store?.current();
  if (!store || !scope) return [];
  noteCall(store, operation, scope);
  return isHostIn(host, hosts) ? added(scope.outgoing(ours(own)), own, scope.trace) : [];
}

/** What the request does not have yet. */
function added(fields: Fields, own: Fields, trace: string | undefined): [string, string][] {
  const all: Record<string, string> = { ...fields };
  if (Object.hasOwn(own, USER_AGENT) && fields[USER_AGENT] !== undefined) all[CARRIED_USER_AGENT] = fields[USER_AGENT];
  if (trace) all['x-amzn-trace-id'] = trace;
  return Object.entries(all).filter(([name]) => !Object.hasOwn(own, name));
}

/** Of the caller's headers those that are signed with the rest; a user agent is the client's, not the first caller's. */
function ours(own: Fields): Fields {
  return Object.fromEntries(
    Object.entries(own).filter(([name]) => /^(?:x-correlation-|debug-log-enabled$)/.test(name)),
  );
}

function headersOf(headers: unknown): Fields {
  const own: Record<string, string> = {};
  const list = Array.isArray(headers) ? headers : String(headers ?? '').split(/: |\r\n/);
  for (let i = 0; i + 1 < list.length; i += 2) own[String(list[i]).toLowerCase()] = String(list[i + 1]);
  return own;
}

/** A request goes out whatever is wrong with what rides along. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Headers that cannot be set, a request that is no more.
  }
}
