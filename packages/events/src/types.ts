import type { Walk } from './reading/walk.ts';

/** How Lambda calls the function for this source, and so what an exception or an answer does. */
export type InvocationKind = 'synchronous' | 'asynchronous' | 'poll';

export interface BlockRequest {
  readonly requestId: string;
  /** Paths of the offending values, as {@link joinPath} gives them. */
  readonly paths: readonly string[];
  /**
   * True where the policy says that the event source mapping reports partial failures and the queue has a dead-letter
   * queue: a hostile message of a standard queue then goes there instead of being removed.
   */
  readonly deadLetter?: boolean;
}

export type BlockOutcome =
  /** Answer this without running the handler. */
  | { readonly is: 'respond'; readonly response: unknown; readonly removed?: readonly unknown[] }
  /** Run the handler on what is left: the hostile records were taken out. */
  | {
      readonly is: 'continue';
      readonly event: unknown;
      /** The records that were taken out, as they came. */
      readonly removed: readonly unknown[];
      /**
       * Makes the handler's answer complete where the source wants an answer for every record (Firehose, S3 Batch) or is
       * told of failures (`batchItemFailures`). Left out: the answer goes out as it is. Never throws on any input.
       */
      readonly merge?: (response: unknown) => unknown;
    }
  /** This source has no answer that a caller would understand: throw the documented error. */
  | { readonly is: 'throw' };

/** Events after AWS's documentation, by variant: `{ token: {…}, request: {…} }`. */
export type EventSamples = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * One trigger: one file, which also exports its `samples` apart from the source itself, so that what runs in a function
 * does not carry them.
 */
export interface EventSource {
  /** For example `apigateway-v1`; what records carry as `source`. */
  readonly id: string;
  readonly title: string;
  readonly invocation: InvocationKind;
  /** Cheap, and false for anything odd; never throws on plain data. */
  match(event: Record<string, unknown>): boolean;
  /** Visits each string that a stranger controls, decoded forms included. Throws only what the event throws. */
  read(walk: Walk, event: Record<string, unknown>): void;
  /**
   * Names of the event's own fields: those that `read` looks at, and those that only AWS or the owner writes. Every other
   * field is visited whole, for a message that is dressed up as an event of this trigger. Left out where `read` sees to
   * that by itself.
   */
  readonly fields?: readonly string[];
  /** What to do instead of running the handler on a hostile event, so that blocking never does the attacker's work. */
  block(event: Record<string, unknown>, request: BlockRequest): BlockOutcome;
}
