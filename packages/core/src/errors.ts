import type { SourcePlace } from './app.ts';

/**
 * Every error that a person can meet, in one table: what went wrong is the message of the thrown error,
 * `next` is what to do about it. `docs/errors.md` lists the same codes, and a test compares the two.
 */
export const ERROR_CODES = {
  BULKHEAD_BLOCKED: {
    next: 'Look up the request id in the console; to let it pass, change the policy in bulkhead.yml.',
  },
  BULKHEAD_USAGE: { next: 'Run the command with --help.' },
  BULKHEAD_NO_PROJECT: {
    next: 'Name a folder that holds serverless.yml, template.yaml, cdk.json or *.tf, or the template itself.',
  },
  BULKHEAD_BAD_TEMPLATE: { next: 'Mend the file at the place shown.' },
  BULKHEAD_OUTSIDE_ROOT: { next: 'Move the file into the project, or run Bulkhead on the folder that holds both.' },
  BULKHEAD_BAD_POLICY: { next: 'Mend bulkhead.yml at the place shown; docs/policy.md lists every key.' },
  BULKHEAD_NO_HANDLER: { next: 'Create the file, or correct the handler in the template.' },
  BULKHEAD_BUILD_FAILED: { next: 'Mend the source at the place shown; the lab tries again on save.' },
  BULKHEAD_INIT_FAILED: { next: 'Mend what the function does while it is loaded, at the place shown.' },
  BULKHEAD_NO_FUNCTION: { next: 'Use one of the names listed.' },
  BULKHEAD_BAD_EVENT: { next: 'Give a file that holds one JSON value.' },
  BULKHEAD_PORT_IN_USE: { next: 'Stop what listens there, or choose another with --port or --console-port.' },
  BULKHEAD_STORE_FAILED: {
    next: 'Free space, mend the folder, or name another with --data; while it runs, records wait in memory.',
  },
  BULKHEAD_AWS_FAILED: { next: 'Check the credentials, the region and what the role may do.' },
  BULKHEAD_NO_RUNTIME: { next: 'Install the runtime named, or change the function to one that is installed.' },
} as const satisfies Record<string, { next: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

/** An error that a user should see as one message with a place and a next step, never as a stack. */
export class BulkheadError extends Error {
  override readonly name = 'BulkheadError';
  readonly code: ErrorCode;
  readonly place: SourcePlace | undefined;
  /** What to do: the table's sentence unless the thrower knows better. */
  readonly next: string;

  constructor(code: ErrorCode, message: string, options: { place?: SourcePlace; next?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.place = options.place;
    this.next = options.next ?? ERROR_CODES[code].next;
  }
}

/** The one message a user sees: `serverless.yml:12:5: message` and, on the next line, what to do. */
export function formatError(error: BulkheadError): string {
  const where = error.place ? `${error.place.file}:${error.place.line}:${error.place.column}: ` : '';
  return `${where}${error.message} (${error.code})\n  ${error.next}`;
}
