import type { TaskContext } from '../context.ts';

/** A clock that is set by hand. */
export interface Clock {
  now(): number;
  pass(ms: number): void;
}

export function clockAt(time: number): Clock {
  let at = time;
  return {
    now: () => at,
    pass(ms) {
      at += ms;
    },
  };
}

/** The context of an invocation that began now by this clock. */
export function contextOf(clock: Clock, timeoutMs: number, awsRequestId = 'request-1'): TaskContext {
  const deadline = clock.now() + timeoutMs;
  return {
    awsRequestId,
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:importer:live',
    functionName: 'importer',
    getRemainingTimeInMillis: () => deadline - clock.now(),
  };
}
