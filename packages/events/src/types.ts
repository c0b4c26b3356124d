/**
 * Receives one string that a stranger controls. The path is kept in two halves so that nothing is joined for the many
 * strings that are harmless; {@link joinPath} makes the whole one.
 * @param parent path of the value that holds it, `''` for the event itself
 * @param key property name or index below `parent`; a decoding step is part of the key: `body|base64|json`
 */
export type Visit = (value: string, parent: string, key: string | number) => void;

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
  /** Calls `visit` for each string that a stranger controls, decoded forms included. Work is linear in the event's size. */
  walk(event: Record<string, unknown>, visit: Visit): void;
  /** What to do instead of running the handler on a hostile event, so that blocking never does the attacker's work. */
  block(event: Record<string, unknown>, request: BlockRequest): BlockOutcome;
  /** An event after AWS's documentation. */
  readonly sample: Record<string, unknown>;
}
