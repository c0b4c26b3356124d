import { classifyHost } from '../../detectors/url/addresses.ts';
import type { BulkheadBlockedError } from '../../errors.ts';
import type { HookContext } from '../../guard.ts';
import type { Scope } from '../../scope.ts';
import { isAllowedHost } from '../allow-list.ts';
import { localFinding } from '../egress/local-sockets.ts';
import { beginsRequest, proxiedTarget } from '../egress/proxied.ts';
import { connectChecks, ownerOf, type Target, toldTarget } from '../egress/targets.ts';
import { addUrl, canonicalHost, type EventHosts, eventHosts, findHost } from '../event-hosts.ts';
import { viewOf } from '../own-bytes.ts';
import { builtin } from '../patch.ts';
import type { Refusal, Write } from '../socket-writes.ts';
import { parseUrl } from '../urls.ts';
import { isAnswer, namesOf } from './answers.lazy.ts';
import { finding, outsideList } from './finding.ts';
import type { KnownHosts } from './known-hosts.ts';

/** A socket that is connected, and may be asked for something. */
export interface Asking {
  readonly socket: object;
  readonly remoteAddress: string | undefined;
  readonly target: Target | undefined;
}

const asked = new WeakSet<object>();

/** A request on a connection that is open already, and one that a proxy is to pass on. */
export function judgeRequest(
  { chunks }: Write,
  { socket, remoteAddress, target }: Asking,
  known: KnownHosts,
  context: HookContext,
): Refusal | undefined {
  const { chunk } = chunks[0]!;
  const first = typeof chunk === 'string' ? chunk : viewOf(chunk as Uint8Array);
  const beyond = proxiedTarget(first);
  if (beyond) {
    const stop = judge(beyond, beyond.host, known, context);
    return stop && { stop, instead: undefined };
  }
  if (remoteAddress === undefined || !beginsRequest(first)) return undefined;
  // The first is made by whoever opened the connection, which was judged then.
  const isFirst = !asked.has(socket);
  asked.add(socket);
  if (isFirst || !target) return undefined;
  // Whoever opened it may have been allowed more; its list is of names.
  const stop = judge(target, target.host, known, context) ?? judgeEvent(target, remoteAddress, known, context);
  return stop && { stop, instead: undefined };
}

/**
 * What to stop a connection with.
 * @param address the target's host itself, or what it resolved to
 */
export function judge(
  target: Target,
  address: string,
  known: KnownHosts,
  context: HookContext,
  operation?: string,
): BulkheadBlockedError | undefined {
  const stop = judgeEvent(target, address, known, context, operation);
  if (stop) return stop;
  const kind = classifyHost(address);
  const host = canonicalHost(target.host);
  const place = `${host}:${target.port}`;
  const scope = context.scopes()[0];
  const { action, allow } = context.policy('outbound', scope);
  if (action === 'off') return undefined;
  const { region } = known.function;
  const isListed =
    place === known.runtimeApi ||
    known.endpoints.includes(place) ||
    (allow !== undefined && isAllowedHost(allow, host, target.port, region));
  // A `lookup` of the caller's own may lead a name anywhere: what counts is what a resolver said.
  if (isListed && (address === target.host || isAnswer(address, host))) return undefined;
  if (address === target.host && kind !== 'name') {
    const names = namesOf(address);
    if (names.some((name) => known.endpoints.includes(`${name}:${target.port}`))) return undefined;
    if (allow && names.some((name) => isAllowedHost(allow, name, target.port, region))) return undefined;
  }
  if (kind === 'metadata') {
    const message = 'a metadata or credentials address, which nothing in Lambda needs, is contacted.';
    return context.act('outbound', finding('ssrf', message, target, operation), scope);
  }
  if (allow === undefined) return undefined;
  if (address === target.host) {
    const message = 'the host is not on the allow-list of the policy.';
    return context.act('outbound', outsideList(message, target, context, operation), scope);
  }
  // One that is not on the list was told of before its lookup.
  if (!isListed || allow.includes('*')) return undefined;
  const message = 'a host of the allow-list leads to an address that no lookup of it gave.';
  return context.act('outbound', finding('egress', message, { ...target, host: address }, operation), scope);
}

/** `UV_EACCES` */
const DENIED = -13;

/**
 * What a native handle is to answer in the place of connecting or sending; `undefined` lets it.
 * @param port `undefined` for a local socket
 */
