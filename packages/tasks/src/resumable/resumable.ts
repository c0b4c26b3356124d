import { correlationStore, has } from '@bulkhead/core';
import { hasTimeLeft, type TaskContext } from '../context.ts';
import { TaskError } from '../errors.ts';
import { canonicalJson } from '../json.ts';
import { warn } from '../warn.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { nextEvent, readTurn, type Turn } from './turn.ts';
import type { Batch, HandOver, Outcome, ResumableOptions, Step } from './types.ts';

/** Less than the minute after which Lambda tries an asynchronous event again, which it does twice at most. */
const LEASE_MS = 45_000;

/**
 * A handler for work that is longer than an invocation: works batch by batch while the invocation's time allows, then hands its
 * position over to itself.
 *
 * ```ts
 * export const handler = resumable(
 *   async (event: S3Event, position, { batch }) => {
 *     const tasks = await tasksOf(event);
 *     const end = Math.min(position + batch, tasks.length);
 *     for (const task of tasks.slice(position, end)) await run(task);
 *     return end < tasks.length ? { next: end } : { done: end };
 *   },
 *   { start: 0, batch: process.env.BATCH_SIZE, save: invokeSelf({ client: lambda, InvokeCommand }), store },
 * );
 * ```
 *
 * A batch is done at least once: one that a killed invocation had begun is done again. Errors of the handler are passed on, and the
 * next delivery of the event goes on from the last position kept.
 * @param handler does one batch, and says where to go on or what it has come to
 * @throws TaskError TASK_HOP_LIMIT, TASK_NO_PROGRESS, TASK_BAD_STEP, TASK_IN_PROGRESS, TASK_TAKEN_OVER, TASK_PAYLOAD_CHANGED,
 *   TASK_BAD_HAND_OVER, TASK_HAND_OVER_FAILED, TASK_STORE_FAILED, TASK_TOO_LARGE
 */
