import type { HookContext } from '../../guard.ts';
import type { LoadWatch } from '../load-watch.ts';
import { bytesOf, type Chunk, type Refusal, type WriteArguments, watchWrites } from '../socket-writes.ts';
import { latin1, masked, type SecretWatch } from './secrets.ts';
import { targetFor } from './targets.ts';
import { asksForWebSocket, unmaskedFrames } from './web-socket.ts';

type Socket = import('node:net').Socket;

/**
 * Secrets that leave through a socket of any kind: TCP, TLS (before it is encrypted), local sockets, pipes to child
 * processes. What goes to standard output is a log line: there they are covered.
 */
export function watchSockets(secrets: SecretWatch, context: HookContext, modules: LoadWatch): void {
  const webSockets = new WeakSet<object>();
  watchWrites('credentials', context, modules, (socket, args) => check(socket, args, secrets, webSockets));
}

function check(
  socket: Socket,
  args: WriteArguments,
  secrets: SecretWatch,
  webSockets: WeakSet<object>,
): Refusal | undefined {
  const [several, data, encoding] = args;
  if (webSockets.has(socket)) return checkFrames(socket, args, secrets);
  const isHeld = several
    ? (data as Chunk[]).some((item) => secrets.mayHold(item.chunk, item.encoding))
    : secrets.mayHold(data, encoding);
  const first = several ? (data as Chunk[])[0]?.chunk : data;
  if (isGet(first)) {
    const head = typeof first === 'string' ? first : latin1(first as Uint8Array);
    if (asksForWebSocket(head)) webSockets.add(socket);
  }
  if (!isHeld) return undefined;
  const bytes = allBytes(args);
  if (isLog(socket)) {
    const hits = secrets.leaks(bytes).filter((hit) => hit.secret.kind !== 'id');
    const stop = secrets.report(hits, 'log', 'stdout');
    return stop && { stop: undefined, instead: masked(bytes, hits) };
  }
  const stop = secrets.check(bytes, 'socket.write', targetFor(socket));
  return stop && { stop, instead: undefined };
}

function checkFrames(socket: Socket, args: WriteArguments, secrets: SecretWatch): Refusal | undefined {
  const bytes = unmaskedFrames(allBytes(args));
  if (!secrets.mayHold(bytes, undefined)) return undefined;
  const stop = secrets.check(bytes, 'WebSocket.send', targetFor(socket));
  return stop && { stop, instead: undefined };
}

function isGet(chunk: unknown): boolean {
  if (typeof chunk === 'string') return chunk.charCodeAt(0) === 71;
  return chunk instanceof Uint8Array && chunk[0] === 71;
}

/** Standard output and error when they are pipes, which they are in Lambda. */
function isLog(socket: Socket): boolean {
  const { fd, _isStdio } = socket as { fd?: unknown; _isStdio?: unknown };
  return _isStdio === true && (fd === 1 || fd === 2) && targetFor(socket) === undefined;
}

function allBytes([several, data, encoding]: WriteArguments): Uint8Array {
  if (!several) return bytesOf(data, encoding) ?? new Uint8Array(0);
  return Buffer.concat((data as Chunk[]).map((item) => bytesOf(item.chunk, item.encoding) ?? new Uint8Array(0)));
}