export function refused(
  handle: object,
  address: string,
  port: unknown,
  known: KnownHosts,
  context: HookContext,
): number | undefined {
  if (port === undefined) return judgeLocal(address, context) && DENIED;
  const owner = ownerOf(handle);
  const there = { host: address, port: Number(port) };
  for (const check of connectChecks) if (check(owner, there)) return DENIED;
  const told = owner && toldTarget(owner);
  const target = told ? { host: told.host, port: there.port } : there;
  return judge(target, address, known, context) && DENIED;
}

/** What to stop a connection to a local socket with. */
export function judgeLocal(path: string, context: HookContext): BulkheadBlockedError | undefined {
  const scope = context.scopes()[0];
  const { action, allow } = context.policy('outbound', scope);
  if (action === 'off' || allow?.includes(`unix:${path}`)) return undefined;
  const found = localFinding(path, context.scopes(true));
  if (found) return context.act('outbound', found.finding, found.scope);
  if (allow === undefined || allow.includes('*')) return undefined;
  const target = { host: `unix:${path}`, port: 0 };
  const message = 'the local socket is not on the allow-list of the policy.';
  return context.act('outbound', outsideList(message, target, context), scope);
}

/** The prototypes of the handles that sockets connect by: of TCP, and of local ones. Nothing is opened. */
export function givenHandles(): object[] {
  const net = builtin<typeof import('node:net')>('net')!;
  return [{ port: 1, host: '127.0.0.1' }, { path: '/' }].map((to) => {
    const socket = new net.Socket();
    let given: { close(): void } | undefined;
    Object.defineProperty(socket, '_handle', {
      get: () => null,
      set(handle: { close(): void }) {
        given = handle;
        throw new Error('not to be connected');
      },
    });
    try {
      socket.connect(to);
    } catch (error) {
      if (!given) throw error;
    }
    given!.close();
    return Object.getPrototypeOf(given) as object;
  });
}

/** The part of it that is about event data. */
export function judgeEvent(
  target: Target,
  address: string,
  known: KnownHosts,
  context: HookContext,
  operation?: string,
): BulkheadBlockedError | undefined {
  const kind = classifyHost(address);
  if (kind === 'public' || kind === 'name') return undefined;
  const host = canonicalHost(target.host);
  const place = `${host}:${target.port}`;
  const isRuntimeApi = place === known.runtimeApi;
  // A queued connection may run in another invocation's context; the runtime's own must not be taken for one of those.
  for (const scope of context.scopes(!isRuntimeApi)) {
    const { action, allow } = context.policy('outbound', scope);
    if (action === 'off' || (allow && isAllowedHost(allow, host, target.port, known.function.region))) continue;
    const mention = findHost(hostsOf(scope), host, target.port, known.endpoints.includes(place));
    if (!mention) continue;
    const message = isRuntimeApi
      ? 'event data leads to the Lambda Runtime API.'
      : `event data leads to a ${kind} address.`;
    const stop = context.act('outbound', finding('ssrf', message, target, operation, scope, mention), scope);
    if (stop) return stop;
  }
  return undefined;
}

/** Hosts that an invocation's event names; found once. */
export function hostsOf(scope: Scope): EventHosts {
  scope.hosts ??= eventHosts(scope.strings);
  return scope.hosts;
}

/** What `undici:request:headers` and `http.client.response.finish` of `diagnostics_channel` tell, as far as it is used. */
interface Answered {
  readonly request?: {
    readonly origin?: unknown;
    readonly protocol?: string;
    readonly host?: string;
    readonly getHeader?: (name: string) => unknown;
  };
  readonly response?: { readonly headers?: readonly Uint8Array[] | { readonly location?: unknown } };
}

/** The Location of a redirect counts as the event's where the host that answered it does. */
export function followRedirect(message: unknown, context: HookContext): void {
  const { request, response } = message as Answered;
  const headers = response?.headers ?? [];
  if (!Array.isArray(headers)) {
    const { location } = headers as { readonly location?: unknown };
    if (typeof location !== 'string') return;
    follow(`${request?.protocol}//${request?.getHeader?.('host') ?? request?.host}`, location, context);
    return;
  }
  for (let i = 0; i + 1 < headers.length; i += 2) {
    if (String(headers[i]).toLowerCase() === 'location') {
      follow(String(request?.origin), String(headers[i + 1]), context);
    }
  }
}

function follow(origin: string, location: string, context: HookContext): void {
  const whole = parseUrl(location, origin);
  const from = whole && canonicalHost(parseUrl(origin)!.hostname);
  if (!whole) return;
  for (const scope of context.scopes(true)) {
    const hosts = hostsOf(scope);
    if (hosts.some((item) => item.host === from)) addUrl(whole.href, hosts);
  }
}
