import type { BulkheadBlockedError } from '../errors.ts';
import { asStop, type HookContext } from '../guard.ts';
import type { Scope } from '../scope.ts';
import { watchNames } from './dns.ts';
import { localPathOf } from './egress/local-sockets.ts';
import { letPass, rememberTarget, type Target, targetFor } from './egress/targets.ts';
import type { Hook } from './hook.ts';
import { watchHandles } from './outbound/handles.ts';
import { watchSessions } from './outbound/http2-requests.ts';
import { type Asking, followRedirect, judge, judgeLocal, judgeRequest } from './outbound/judge.lazy.ts';
import type { KnownHosts } from './outbound/known-hosts.ts';
import { nameRules } from './outbound/resolver.lazy.ts';
import { isBytes } from './own-bytes.ts';
import { builtin, patch } from './patch.ts';
import { type Write, watchWrites } from './socket-writes.ts';
import { stopEmitter } from './stop.ts';
import { patchDatagrams } from './udp.ts';

type NetModule = typeof import('node:net');
type Socket = import('node:net').Socket;

/**
 * Connections to where event data must not lead, and hosts outside the policy's allow-list.
 * http, https, fetch, WebSocket, http2, tls and every driver in JavaScript meet in net.Socket.prototype.connect. What a
 * connection that is open already is asked for (kept by an agent, or a proxy's) is read off its requests.
 *
 * Without any policy:
 * - The instance metadata and container credential addresses are never needed in Lambda, and always stopped.
 * - Loopback, private and link-local addresses are stopped when the event names them: in a URL, alone or with a port; or
 *   when the event names a host that resolves to one. The address is checked after the lookup and before connecting to
 *   that same address, so that a second answer of the DNS cannot change it.
 * - When a host that the event names answers with a redirect, its Location counts as event data too.
 * - The Lambda Runtime API belongs to the runtime: the same rule, but looked for in the caller's own event alone.
 * - What the developer configured (AWS_ENDPOINT_URL…, the allow-list) passes, unless, for an endpoint, the event holds a
 *   URL of it.
 */
export function outboundHook(known: KnownHosts): Hook {
  return {
    id: 'outbound',
    install(context, modules) {
      watchHandles(known, context, modules);
      modules.whenLoaded('net', () => patchConnect(known, context));
      followRedirects(context);
      watchWrites<Asking>('outbound', context, modules, {
        look: lookAtRequest,
        judge: (write, asking) => judgeRequest(write, asking, known, context),
      });
      watchSessions(known, context, modules);
      modules.whenLoaded('dgram', () => patchDatagrams(known, context));
      watchNames('outbound', context, modules, {
        asked: (name, operation) => nameRules(known, context).asked(name, operation),
        answered: (name, answers) => nameRules(known, context).answered(name, answers),
        servers: (list) => nameRules(known, context).servers(list),
      });
    },
  };
}

function patchConnect(known: KnownHosts, context: HookContext): void {
  const net = builtin<NetModule>('net')!;
  patch(
    net.Socket.prototype,
    'connect',
    (original) =>
      function connect(this: unknown, ...args: unknown[]) {
        const socket = this as Socket;
        let stop: BulkheadBlockedError | undefined;
        const target = context.shield(
          'outbound',
          () => targetOf(args) ?? localPathOf(args),
          (closed) => {
            stop = closed;
            return undefined;
          },
        );
        if (typeof target !== 'object') {
          if (target !== undefined) stop = context.shield('outbound', () => judgeLocal(target, context), asStop);
          if (stop) return failLater(socket, stop, context.scopes()[0]);
          if (target !== undefined) letPass(socket, target, undefined);
          return original(this, args);
        }
        rememberTarget(socket, target);
        context.saw('connect', `${target.host}:${target.port}`);
        stop = context.shield('outbound', () => judge(target, target.host, known, context), asStop);
        if (stop) return failLater(socket, stop, context.scopes()[0]);
        if (net.isIP(target.host) !== 0) {
          passTo(socket, target.host, target.port, known);
          return original(this, args);
        }
        return connectWatched(socket, target, known, context, () => original(this, args));
      },
  );
}

/**
 * Judges each address that a name resolves to. The event comes after the lookup and before the socket connects to that
 * same address; a socket that is no longer connecting by then is left alone.
 * @param connect starts the connection
 */
