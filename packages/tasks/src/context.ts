/** What tells how long the invocation may still run: Lambda's context object. */
export interface TimeLeft {
  getRemainingTimeInMillis(): number;
}

/** What the helpers read of Lambda's context object. */
export interface TaskContext extends TimeLeft {
  readonly awsRequestId: string;
  /** With the alias or version that was invoked, so that a task goes on in the code that it began in. */
  readonly invokedFunctionArn: string;
  readonly functionName?: string;
}

export function hasTimeLeft(value: unknown): value is TimeLeft {
  return typeof (value as TimeLeft | null | undefined)?.getRemainingTimeInMillis === 'function';
}
