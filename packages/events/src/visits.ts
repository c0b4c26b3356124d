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
  /** Most objects and arrays that are entered; 16 items or names, whatever they hold, count as one more. */
  readonly nodes: number;
  /** Deepest nesting that is entered. */
  readonly depth: number;
}

/**
 * Lambda's largest event is 6 MB, and everything in it is visited once; decoded forms come on top. The detectors have a
 * budget of their own. A megabyte of empty lists is 333,333 of them, behind which an attack is still to be found. What
 * lies beyond is reported as truncated, never passed over in silence.
 */
export const DEFAULT_WALK_LIMITS: WalkLimits = Object.freeze({
  strings: 250_000,
  characters: 16_777_216,
  nodes: 400_000,
  depth: 256,
});

export interface WalkResult {
  /** True when a limit was met, or something threw: part of the event was not visited. */
  readonly truncated: boolean;
  /** Path of the first thing that was not visited, or not to its end; where something threw, if that is known. */
  readonly stoppedAt?: string;
  /** What a getter, a proxy or `visit` threw. The walk ended there. */
  readonly error?: unknown;
  /** The parts of the event that are deeper, wider or larger than honest events are: the first one of each record. */
  readonly oversized?: readonly Oversized[];
  /** Bytes that the event declares to be encoded and that are pictures, archives and the like: nothing was visited of them. */
  readonly media?: number;
}

/** A part of an event by which a parser or a handler can be made to work beyond measure. */
export interface Oversized {
  readonly path: string;
  /**
   * `depth`: nested deeper than 64; `keys`: more than 10,000 names in one object; `size`: with all that it decodes to, more
   * than the limit of characters.
   */
  readonly what: 'depth' | 'keys' | 'size';
}

const BAR = 124;
const BRACKET = 91;

/** `Records[0].body|json.user.name` */
export function joinPath(parent: string, key: string | number): string {
  if (typeof key === 'number') return `${parent}[${key}]`;
  if (parent === '') return key;
  const first = key.charCodeAt(0);
  return first === BAR || first === BRACKET ? parent + key : `${parent}.${key}`;
}