export function resumable<E, P, R>(
  handler: (event: E, position: P, run: Batch) => Step<P, R> | Promise<Step<P, R>>,
  options: ResumableOptions<E, P>,
): (event: E, context: TaskContext) => Promise<Outcome<P, Exclude<R, undefined>>> {
  // Of a handler with several returns, TypeScript adds `done?: undefined` to the steps that go on.
  type Result = Exclude<R, undefined>;
  const { maxHops = 15, floorMs = 2000, checkpointMs = 1000, maxPositionBytes = 32_768, now = Date.now } = options;
  const batch = wholeNumber('batch', options.batch ?? 100);
  wholeNumber('maxHops', maxHops, 0);
  for (const field of ['save', 'store'] as const) {
    if (!options[field]) throw new TaskError('TASK_BAD_OPTION', `The option ${field} is missing.`);
  }
  const tell = options.onWarning ?? warn;
  const ledgerOptions = {
    store: options.store,
    name: options.name ?? process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'local',
    ttl: options.ttl ?? 86_400,
    graceMs: options.graceMs ?? 1000,
    leaseMs: options.leaseMs ?? LEASE_MS,
    now,
    warn: tell,
  };

  /** @throws TaskError when the position is none, or not behind the last one */
  function checkStep(from: P, to: P): void {
    const text = canonicalJson(to, true);
    const bytes = Buffer.byteLength(text);
    if (bytes > maxPositionBytes) {
      throw new TaskError('TASK_TOO_LARGE', `The position is ${bytes} bytes long; ${maxPositionBytes} are allowed.`);
    }
    const forward = options.advances
      ? options.advances(from, to)
      : typeof from === 'number' && typeof to === 'number'
        ? to > from
        : text !== canonicalJson(from);
    if (!forward) throw new TaskError('TASK_NO_PROGRESS', `The task stays at position ${text.slice(0, 200)}.`);
  }

  /** Batch after batch, until the work or the time is over. */
  async function work(
    turn: Turn<E, P>,
    context: TaskContext,
    ledger: Ledger,
  ): Promise<Step<P, R> & { slowest: number }> {
    let position = (ledger.kept ? ledger.kept.position : turn.position) as P;
    const known = ledger.kept?.slowestMs ?? turn.slowestMs;
    let slowest = 0;
    if (ledger.kept?.leaving) return { next: position, slowest: known };
    const floor = Math.min(floorMs, context.getRemainingTimeInMillis() / 4);
    const run: Batch = { batch, taskId: turn.taskId, hop: turn.hop, context };
    let keptAt = now();
    // The first batch is always done: an invocation that does nothing would be handed over for ever.
    for (;;) {
      const from = now();
      const step: unknown = await handler(turn.event, position, run);
      slowest = Math.max(slowest, now() - from, 0);
      if (!isStep<P, R>(step)) throw new TaskError('TASK_BAD_STEP', 'The handler returned neither next nor done.');
      if (!has(step, 'next') || step.next === undefined) return { done: step.done as R, slowest };
      checkStep(position, step.next);
      position = step.next;
      const leaving = context.getRemainingTimeInMillis() < floor + 1.5 * Math.max(slowest, known);
      if (leaving || now() - keptAt >= checkpointMs || now() < keptAt) {
        await ledger.keep({ position, slowestMs: slowest, leaving });
        keptAt = now();
      }
      if (leaving) return { next: position, slowest };
    }
  }

  async function handOver(turn: Turn<E, P>, position: P, slowest: number, context: TaskContext): Promise<void> {
    if (turn.hop >= maxHops) {
      const at = canonicalJson(position).slice(0, 200);
      throw new TaskError(
        'TASK_HOP_LIMIT',
        `The task was handed over ${turn.hop} times and has come to position ${at}.`,
      );
    }
    const event = nextEvent(turn, position, slowest, correlationStore(globalThis).get()?.current()?.outgoing());
    const hop = turn.hop + 1;
    const { taskId } = turn;
    const next: HandOver<P> = {
      event,
      body: JSON.stringify(event),
      taskId,
      hop,
      position,
      token: `${taskId}-${hop}`,
      context,
    };
    try {
      await options.save(next);
    } catch (cause) {
      if (cause instanceof TaskError) throw cause;
      throw new TaskError('TASK_HAND_OVER_FAILED', `Hop ${hop} could not be handed over.`, { cause });
    }
  }

  return async (event, context) => {
    if (!hasTimeLeft(context)) {
      throw new TaskError('TASK_BAD_OPTION', 'The handler needs Lambda’s context as its second argument.');
    }
    const turn = readTurn(event, context, options);
    const opened = await openLedger(turn, context, ledgerOptions);
    if (has(opened, 'outcome')) return opened.outcome as Outcome<P, Result>;
    const { ledger } = opened;
    const { taskId, hop } = turn;
    let outcome: Outcome<P, Result>;
    try {
      const end = await work(turn, context, ledger);
      if (end.next === undefined) outcome = { status: 'done', result: end.done as Result, taskId, hop };
      else {
        await handOver(turn, end.next, end.slowest, context);
        outcome = { status: 'handed over', position: end.next, taskId, hop: hop + 1 };
      }
    } catch (error) {
      if (!(error instanceof TaskError && error.code === 'TASK_TAKEN_OVER')) await ledger.release();
      throw error;
    }
    await ledger.finish(outcome);
    return outcome;
  };
}

function isStep<P, R>(value: unknown): value is Step<P, R> {
  if (typeof value !== 'object' || value === null) return false;
  return (value as { next?: unknown }).next !== undefined || Object.hasOwn(value, 'done');
}

/** `"5"` counts as 5, since environment variables are texts; added to a number as it is, it made batches of 35. */
function wholeNumber(option: string, value: number | string, least = 1): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (Number.isSafeInteger(number) && (number as number) >= least) return number as number;
  throw new TaskError('TASK_BAD_OPTION', `${option} is ${JSON.stringify(value)}, not a whole number from ${least} on.`);
}
