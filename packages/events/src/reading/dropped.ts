import type { BlockOutcome } from '../types.ts';

/**
 * The way out of an asynchronous invocation: success, without running the handler. An error would be tried twice more and
 * then go to a dead-letter queue or a destination, each time with the hostile event.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export function dropEvent(event: Record<string, unknown>): BlockOutcome {
  return { is: 'respond', response: null, removed: [event] };
}
