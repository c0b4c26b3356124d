import type { HookId } from '@bulkhead/core';
import type { BulkheadBlockedError } from '../../errors.ts';
import { asStop, type HookContext } from '../../guard.ts';
import { type Target, targetFor } from '../egress/targets.ts';
import { builtin, patch } from '../patch.ts';
import { stopEmitter } from '../stop.ts';

type Socket = import('node:dgram').Socket;

/** Lets a check see each datagram before it is sent; a refused one fails as `send` does: its callback, or the 'error' event. */
export function patchSend(
  context: HookContext,
  id: HookId,
  check: (socket: Socket, args: readonly unknown[]) => BulkheadBlockedError | undefined,
): void {
  const dgram = builtin<typeof import('node:dgram')>('dgram')!;
  // `sendto` is the older name for the same, and calls it.
  patch(
    dgram.Socket.prototype,
    'send',
    (original) =>
      function send(this: unknown, ...args: unknown[]) {
        const stop = context.shield(id, () => check(this as Socket, args), asStop);
        if (!stop) return original(this, args);
        failDatagram(this as Socket, args, stop, context);
        return undefined;
      },
  );
}

export function failDatagram(
  socket: Socket,
  args: readonly unknown[],
  stop: BulkheadBlockedError,
  context: HookContext,
): void {
  const done = args.at(-1);
  if (typeof done === 'function') process.nextTick(done as (error: Error) => void, stop);
  else process.nextTick(() => stopEmitter(socket, context.scopes()[0], stop, () => socket.emit('error', stop)));
}

/**
 * Where `send` goes: `(message, port, address?)` or `(message, offset, length, port, address?)`; a connected socket takes
 * neither.
 */
export function destinationOf(socket: Socket, args: readonly unknown[]): Target | undefined {
  const connected = targetFor(socket);
  if (connected) return connected;
  const rest = args.slice(1).filter((item) => typeof item !== 'function');
  const [port, host] = rest.length > 2 ? rest.slice(2) : rest;
  const ownHost = typeof host === 'string' && host !== '' ? host : 'localhost';
  return port === undefined ? undefined : { host: ownHost, port: Number(port) };
}
