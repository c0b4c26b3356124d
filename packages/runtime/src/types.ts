/** What a detector or hook does about a finding: nothing, report it, or report and stop it. */
export type Action = 'off' | 'alert' | 'block';

/** Attack classes that detectors look for in events. */
export type EventClass =
  | 'sqli'
  | 'cmdi'
  | 'codei'
  | 'traversal'
  | 'ssrf'
  | 'nosqli'
  | 'xss'
  | 'ssti'
  | 'proto'
  | 'xxe'
  | 'deser'
  | 'crlf'
  | 'jndi'
  | 'ldap'
  | 'oversize';

type From = 'low' | 'medium' | 'high';

/** What holds for a hook that takes nothing but its action. */
export interface HookRule {
  /** Left out: what holds without the rule; `block` for most hooks. */
  readonly action?: Action;
}

/** A hook that knows what alone may be done. */
export interface AllowRule extends HookRule {
  /** `child-process`: programs that may run, by name or full path. `workers`: files that worker threads may run. */
  readonly allow?: readonly string[];
}

/** Each hook takes its own keys only; one that is not here takes its action. */
export interface HookRules {
  readonly 'child-process'?: AllowRule | Action;
  readonly outbound?:
    | (HookRule & {
        /** Hosts that may be reached: `api.example.com`, `*.example.com`, `host:port`, `aws:s3`, `unix:/path`. */
        readonly allow?: readonly string[];
        /** Confidence from which `block` blocks; `high` by default. */
        readonly from?: From;
      })
    | Action;
  readonly files?:
    | (HookRule & {
        /** Absolute files and folders that alone may be written, and of /tmp read; an empty list closes /tmp. */
        readonly allow?: readonly string[];
        /** Removes what invocations left in /tmp when the next one begins. */
        readonly wipe?: boolean;
      })
    | Action;
  readonly database?: HookRule | Action;
  readonly credentials?:
    | (HookRule & {
        /** Hosts that may be sent the function's credentials and declared secrets. */
        readonly allow?: readonly string[];
        /** Environment variables that hold secrets. */
        readonly secrets?: readonly string[];
        /** Confidence from which `block` blocks; `high` by default. */
        readonly from?: From;
      })
    | Action;
  readonly recursion?:
    | (HookRule & {
        /** How often one chain of requests may come back to the function; 8 by default. */
        readonly limit?: number;
      })
    | Action;
  readonly flow?:
    | (HookRule & {
        /** Triggers whose events the function takes, by id (`sqs`, `apigateway-v2`); `direct` for no known one. */
        readonly triggers?: readonly string[];
        /** Sources that may invoke the function: ARNs with `*`, `apiId/stage`, sources of events. */
        readonly allow?: readonly string[];
        /** Functions that may come right before this one in a chain of requests; `(outside)` for none. */
        readonly callers?: readonly string[];
      })
    | Action;
  readonly code?:
    | (HookRule & {
        /** Packages and files that may make code from text: `lodash`, `lib/rules.js`, `data:`. */
        readonly allow?: readonly string[];
        /** Folders that can be written (/tmp) from which modules may be loaded; an empty list forbids it. */
        readonly modules?: readonly string[];
      })
    | Action;
  readonly environment?: HookRule | Action;
  readonly runtime?: HookRule | Action;
  readonly workers?: AllowRule | Action;
  readonly native?:
    | (HookRule & {
        /** What may be done below JavaScript: `binding`, `inspector`, `heap`, `report`, `flags`, `binding:fs`, files, folders. */
        readonly allow?: readonly string[];
      })
    | Action;
}

/** What differs from the default policy (detectors alert, hooks block). */
export interface Policy {
  readonly v?: 1;
  /** Caps every action. */
  readonly mode?: Action;
  readonly detectors?: {
    /** An action, or with the confidence from which `block` blocks, below which it alerts: `high` by default. */
    readonly [id in EventClass]?: Action | { readonly action?: Action; readonly from?: From };
  };
  /** From which confidence on a detector that is set to `block` blocks; `high` by default. */
  readonly blockFrom?: { readonly [id in EventClass]?: From };
  /** Event data, stack traces and secrets in what the handler answers; `alert` by default. */
  readonly responses?: Action;
  /** `keep`: ARN of the queue that keeps records taken out of a batch; `deadLetter`: report them as failed instead. */
  readonly records?: { readonly keep?: string; readonly deadLetter?: boolean };
  readonly hooks?: HookRules;
}

export interface ProtectOptions {
  /**
   * Laid over BULKHEAD_POLICY or BULKHEAD_POLICY_FILE, or what `configure` was given: it adds to them and takes nothing from
   * them. BULKHEAD_MODE still caps it.
   */
  readonly policy?: Policy;
}

/**
 * Wraps a Lambda handler of any kind (async, callback, streaming) and guards it: the event is inspected, what the handler
 * starts, opens, connects to and returns is checked. Name, length and properties stay, so that the runtime treats the result
 * exactly as it would the handler itself. Wrapping twice changes nothing. Adds about 40 microseconds to an invocation.
 *
 * Never throws because of what it inspects; what it blocks rejects with {@link BulkheadBlockedError}.
 * @throws TypeError when `handler` is not a function
 * @example export const handler = protect(async (event) => ({ statusCode: 200, body: 'ok' }));
 */
// biome-ignore lint/suspicious/noExplicitAny: any handler must be assignable, whatever its event type
export type Protect = <H extends (...args: any[]) => unknown>(handler: H, options?: ProtectOptions) => H;

/**
 * Sets the policy of the whole process, over that of the environment, before the first invocation. Nothing that comes later
 * loosens it but the function that the first call returns: keep it in a variable of the module, and never export it. Later
 * calls only add to the policy, and what they return loosens nothing.
 * @example const relax = configure({ hooks: { outbound: { action: 'block', allow: ['api.example.com'] } } });
 */
export type Configure = (policy: Policy) => Relax;

/**
 * Runs a piece of code under a policy of its own, laid over that of its invocation, until it has returned or its promise
 * is settled; never below the environment's policy. Outside of an invocation it only runs it.
 * @returns what the code returns
 * @example await relax({ hooks: { outbound: { action: 'alert' } } }, () => fetch(partner));
 */
export type Relax = <T>(policy: Policy, body: () => T) => T;

/**
 * Counts what a stranger wrote and the function fetched (an object, a row, the answer of a model or of another service) as
 * event data for the rest of the invocation: where it changes a command, a path, a query, code or an address, it is stopped
 * as the event's own strings are. Outside of an invocation it does nothing. Never throws.
 * @returns the value itself
 * @example const { file } = markUntrusted(JSON.parse(answerOfTheModel));
 */
export type MarkUntrusted = <T>(value: T) => T;

/**
 * Lets the chain of requests ride along with what a client of the AWS SDK v3 sends (SQS, SNS, EventBridge, Lambda, Step
 * Functions, Kinesis, Firehose, DynamoDB, S3), so that a chain that comes back to its function too often is stopped, and
 * `flow.callers` knows who sent a message. A call that is stopped rejects with {@link BulkheadBlockedError}.
 * @returns the client itself
 * @throws TypeError when it is no such client
 * @example const table = countHops(new DynamoDBClient({}));
 */
export type CountHops = <C extends object>(client: C) => C;
