import type { HookId } from '@bulkhead/core';
import type { BulkheadBlockedError } from '../errors.ts';
import type { HookContext } from '../guard.ts';
import type { Scope } from '../scope.ts';
import { toldTarget } from './egress/targets.ts';
import type { LoadWatch } from './load-watch.ts';
import { builtin, patch } from './patch.ts';
import { stopEmitter } from './stop.ts';

type Socket = import('node:net').Socket;

/** The arguments of `_writeGeneric`: whether several chunks, the chunk or a list of them, its encoding, and the callback. */
export type WriteArguments = readonly unknown[];

export interface Chunk {
  readonly chunk: unknown;
  readonly encoding: unknown;
}

/** What a write holds that must not go out as it is. */
export interface Refusal {
  /** What the connection fails with, unless there are bytes to send instead. */
  readonly stop: BulkheadBlockedError | undefined;
  /** The bytes to send in their place. */
  readonly instead: Uint8Array | undefined;
}

/** Looks at one write. Where the socket is still connecting, the same write comes again once it is connected. */
export type WriteCheck = (socket: Socket, args: WriteArguments) => Refusal | undefined;

interface Watcher {
  readonly id: HookId;
  readonly check: WriteCheck;
}

const watchers: Watcher[] = [];

/**
 * Lets a check see every write of a socket: every driver written in JavaScript, bundled or not, hands its bytes to
 * `net.Socket.prototype._writeGeneric`, above encryption, and no other method of streams goes past it. It is patched once
 * for all checks.
 *
 * A write is stopped by failing its connection with our error: an error thrown from here would end the process.
 */
export function watchWrites(id: HookId, context: HookContext, modules: LoadWatch, check: WriteCheck): void {
  watchers.push({ id, check });
  if (watchers.length === 1) modules.whenLoaded('net', () => patchWrites(context));
}

function patchWrites(context: HookContext): void {
  const net = builtin<typeof import('node:net')>('net')!;
  patch(
    net.Socket.prototype,
    '_writeGeneric',
    (original) =>
      function _writeGeneric(this: unknown, ...args: unknown[]) {
        const socket = this as Socket;
        let sent: unknown[] = args;
        for (let i = 0; i < watchers.length; i++) {
          const { id, check } = watchers[i]!;
          const refusal = context.shield(
            id,
            () => check(socket, sent),
            (stop) => asRefusal(socket, stop),
          );
          if (!refusal) continue;
          if (refusal.instead) sent = [false, refusal.instead, 'buffer', args[3]];
          else if (refusal.stop) return fail(socket, args[3], refusal.stop, context.scopes()[0]);
        }
        return original(this, sent);
      },
  );
}

/** Of connections alone: standard output is a socket, too. */
function asRefusal(socket: Socket, stop: BulkheadBlockedError): Refusal | undefined {
  return toldTarget(socket) && { stop, instead: undefined };
}

function fail(socket: Socket, done: unknown, stop: BulkheadBlockedError, scope: Scope | undefined): void {
  // An http request on the socket hands the error on to its own listeners.
  const request = (socket as { _httpMessage?: Socket })._httpMessage;
  stopEmitter(request ?? socket, scope, stop, () => socket.destroy(stop));
  if (typeof done === 'function') queueMicrotask(() => Reflect.apply(done, socket, [stop]));
}

/** The bytes of a chunk; `undefined` for what no socket takes. */
export function bytesOf(chunk: unknown, encoding: unknown): Uint8Array | undefined {
  if (typeof chunk === 'string') return Buffer.from(chunk, encoding as BufferEncoding);
  return chunk instanceof Uint8Array ? chunk : undefined;
}
