import type { BulkheadBlockedError } from './errors.ts';
import { setMethod } from './set-method.ts';
import type { ResponseStream } from './streaming.ts';

/** The stream's own methods, and whether anything went out by them. */
interface Watched {
  readonly write: ResponseStream['write'];
  readonly end: ResponseStream['end'];
  begun: boolean;
  stopped: boolean;
  /** The end of what went out last. */
  tail: string;
}

/** As long as a session token may be in any of its forms. */
const TAIL = 4_096;

const watched = new WeakMap<object, Watched>();

/**
 * Lets each chunk of a streamed response be checked before it leaves. From one that is stopped on, nothing goes out any
 * more; `fail` then ends the invocation, and the runtime breaks the response off with its error. Destroying the stream
 * instead ends the whole process under aws-lambda-ric 4.
 */
export function watchStream(
  stream: ResponseStream,
  check: (chunk: unknown) => BulkheadBlockedError | undefined,
  joined: (text: string) => BulkheadBlockedError | undefined,
  fail: (stop: BulkheadBlockedError) => void,
): void {
  const { write, end } = stream;
  if (typeof write !== 'function' || typeof end !== 'function') return;
  const state: Watched = { write, end, begun: false, stopped: false, tail: '' };
  watched.set(stream, state);
  const passes = (chunk: unknown): boolean => {
    if (state.stopped) return false;
    // What the receiver joins counts as well: the last of one chunk and the first of the next.
    const stop = check(chunk) ?? (state.tail === '' ? undefined : joined(state.tail + textOf(chunk, 0, TAIL)));
    if (!stop) {
      state.tail = (state.tail + textOf(chunk, -TAIL)).slice(-TAIL);
      return true;
    }
    state.stopped = true;
    fail(stop);
    return false;
  };
  /** Status, headers and cookies: they go out with the first write. */
  const preludePasses = (): boolean => {
    const { _onBeforeFirstWrite: before } = stream as Preluded;
    if (state.begun || state.stopped || typeof before !== 'function') return !state.stopped;
    const parts: unknown[] = [];
    Reflect.apply(before, stream, [(part: unknown) => parts.push(part)]);
    // Asked once: what was looked at is what goes out, and nothing of it where it is stopped.
    (stream as Preluded)._onBeforeFirstWrite = (send) => {
      for (let i = 0; i < parts.length && !state.stopped; i++) send(parts[i]);
    };
    for (let i = 0; i < parts.length && !state.stopped; i++) {
      const stop = joined(textOf(parts[i], 0));
      if (!stop) continue;
      state.stopped = true;
      fail(stop);
    }
    return !state.stopped;
  };
  setMethod(stream, 'write', (chunk, ...rest) => {
    if (!preludePasses() || !passes(chunk)) return true;
    state.begun = true;
    return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
  });
  setMethod(stream, 'end', (...args) => {
    if (!preludePasses()) return stream;
    if (args.length > 0 && typeof args[0] !== 'function' && !passes(args[0])) return stream;
    state.begun = true;
    return Reflect.apply(end, stream, args);
  });
}

/**
 * A part of a chunk, from and to as `slice` counts: bytes as Latin-1, in which the forms of secrets are the same; nothing of other
 * chunks, which no stream takes.
 */
function textOf(chunk: unknown, from: number, to?: number): string {
  if (typeof chunk === 'string') return chunk.slice(from, to);
  if (!(chunk instanceof Uint8Array)) return '';
  const { byteLength: length } = chunk;
  const start = from < 0 && length + from > 0 ? length + from : from;
  return Buffer.from(chunk.buffer, chunk.byteOffset, length).toString('latin1', start < 0 ? 0 : start, to);
}

/** What `awslambda.HttpResponseStream.from` puts on a stream. */
type Preluded = ResponseStream & { _onBeforeFirstWrite?: (send: (part: unknown) => unknown) => unknown };

interface HttpResponse {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type FromStream = (stream: ResponseStream, prelude: object) => ResponseStream;

/**
 * Writes a whole response on a stream.
 * @returns `false` when the handler has already begun its own
 */
export function respondOnStream(stream: ResponseStream, response: unknown): boolean {
  const { begun, write, end } = watched.get(stream) ?? { begun: false, write: stream.write, end: stream.end };
  if (begun) return false;
  const { statusCode, headers, body } = (response ?? {}) as HttpResponse;
  const lambda = (globalThis as unknown as { awslambda?: { HttpResponseStream?: { from?: FromStream } } }).awslambda;
  lambda?.HttpResponseStream?.from?.(stream, { statusCode, headers });
  // The prelude goes out with the first write, and an empty body would be none.
  Reflect.apply(write, stream, [body ?? ' ']);
  Reflect.apply(end, stream, []);
  return true;
}
