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
 * Lambda's largest event is 6 MB; a detector reads about 100 million characters a second, so that a mebi of them costs
 * about 10 ms at worst. What lies beyond is reported as truncated, never passed over in silence.
 */
export const DEFAULT_WALK_LIMITS: WalkLimits = Object.freeze({
  strings: 20_000,
  characters: 1_048_576,
  nodes: 50_000,
  depth: 64,
});

export interface WalkResult {
  /** True when a limit was met, or something threw: part of the event was not visited. */
  readonly truncated: boolean;
  /** What a getter, a proxy or `visit` threw. The walk ended there. */
  readonly error?: unknown;
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
}

export type BlockOutcome =
  /** Answer this without running the handler. */
  | { readonly is: 'respond'; readonly response: unknown }
  /** Run the handler on what is left: the hostile records were taken out. */
  | { readonly is: 'continue'; readonly event: unknown; readonly removed: number }
  /** This source has no answer that a caller would understand: throw the documented error. */
  | { readonly is: 'throw' };

/** One trigger: one file. */
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
  /** An event after AWS's documentation. */
  readonly sample: Record<string, unknown>;
}
