import type { HookId } from '@bulkhead/core';
import type { BulkheadBlockedError } from '../errors.ts';
import type { HookContext } from '../guard.ts';
import type { Scope } from '../scope.ts';
import { toldTarget } from './egress/targets.ts';
import type { LoadWatch } from './load-watch.ts';
import { areShared, isBytes, viewOf } from './own-bytes.ts';
import { builtin, defineProperty, patch } from './patch.ts';
import { stopEmitter } from './stop.ts';

type Socket = import('node:net').Socket;

export interface Chunk {
  readonly chunk: unknown;
  readonly encoding: unknown;
}

/** One write, read once: what a check sees is what goes out. */
export interface Write {
  /** One, or those that were held back together; texts, or bytes. */
  readonly chunks: readonly Chunk[];
}

/** What a write holds that must not go out as it is. */
export interface Refusal {
  /** What the connection fails with, unless there are bytes to send instead. */
  readonly stop: BulkheadBlockedError | undefined;
  /** The bytes to send in their place. */
  readonly instead: Uint8Array | undefined;
}

export interface WriteCheck<Facts> {
  /**
   * The first look at a write, of which most go no further: it does without a shield, which costs more than all else, and so
   * calls nothing that code could have replaced. It reads of the socket what the check needs, since a getter runs the code of
   * whoever made the socket. Where the socket is still connecting, the same write comes again once it is connected.
   * @returns what `judge` is given; `undefined` where there is nothing to judge
   */
  look(socket: Socket, write: Write): Facts | undefined;
  judge(write: Write, facts: Facts): Refusal | undefined;
}

interface Watcher extends WriteCheck<unknown> {
  readonly id: HookId;
}

const watchers: Watcher[] = [];

/**
 * Lets a check see every write of a socket: every driver written in JavaScript, bundled or not, hands its bytes to
 * `net.Socket.prototype._writeGeneric`, above encryption, and no other method of streams goes past it. It is patched once
 * for all checks.
 *
 * A write is stopped by failing its connection with our error: an error thrown from here would end the process.
 */
export function watchWrites<Facts>(
  id: HookId,
  context: HookContext,
  modules: LoadWatch,
  check: WriteCheck<Facts>,
): void {
  watchers[watchers.length] = { id, look: check.look, judge: check.judge as Watcher['judge'] };
  if (watchers.length === 1) modules.whenLoaded('net', () => patchWrites(context));
}

function patchWrites(context: HookContext): void {
  const net = builtin<typeof import('node:net')>('net')!;
  patch(
    net.Socket.prototype,
    '_writeGeneric',
    (original) =>
      function _writeGeneric(this: unknown, several: unknown, data: unknown, encoding: unknown, done: unknown) {
        const socket = this as Socket;
        let sent = several ? severalOf(data) : oneOf(data, encoding);
        let write: Write = several
          ? { chunks: sent.data as Chunk[] }
          : { chunks: [{ chunk: sent.data, encoding: sent.encoding }] };
        for (let i = 0; i < watchers.length; i++) {
          const refusal = checked(socket, write, watchers[i]!, context);
          if (!refusal) continue;
          if (refusal.instead) {
            sent = { several: false, data: refusal.instead, encoding: 'buffer' };
            write = { chunks: [{ chunk: refusal.instead, encoding: 'buffer' }] };
          } else if (refusal.stop) return fail(socket, done, refusal.stop, context.scopes()[0]);
        }
        return original(this, [sent.several, sent.data, sent.encoding, done]);
      },
  );
}

/** What `_writeGeneric` is given in the end. */
interface Sent {
  readonly several: boolean;
  readonly data: unknown;
  readonly encoding: unknown;
}

function oneOf(data: unknown, encoding: unknown): Sent {
  return { several: false, data: steady(data), encoding: textOf(encoding) };
}

/** A list of its own, since Node.js asks the list that it is given once more. */
function severalOf(data: unknown): Sent {
  const { length, allBuffers } = data as { readonly length: number; readonly allBuffers?: unknown };
  const list = [] as unknown as Chunk[] & { allBuffers?: unknown };
  for (let i = 0; i < length; i++) {
    const { chunk, encoding } = (data as readonly Chunk[])[i]!;
    const value = { chunk: steady(chunk), encoding: textOf(encoding) };
    defineProperty(list, `${i}`, { value, writable: true, enumerable: true, configurable: true });
  }
  defineProperty(list, 'allBuffers', { value: allBuffers, writable: true, enumerable: true, configurable: true });
  return { several: true, data: list, encoding: undefined };
}

/** Another thread could change what was looked at. */
function steady(data: unknown): unknown {
  return isBytes(data) && areShared(data) ? viewOf(data) : data;
}

/** An object may say something else each time that it is asked for its text. */
function textOf(encoding: unknown): unknown {
  return typeof encoding === 'string' || encoding === undefined || encoding === null
    ? encoding
    : `${encoding as string}`;
}

function checked(
  socket: Socket,
  write: Write,
  { id, look, judge }: Watcher,
  context: HookContext,
): Refusal | undefined {
  let facts: unknown;
  let broken: { readonly error: unknown } | undefined;
  try {
    facts = look(socket, write);
    if (facts === undefined) return undefined;
  } catch (error) {
    // A getter of the socket's: what cannot be looked at is answered as a fault of the check is.
    broken = { error };
  }
  return context.shield(
    id,
    () => {
      if (broken) throw broken.error;
      return judge(write, facts);
    },
    (stop) => asRefusal(socket, stop),
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
  return isBytes(chunk) ? viewOf(chunk) : undefined;
}

/** All of them, in one piece. */
export function allBytes({ chunks }: Write): Uint8Array {
  const [first] = chunks;
  if (chunks.length === 1) return bytesOf(first!.chunk, first!.encoding) ?? new Uint8Array(0);
  return Buffer.concat(chunks.map((item) => bytesOf(item.chunk, item.encoding) ?? new Uint8Array(0)));
}
