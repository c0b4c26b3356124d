import type { TaskContext } from '../context.ts';
import type { TaskError } from '../errors.ts';
import type { TaskStore } from '../store/types.ts';

/** What one batch comes to: where to go on, or what the whole task has come to. */
export type Step<P, R> =
  | { readonly next: P; readonly done?: undefined }
  | { readonly done: R; readonly next?: undefined };

/** What a batch may want to know. */
export interface Batch {
  /** The option `batch`, as a number. */
  readonly batch: number;
  /** The same in all invocations of one task. */
  readonly taskId: string;
  /** How often the task was handed over until now. */
  readonly hop: number;
  readonly context: TaskContext;
}

/** What is handed over to the next invocation. */
export interface HandOver<P = unknown> {
  /** The event for the next invocation: the first one's, and `__task`. */
  readonly event: Readonly<Record<string, unknown>>;
  /** `event` as JSON. */
  readonly body: string;
  readonly taskId: string;
  /** Of the next invocation. */
  readonly hop: number;
  readonly position: P;
  /** The same when the same position is handed over again; up to 64 letters, digits, `-` and `_`. */
  readonly token: string;
  readonly context: TaskContext;
}

/** Brings what is handed over to the next invocation; rejects if it could not. */
export type Save = (next: HandOver) => Promise<unknown>;

export interface ResumableOptions<E, P> {
  /** The position in which a task begins, of any JSON shape: an offset, a marker, an object. */
  readonly start: P | ((event: E) => P);
  /** How much a batch holds, passed on to the handler; a number as text (an environment variable) is one. 100 unless given. */
  readonly batch?: number | string | undefined;
  /** How a position gets to the next invocation: `invokeSelf(…)`, `sendToQueue(…)`, or a function. */
  readonly save: Save;
  /**
   * Sees to it that of several deliveries of one event one works, that a position is handed over once, and that a killed
   * invocation goes on behind its last batch. `'none'`: none of it.
   */
  readonly store: TaskStore | 'none';
  /** How often a task may be handed over; 15 unless given, because Lambda ends a chain of 16 invocations by itself. */
  readonly maxHops?: number;
  /**
   * Milliseconds that are left for handing over, beside one and a half times the slowest batch so far; 2,000 unless given, at
   * most a quarter of the invocation.
   */
  readonly floorMs?: number;
  /** Milliseconds between two positions kept in the store, which a killed invocation goes on from; 1,000 unless given. */
  readonly checkpointMs?: number;
  /**
   * Milliseconds that an invocation is left alone after its last sign of life, at most its remaining time; 45,000 unless given. A
   * batch that takes longer may be begun by a second delivery as well; only one of the two goes on.
   */
  readonly leaseMs?: number;
  /** Milliseconds that it is left alone beyond that, for clocks that differ; 1,000 unless given. */
  readonly graceMs?: number;
  /** Whether `next` is behind `from`. Unless given: numbers must grow, all else must differ. */
  readonly advances?: (from: P, next: P) => boolean;
  /** Checks a position that came with an event, and throws if it is none: where strangers can send to the queue. */
  readonly parse?: (position: unknown) => P;
  /**
   * What makes two deliveries one task. Unless given: the ids of the event's records or of the event, else Lambda's request id,
   * which is the same when Lambda tries again.
   */
  readonly id?: (event: E, context: TaskContext) => string;
  /** Keys of different names never meet; the Lambda function's name unless given. */
  readonly name?: string;
  /** Bytes of a position as JSON; 32,768 unless given. */
  readonly maxPositionBytes?: number;
  /** Seconds for which it is kept what became of a task; a day unless given. */
  readonly ttl?: number;
  /** Hears of what does not fail the invocation. A JSON line on stderr unless given. */
  readonly onWarning?: (warning: TaskError) => void;
  readonly now?: () => number;
}

/** What an invocation came to. */
export type Outcome<P, R> = (
  | { readonly status: 'done'; readonly result: R }
  | { readonly status: 'handed over'; readonly position: P }
) & {
  readonly taskId: string;
  readonly hop: number;
  /** This delivery came again and did nothing: it is told what the first one came to. */
  readonly repeated?: true;
};
