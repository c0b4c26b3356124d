/**
 * Everything that the helpers throw by themselves: whether the same call may succeed later, and what to do. `docs/tasks.md`
 * lists the same codes, and a test compares the two.
 */
export const TASK_ERRORS = {
  TASK_BAD_OPTION: { retryable: false, next: 'Correct the option named.' },
  TASK_BAD_INPUT: { retryable: false, next: 'Give a value that JSON can hold, nested less deeply.' },
  TASK_NO_KEY: {
    retryable: false,
    next: 'Send the value that the key is read from, or let such calls through with missingKey: "run".',
  },
  TASK_IN_PROGRESS: {
    retryable: true,
    next: 'Try again after retryAfterMs: fail the record or the invocation, or answer 409 over HTTP.',
  },
  TASK_PAYLOAD_CHANGED: {
    retryable: false,
    next: 'A new request needs a new key. What must stay the same is chosen with the option payload.',
  },
  TASK_RESULT_NOT_KEPT: {
    retryable: false,
    next: 'The work is done. Return less, or a reference to where the result lies, so that it can be kept.',
  },
  TASK_STORE_FAILED: { retryable: true, next: 'See the cause; the role needs dynamodb:UpdateItem on the table.' },
  TASK_TAKEN_OVER: {
    retryable: false,
    next: 'Nothing: another invocation has the work. If it happens often, the option graceMs or leaseMs is too short.',
  },
  TASK_BAD_STEP: { retryable: false, next: 'Return { next: position } or { done: result } from the handler.' },
  TASK_NO_PROGRESS: {
    retryable: false,
    next: 'Return a later position, or { done }. Where later is not greater, give the option advances.',
  },
  TASK_HOP_LIMIT: {
    retryable: false,
    next: 'Raise maxHops if the work is that long, and from 16 on set the function’s RecursiveLoop to Allow, or Lambda ends the chain; else make timeout or batches larger. Sent again, the event goes on from the position kept.',
  },
  TASK_BAD_HAND_OVER: { retryable: false, next: 'Only this function may send itself __task; see who else can.' },
  TASK_HAND_OVER_FAILED: {
    retryable: true,
    next: 'See the cause; the role needs lambda:InvokeFunction on the function itself, or sqs:SendMessage on the queue.',
  },
  TASK_TOO_LARGE: { retryable: false, next: 'Raise maxBytes, or read the object in ranges.' },
} as const satisfies Record<string, { retryable: boolean; next: string }>;

/** Code of a {@link TaskError}. */
export type TaskErrorCode = keyof typeof TASK_ERRORS;

/** What the helpers throw by themselves; errors of your own functions are passed on as they are. */
export class TaskError extends Error {
  override readonly name: string = 'TaskError';
  readonly code: TaskErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** What to do. */
  readonly next: string;
  /** Milliseconds after which it makes sense to try again, where that is known. */
  readonly retryAfterMs: number | undefined;

  constructor(code: TaskErrorCode, message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    const { next, retryable } = TASK_ERRORS[code];
    // Lambda's log shows the message and not the cause.
    super(
      `${message}${told(options.cause)} (${code}) ${next}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.code = code;
    this.retryable = retryable;
    this.next = next;
    this.retryAfterMs = options.retryAfterMs;
  }
}

function told(cause: unknown): string {
  return cause instanceof Error ? ` ${cause.name}: ${cause.message}`.slice(0, 300) : '';
}
