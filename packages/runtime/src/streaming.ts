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
