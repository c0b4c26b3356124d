import type { BulkheadBlockedError } from '../errors.ts';
import { asStop, type HookContext } from '../guard.ts';
import { letPass, rememberTarget, type Target } from './egress/targets.ts';
import { judge } from './outbound/judge.lazy.ts';
import type { KnownHosts } from './outbound/known-hosts.ts';
import { builtin, patch } from './patch.ts';
import { destinationOf, failDatagram, patchSend } from './udp/send.ts';

type Socket = import('node:dgram').Socket;

/** How a datagram's socket resolves names: its handle's `lookup`, which `createSocket` was given or took from `dns`. */
interface Handle {
  lookup: (host: string, done: (error: Error | null, address?: string, family?: number) => void) => void;
}

/** Datagrams go by the same rules as connections, and so does the address that a name of theirs resolves to. */
export function patchDatagrams(known: KnownHosts, context: HookContext): void {
  const isIP = (host: string): boolean => builtin<typeof import('node:net')>('net')!.isIP(host) !== 0;
  const watched = new WeakMap<object, Target>();

  function check(socket: Socket, target: Target | undefined, operation: string): BulkheadBlockedError | undefined {
    if (!target) return undefined;
    context.saw('connect', `${target.host}:${target.port}`);
    const stop = judge(target, target.host, known, context, operation);
    if (stop) return stop;
    const handle = handleOf(socket);
    if (!handle) return undefined;
    if (isIP(target.host)) letPass(handle, target.host, target.port);
    else watchLookup(handle, target, operation);
    return undefined;
  }

  function watchLookup(handle: Handle, target: Target, operation: string): void {
    const isNew = !watched.has(handle);
    watched.set(handle, target);
    if (!isNew) return;
    const { lookup } = handle;
    handle.lookup = (host, done) =>
      Reflect.apply(lookup, handle, [
        host,
        (error: Error | null, address?: string, family?: number) => {
          const { port, host: told } = watched.get(handle)!;
          // It is asked for what the socket is bound to as well.
          const stop =
            address === undefined || host !== told
              ? undefined
              : context.shield('outbound', () => judge({ host, port }, address, known, context, operation), asStop);
          if (!stop && address !== undefined && host === told) letPass(handle, address, port);
          done(stop ?? error, address, family);
        },
      ]);
  }

  patchSend(context, 'outbound', (socket, args) => check(socket, destinationOf(socket, args), 'dgram.send'));
  const dgram = builtin<typeof import('node:dgram')>('dgram')!;
  for (const name of ['connect', 'connectSync'] as const) {
    patch(
      dgram.Socket.prototype,
      name,
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          const socket = this as Socket;
          const [port, host] = args;
          const target = { host: typeof host === 'string' && host !== '' ? host : 'localhost', port: Number(port) };
          const stop = context.shield('outbound', () => check(socket, target, 'dgram.connect'), asStop);
          if (!stop) {
            rememberTarget(socket, target);
            return original(this, args);
          }
          if (name === 'connectSync') throw stop;
          failDatagram(socket, args, stop, context);
          return undefined;
        },
    );
  }
}

/** Behind a symbol that nothing exports; without it, names are judged by themselves alone. */
function handleOf(socket: Socket): Handle | undefined {
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    if (symbol.description !== 'state symbol') continue;
    const { handle } = (socket as unknown as Record<symbol, { handle?: Handle }>)[symbol]!;
    return typeof handle?.lookup === 'function' ? handle : undefined;
  }
  return undefined;
}
