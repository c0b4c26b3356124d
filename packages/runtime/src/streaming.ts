import type { BulkheadBlockedError } from './errors.ts';
import { setMethod } from './set-method.ts';

/** What `awslambda.streamifyResponse` sets on a handler. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

export function isStreaming(handler: object): boolean {
  return (handler as { [STREAMING]?: unknown })[STREAMING] === 'response';
}

/** The stream that Lambda hands to a streaming handler, as far as it is used. */
export interface ResponseStream {
  write(chunk: unknown, ...rest: unknown[]): boolean;
  end(...args: unknown[]): unknown;
}

/** The stream's own methods, and whether anything went out by them. */
interface Watched {
  readonly write: ResponseStream['write'];
  readonly end: ResponseStream['end'];
  begun: boolean;
  stopped: boolean;
}

const watched = new WeakMap<object, Watched>();

/**
 * Lets each chunk of a streamed response be checked before it leaves. From one that is stopped on, nothing goes out any
 * more; `fail` then ends the invocation, and the runtime breaks the response off with its error. Destroying the stream
 * instead ends the whole process under aws-lambda-ric 4.
 */
export function watchStream(
  stream: ResponseStream,
  check: (chunk: unknown) => BulkheadBlockedError | undefined,
  fail: (stop: BulkheadBlockedError) => void,
): void {
  const { write, end } = stream;
  if (typeof write !== 'function' || typeof end !== 'function') return;
  const state: Watched = { write, end, begun: false, stopped: false };
  watched.set(stream, state);
  const passes = (chunk: unknown): boolean => {
    if (state.stopped) return false;
    const stop = check(chunk);
    if (!stop) return true;
    state.stopped = true;
    fail(stop);
    return false;
  };
  setMethod(stream, 'write', (chunk, ...rest) => {
    if (!passes(chunk)) return true;
    state.begun = true;
    return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
  });
  setMethod(stream, 'end', (...args) => {
    if (args.length > 0 && typeof args[0] !== 'function' ? !passes(args[0]) : state.stopped) return stream;
    state.begun = true;
    return Reflect.apply(end, stream, args);
  });
}

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