function connectWatched(
  socket: Socket,
  target: Target,
  known: KnownHosts,
  context: HookContext,
  connect: () => unknown,
): unknown {
  let starting = true;
  let early: BulkheadBlockedError | undefined;
  const onLookup = (_error: unknown, address: unknown): void => {
    if (typeof address !== 'string') return;
    const stop = context.shield('outbound', () => judge(target, address, known, context), asStop);
    if (!stop) {
      passTo(socket, address, target.port, known);
      return;
    }
    if (!starting) {
      stopSocket(socket, stop, context.scopes()[0]);
      return;
    }
    // A lookup that answers at once: nobody listens to the socket yet.
    setConnecting(socket, false);
    early = stop;
  };
  socket.on('lookup', onLookup);
  socket.once('close', () => socket.removeListener('lookup', onLookup));
  const result = connect();
  starting = false;
  return early ? failLater(socket, early, context.scopes()[0]) : result;
}

/** But not to the Runtime API, which others have a say in. */
function passTo(socket: Socket, address: string, port: number, { runtimeApi }: KnownHosts): void {
  if (!runtimeApi?.endsWith(`:${port}`)) letPass(socket, address, port);
}

/** Fails the socket as a refused connection does: later, by its 'error' event. */
function failLater(socket: Socket, stop: BulkheadBlockedError, scope: Scope | undefined): Socket {
  // What is written meanwhile waits for the connection instead of failing with an error of its own.
  setConnecting(socket, true);
  // Not the next tick: an http request listens on its socket only after that.
  setImmediate(() => stopSocket(socket, stop, scope));
  return socket;
}

function setConnecting(socket: Socket, connecting: boolean): void {
  (socket as { connecting: boolean }).connecting = connecting;
}

function stopSocket(socket: Socket, stop: BulkheadBlockedError, scope: Scope | undefined): void {
  // An http request on the socket hands the error on to its own listeners.
  const request = (socket as { _httpMessage?: Socket })._httpMessage;
  stopEmitter(request ?? socket, scope, stop, () => socket.destroy(stop));
}

function lookAtRequest(socket: Socket, { chunks }: Write): Asking | undefined {
  if (chunks.length === 0 || !mayAsk(chunks[0]!.chunk) || socket.connecting) return undefined;
  return { socket, remoteAddress: socket.remoteAddress, target: targetFor(socket) };
}

/** Whether a write may begin a request of HTTP, or to a proxy: a first look, which needs no shield. */
function mayAsk(first: unknown): boolean {
  if (typeof first === 'string')
    return isUpper(apply(charCodeAt, first, [0])) && isUpper(apply(charCodeAt, first, [1]));
  if (!isBytes(first)) return false;
  return first[0] === 5 || first[0] === 4 || (isUpper(first[0]!) && isUpper(first[1]!));
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

const { apply } = Reflect;
const { charCodeAt } = String.prototype;

/**
 * The arguments of Socket.prototype.connect: `(options)`, `(port, host?)`, `(path)`, or all of that as one array, which is
 * how Node.js calls it itself. `undefined` for a local socket.
 */
export function targetOf(args: readonly unknown[]): Target | undefined {
  const [first, second] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as { host?: unknown; port?: unknown; path?: unknown };
    // As net has it: a path goes before a port.
    if (path) return undefined;
    return { host: typeof host === 'string' && host !== '' ? host : 'localhost', port: Number(port) };
  }
  const port = Number(first);
  // A text that is no number is the path of a local socket.
  if (first === undefined || !Number.isInteger(port)) return undefined;
  return { host: typeof second === 'string' && second !== '' ? second : 'localhost', port };
}

/** A redirect answered by a host that the event names leads on in the event's name. */
function followRedirects(context: HookContext): void {
  const channels = builtin<typeof import('node:diagnostics_channel')>('diagnostics_channel')!;
  for (const name of ['undici:request:headers', 'http.client.response.finish']) {
    channels.subscribe(name, (message) => {
      context.shield('outbound', () => {
        const status = (message as { response?: { statusCode?: number } }).response?.statusCode;
        if (status !== undefined && status >= 300 && status < 400) followRedirect(message, context);
      });
    });
  }
}
