import { hasTimeLeft, type TimeLeft } from './context.ts';
import { TaskError } from './errors.ts';
import { canonicalJson, digest } from './json.ts';
import { compilePath } from './path.ts';
import { payloadOf } from './payload.ts';
import type { KeptRecord, TaskStore } from './store/types.ts';
import { warn } from './warn.ts';

export interface IdempotentOptions<A extends unknown[]> {
  /**
   * What is one piece of work: a path into the first argument (`body.orderId`, `headers.idempotency-key`, `messageId`), or a
   * function of the arguments.
   */
  readonly key: string | ((...args: A) => unknown);
  readonly store: TaskStore;
  /** Seconds for which the result is kept; 3,600 unless given. */
  readonly ttl?: number;
  /**
   * What has to be the same under the same key: a path, a function, or `false` for nothing. Unless given: the body, message or
   * data of a known event, else the first argument as a whole.
   */
  readonly payload?: string | false | ((...args: A) => unknown);
  /**
   * Keys of different names never meet; the Lambda function's and `fn`'s names unless given. Give it where a bundler shortens
   * names: a name that changes with a deploy starts anew.
   */
  readonly name?: string;
  /** A call without a key (undefined, null, empty) throws, unless it is to run unguarded. */
  readonly missingKey?: 'throw' | 'run';
  /** Results whose JSON is larger are not kept; 350,000 unless given, as an item of DynamoDB holds 400 kB. */
  readonly maxResultBytes?: number;
  /** Milliseconds that work in progress is left alone beyond the invocation's end, for clocks that differ; 1,000 unless given. */
  readonly graceMs?: number;
  /** Milliseconds that work in progress is left alone at most; the invocation's remaining time, or 15 minutes without context. */
  readonly leaseMs?: number;
  /** Hears of what does not fail the call: a result that could not be kept. A JSON line on stderr unless given. */
  readonly onWarning?: (warning: TaskError) => void;
  readonly now?: () => number;
}

/** No invocation lives longer. */
const LONGEST_MS = 900_000;

/**
 * Does the work of `fn` once a key, however often a client, Lambda or a queue repeats it: the first call works, calls meanwhile
 * throw TASK_IN_PROGRESS (retryable), calls afterwards get its result (as JSON gives it back). An error of `fn` is passed on and
 * frees the key. A killed invocation is taken over when its time would have been over.
 *
 * ```ts
 * const charge = idempotent(async (order: Order) => pay(order), { key: (order) => order.id, store });
 * await charge(JSON.parse(record.body), context); // context: for how long it may be in progress
 * ```
 *
 * What it cannot do: an invocation killed between the effect and the keeping of its result repeats the effect.
 * @param fn takes its arguments, and may be given Lambda's context beyond them
 * @throws TaskError TASK_IN_PROGRESS, TASK_PAYLOAD_CHANGED, TASK_RESULT_NOT_KEPT, TASK_NO_KEY, TASK_STORE_FAILED
 */
export function idempotent<A extends unknown[], R>(
  fn: (...args: A) => R | Promise<R>,
  options: IdempotentOptions<A>,
): (...args: [...args: A, context?: TimeLeft]) => Promise<R> {
  const { store, ttl = 3600, graceMs = 1000, maxResultBytes = 350_000, now = Date.now } = options;
  if (!(ttl > 0)) throw new TaskError('TASK_BAD_OPTION', `ttl is ${ttl}, not a number of seconds.`);
  if (typeof store?.claim !== 'function') throw new TaskError('TASK_BAD_OPTION', 'store is missing.');
  const keyOf = reader<A>(options.key);
  const { payload } = options;
  const guarded =
    payload === undefined ? (...args: A) => payloadOf(args[0]) : payload === false ? () => '' : reader<A>(payload);
  const name = options.name ?? `${process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'local'}.${fn.name}`;
  const tell = options.onWarning ?? warn;

  async function settle(key: string, token: string, state: KeptRecord['state'], data?: string): Promise<void> {
    const expires = Math.ceil(now() / 1000 + ttl);
    try {
      if (await store.change({ key, token, state, until: 0, expires, data })) return;
      tell(new TaskError('TASK_TAKEN_OVER', 'The work took longer than its time and was begun again elsewhere.'));
    } catch (cause) {
      // The work itself is over: failing it now would have it repeated.
      tell(new TaskError('TASK_STORE_FAILED', `What came of ${key} could not be kept.`, { cause }));
    }
  }

  return async (...args) => {
    const own = args as unknown as A;
    const value = keyOf(...own);
    if (value === undefined || value === null || value === '') {
      if (options.missingKey === 'run') return fn(...own);
      throw new TaskError('TASK_NO_KEY', 'The call has no idempotency key.');
    }
    const key = `${name}#${digest(typeof value === 'string' ? value : canonicalJson(value))}`;
    const hash = digest(canonicalJson(guarded(...own)));
    const token = process.getBuiltinModule('node:crypto').randomUUID();
    const started = now();
    const left = args.find(hasTimeLeft)?.getRemainingTimeInMillis() ?? LONGEST_MS;
    const until = started + Math.min(Math.max(left, 0), options.leaseMs ?? LONGEST_MS) + graceMs;
    const expires = Math.ceil(Math.max(until / 1000, started / 1000 + ttl));
    const claim = await store.claim({ key, token, payload: hash, now: started, until, expires });
    if (!claim.claimed) return replay<R>(claim.found, hash, started);
    let result: R;
    try {
      result = await fn(...own);
    } catch (error) {
      await settle(key, token, 'released');
      throw error;
    }
    await settle(key, token, 'completed', keep(result, maxResultBytes));
    return result;
  };
}

function replay<R>(found: KeptRecord, payload: string, now: number): R {
  if (found.payload !== payload) {
    throw new TaskError('TASK_PAYLOAD_CHANGED', 'This key was used before, with another payload.');
  }
  if (found.state !== 'completed') {
    const retryAfterMs = Math.max(found.until - now, 0);
    throw new TaskError('TASK_IN_PROGRESS', 'Another invocation is doing this work.', { retryAfterMs });
  }
  const { result, dropped } = JSON.parse(found.data ?? '{}') as { result?: R; dropped?: string };
  if (dropped !== undefined)
    throw new TaskError('TASK_RESULT_NOT_KEPT', `This was done before, but its result ${dropped}.`);
  return result as R;
}

function keep(result: unknown, maxBytes: number): string {
  try {
    const text = JSON.stringify({ result });
    const bytes = Buffer.byteLength(text);
    if (bytes <= maxBytes) return text;
    return JSON.stringify({ dropped: `is ${bytes} bytes large and only ${maxBytes} are kept` });
  } catch {
    return JSON.stringify({ dropped: 'is nothing that JSON can hold' });
  }
}

function reader<A extends unknown[]>(from: string | ((...args: A) => unknown)): (...args: A) => unknown {
  if (typeof from === 'function') return from;
  const path = compilePath(from);
  return (...args) => path(args[0]);
}
