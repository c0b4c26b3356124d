import type { BulkheadBlockedError } from './errors.ts';

/** What `awslambda.streamifyResponse` sets on a handler. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

export function isStreaming(handler: object): boolean {
  return (handler as { [STREAMING]?: unknown })[STREAMING] === 'response';
}

/** The stream that Lambda hands to a streaming handler, as far as it is used. */
export interface ResponseStream {
  write(chunk: unknown, ...rest: unknown[]): boolean;
  end(...args: unknown[]): unknown;
  destroy(error?: Error): unknown;
}

const begun = new WeakSet<object>();

/**
 * Lets each chunk of a streamed response be checked before it leaves. A chunk that is stopped destroys the stream: Lambda
 * then breaks the response off, since what was sent before cannot be taken back.
 */
export function watchStream(stream: ResponseStream, check: (chunk: unknown) => BulkheadBlockedError | undefined): void {
  const { write, end } = stream;
  if (typeof write !== 'function' || typeof end !== 'function') return;
  stream.write = (chunk, ...rest) => {
    const stop = check(chunk);
    if (stop) {
      stream.destroy(stop);
      return false;
    }
    begun.add(stream);
    return Reflect.apply(write, stream, [chunk, ...rest]) as boolean;
  };
  stream.end = (...args) => {
    const stop = args.length > 0 && typeof args[0] !== 'function' ? check(args[0]) : undefined;
    if (stop) return stream.destroy(stop);
    begun.add(stream);
    return Reflect.apply(end, stream, args);
  };
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
  if (begun.has(stream)) return false;
  const { statusCode, headers, body } = (response ?? {}) as HttpResponse;
  const lambda = (globalThis as { awslambda?: { HttpResponseStream?: { from?: FromStream } } }).awslambda;
  const from = lambda?.HttpResponseStream?.from;
  const target = from ? from(stream, { statusCode, headers }) : stream;
  // The prelude goes out with the first write, and an empty body would be none.
  target.write(body ?? ' ');
  target.end();
  return true;
}
