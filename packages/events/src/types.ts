/**
 * Receives one string that a stranger controls. The path is kept in two halves so that nothing is joined for the many
 * strings that are harmless; {@link joinPath} makes the whole one.
 *
 * A decoding step is part of a path and starts with `|`: `body|base64|json.user.name`, `headers.Cookie|cookie.theme`,
 * `path|url`. The name of a JSON or form field stands below `{keys}`: `body|json.user.{keys}.na me`.
 * @param parent path of the value that holds it, `''` for the event itself
 * @param key property name or index below `parent`
 * @param whole true for the text of a document (JSON, form, cookie header, query string) whose strings are visited one
 * by one as well: of use to whoever looks for event data in a sink, while a detector would judge its punctuation
 */
export type Visit = (value: string, parent: string, key: string | number, whole?: boolean) => void;

/** How much of an event is read. Counted, never timed, so that the same event always gives the same answer. */
export interface WalkLimits {
  /** Most strings that are visited. */
  readonly strings: number;
  /** Most UTF-16 code units that are visited; the string at the limit is cut. */
  readonly characters: number;
  /** Most objects and arrays that are entered. */
  readonly nodes: number;
  /** Deepest nesting that is entered. */
  readonly depth: number;
}

/**
 * Lambda's largest event is 6 MB, and everything in it is visited once; decoded forms come on top. The detectors have a
 * budget of their own. What lies beyond is reported as truncated, never passed over in silence.
 */
export const DEFAULT_WALK_LIMITS: WalkLimits = Object.freeze({
  strings: 250_000,
  characters: 16_777_216,
  nodes: 250_000,
  depth: 256,
});

export interface WalkResult {
  /** True when a limit was met, or something threw: part of the event was not visited. */
  readonly truncated: boolean;
  /** What a getter, a proxy or `visit` threw. The walk ended there. */
  readonly error?: unknown;
  /** The first part of the event that is deeper or wider than honest events are. */
  readonly oversized?: Oversized;
}

/** A part of an event by which a parser or a handler can be made to work beyond measure. */
export interface Oversized {
  readonly path: string;
  /** `depth`: nested deeper than 64; `keys`: more than 10,000 names in one object. */
  readonly what: 'depth' | 'keys';
}

/** `Records[0].body|json.user.name` */
export function joinPath(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  if (parent === '') return key;
  return key.startsWith('|') || key.startsWith('[') ? parent + key : `${parent}.${key}`;
}

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
  /**
   * Calls `visit` for each string that a stranger controls, decoded forms included. Work is linear in the event's size
   * and bounded. Never throws.
   */
  walk(event: Record<string, unknown>, visit: Visit, limits?: WalkLimits): WalkResult;
  /** What to do instead of running the handler on a hostile event, so that blocking never does the attacker's work. */
  block(event: Record<string, unknown>, request: BlockRequest): BlockOutcome;
}
