import type { HookContext } from '../../guard.ts';
import type { LoadWatch } from '../load-watch.ts';
import { isBytes } from '../own-bytes.ts';
import { allBytes, type Refusal, type Write, watchWrites } from '../socket-writes.ts';
import { latin1, masked, type SecretWatch } from './secrets.ts';
import { type Target, targetFor } from './targets.ts';
import { asksForWebSocket, unmaskedFrames } from './web-socket.lazy.ts';

/** What is known of a socket before a write of it is judged. */
interface Facts {
  readonly socket: object;
  /** Frames of a WebSocket are masked. */
  readonly isWebSocket: boolean;
  readonly isLog: boolean;
  readonly target: Target | undefined;
}

// As they are now: the first look does without a shield.
const { apply } = Reflect;
const { has } = WeakSet.prototype;
const { charCodeAt, indexOf } = String.prototype;

/**
 * Secrets that leave through a socket of any kind: TCP, TLS (before it is encrypted), local sockets, pipes to child
 * processes. What goes to standard output is a log line: there they are covered.
 */
export function watchSockets(secrets: SecretWatch, context: HookContext, modules: LoadWatch): void {
  const webSockets = new WeakSet<object>();
  watchWrites<Facts>('credentials', context, modules, {
    look(socket, { chunks }) {
      const isWebSocket = apply(has, webSockets, [socket]);
      if (!isWebSocket && !mayMatter(chunks, secrets)) return undefined;
      const target = targetFor(socket);
      return { socket, isWebSocket, target, isLog: target === undefined && isLog(socket) };
    },
    judge: (write, facts) => judge(write, facts, secrets, webSockets),
  });
}

function mayMatter(chunks: Write['chunks'], secrets: SecretWatch): boolean {
  for (let i = 0; i < chunks.length; i++) {
    const { chunk, encoding } = chunks[i]!;
    if ((i === 0 && mayUpgrade(chunk)) || secrets.mayHold(chunk, encoding)) return true;
  }
  return false;
}

function judge(
  write: Write,
  { socket, isWebSocket, isLog, target }: Facts,
  secrets: SecretWatch,
  webSockets: WeakSet<object>,
): Refusal | undefined {
  const sent = allBytes(write);
  const bytes = isWebSocket ? unmaskedFrames(sent) : sent;
  if (sent[0] === G && asksForWebSocket(latin1(sent))) webSockets.add(socket);
  if (!secrets.mayHold(bytes, undefined)) return undefined;
  if (isLog) {
    const hits = secrets.leaks(bytes).filter((hit) => hit.secret.kind !== 'id');
    const stop = secrets.report(hits, 'log', 'stdout');
    return stop && { stop: undefined, instead: masked(bytes, hits) };
  }
  const stop = secrets.check(bytes, isWebSocket ? 'WebSocket.send' : 'socket.write', target);
  return stop && { stop, instead: undefined };
}

const G = 71;

/** Whether a request may ask for another protocol: few do. Needs no shield. */
function mayUpgrade(chunk: unknown): boolean {
  if (typeof chunk !== 'string') return isBytes(chunk) && chunk[0] === G;
  if (apply(charCodeAt, chunk, [0]) !== G) return false;
  for (let at = apply(indexOf, chunk, ['\n', 0]); at !== -1; at = apply(indexOf, chunk, ['\n', at + 1])) {
    if ((apply(charCodeAt, chunk, [at + 1]) | 32) === U && (apply(charCodeAt, chunk, [at + 2]) | 32) === P) return true;
  }
  return false;
}

const U = 117;
const P = 112;

/** Standard output and error when they are pipes, which they are in Lambda. */
function isLog(socket: object): boolean {
  const { fd, _isStdio } = socket as { fd?: unknown; _isStdio?: unknown };
  return _isStdio === true && (fd === 1 || fd === 2);
}
