import type { TaskContext } from '../context.ts';
import { TaskError } from '../errors.ts';
import { canonicalJson, digest } from '../json.ts';
import type { TaskStore } from '../store/types.ts';
import type { Turn } from './turn.ts';
import type { Outcome } from './types.ts';

/** How far an invocation has come. */
export interface Progress {
  readonly position: unknown;
  readonly slowestMs: number;
  /** The invocation has ended here and the position is to be handed over, whoever does it. */
  readonly leaving: boolean;
}

/** Keeps how one invocation's part of a task stands. */
export interface Ledger {
  /** What was kept by an invocation that was killed or failed, if there was one. */
  readonly kept: Progress | undefined;
  /** @throws TaskError TASK_TAKEN_OVER */
  keep(progress: Progress): Promise<void>;
  finish(outcome: Outcome<unknown, unknown>): Promise<void>;
  /** Lets a later delivery go on from what was kept. */
  release(): Promise<void>;
}

export type Opened = { readonly ledger: Ledger } | { readonly outcome: Outcome<unknown, unknown> };

export interface LedgerOptions {
  readonly store: TaskStore | 'none';
  readonly name: string;
  readonly ttl: number;
  readonly graceMs: number;
  readonly leaseMs: number;
  readonly now: () => number;
  readonly warn: (warning: TaskError) => void;
}

/**
 * Takes one part of a task (its hop) for this invocation.
 * @throws TaskError TASK_IN_PROGRESS, TASK_PAYLOAD_CHANGED
 */
export async function openLedger(
  turn: Turn<unknown, unknown>,
  context: TaskContext,
  options: LedgerOptions,
): Promise<Opened> {
  const { now, ttl, warn } = options;
  if (options.store === 'none') {
    const nothing = async () => {};
    return { ledger: { kept: undefined, keep: nothing, finish: nothing, release: nothing } };
  }
  const store = options.store;
  const key = `${options.name}#task#${turn.taskId}#${turn.hop}`;
  const token = process.getBuiltinModule('node:crypto').randomUUID();
  // Where a task begins may be computed anew each time; where it goes on may not differ between two deliveries.
  const payload = digest(turn.hop === 0 ? '' : canonicalJson(turn.position));
  const lease = () =>
    now() + Math.min(Math.max(context.getRemainingTimeInMillis(), 0), options.leaseMs) + options.graceMs;
  const expires = (until: number) => Math.ceil(Math.max(until, now() + ttl * 1000) / 1000);

  const started = now();
  const until = lease();
  const claim = await store.claim({ key, token, payload, now: started, until, expires: expires(until) });
  if (!claim.claimed) {
    const { found } = claim;
    if (found.payload !== payload) {
      throw new TaskError('TASK_PAYLOAD_CHANGED', `The task came to hop ${turn.hop} before, at another position.`);
    }
    if (found.state === 'completed') {
      const outcome = JSON.parse(found.data ?? '{}') as Outcome<unknown, unknown>;
      return { outcome: { ...outcome, repeated: true } };
    }
    const retryAfterMs = Math.max(found.until - started, 0);
    throw new TaskError('TASK_IN_PROGRESS', 'Another invocation is working on this part.', { retryAfterMs });
  }
  let data = claim.data;

  /** For what does not fail the invocation any more. */
  async function settle(state: 'completed' | 'released', text: string | undefined): Promise<void> {
    try {
      if (await store.change({ key, token, state, until: 0, expires: expires(0), data: text })) return;
      warn(new TaskError('TASK_TAKEN_OVER', `Hop ${turn.hop} was begun again by another invocation.`));
    } catch (cause) {
      warn(new TaskError('TASK_STORE_FAILED', `It could not be kept how hop ${turn.hop} ended.`, { cause }));
    }
  }
  return {
    ledger: {
      kept: data === undefined ? undefined : (JSON.parse(data) as Progress),
      async keep(progress) {
        data = JSON.stringify(progress);
        const to = lease();
        const kept = await store.change({ key, token, state: 'in progress', until: to, expires: expires(to), data });
        if (!kept) throw new TaskError('TASK_TAKEN_OVER', `Hop ${turn.hop} was begun again by another invocation.`);
      },
      finish: (outcome) => settle('completed', textOf(outcome)),
      release: () => settle('released', data),
    },
  };
}

/** Larger results are not told to deliveries that come again. */
const MAX_OUTCOME_BYTES = 100_000;

function textOf(outcome: Outcome<unknown, unknown>): string {
  try {
    const text = JSON.stringify(outcome);
    if (Buffer.byteLength(text) <= MAX_OUTCOME_BYTES) return text;
  } catch {
    // A result that JSON cannot hold.
  }
  return JSON.stringify({ ...outcome, result: undefined });
}
