import { isMap } from '@bulkhead/core';
import type { TaskContext } from '../context.ts';
import { TaskError } from '../errors.ts';
import { digest, parseObject } from '../json.ts';
import { deliveryId } from './delivery-id.ts';
import type { ResumableOptions } from './types.ts';

/** Where the position stands in the event that a function sends itself. */
export const TASK_FIELD = '__task';

/** What one invocation has to do. */
export interface Turn<E, P> {
  /** As the first invocation got it. */
  readonly event: E;
  readonly taskId: string;
  readonly hop: number;
  readonly position: P;
  /** Milliseconds of the slowest batch of the invocation before. */
  readonly slowestMs: number;
}

/** What is sent in `__task`. */
export interface Envelope {
  readonly v: 1;
  readonly id: string;
  readonly hop: number;
  readonly position: unknown;
  readonly slowestMs: number;
  /** The event, when it is no object that could carry the field. */
  readonly event?: unknown;
}

const MAX_SLOWEST_MS = 900_000;

/**
 * Reads from the event whether a task begins or goes on.
 * @throws TaskError TASK_BAD_HAND_OVER
 */
export function readTurn<E, P>(event: unknown, context: TaskContext, options: ResumableOptions<E, P>): Turn<E, P> {
  const carrier = carrierOf(event);
  if (carrier === undefined) {
    const { start, id = deliveryId } = options;
    const first = event as E;
    return {
      event: first,
      taskId: digest(id(first, context)),
      hop: 0,
      position: typeof start === 'function' ? (start as (event: E) => P)(first) : start,
      slowestMs: 0,
    };
  }
  const { [TASK_FIELD]: sent, ...rest } = carrier;
  if (!isEnvelope(sent))
    throw new TaskError('TASK_BAD_HAND_OVER', `The event’s ${TASK_FIELD} is not of this function.`);
  return {
    event: (Object.hasOwn(sent, 'event') ? sent.event : rest) as E,
    taskId: sent.id,
    hop: sent.hop,
    position: options.parse ? options.parse(sent.position) : (sent.position as P),
    slowestMs: sent.slowestMs,
  };
}

/** The object that has `__task`: the event, or the one message of an SQS event. */
function carrierOf(event: unknown): Record<string, unknown> | undefined {
  if (!isMap(event)) return undefined;
  if (Object.hasOwn(event, TASK_FIELD)) return event;
  const records = event['Records'];
  if (!Array.isArray(records)) return undefined;
  const sent = records.map((record) => {
    const body = isMap(record) && record['eventSource'] === 'aws:sqs' ? record['body'] : undefined;
    const message = typeof body === 'string' && body.includes(TASK_FIELD) ? parseObject(body) : undefined;
    return message && Object.hasOwn(message, TASK_FIELD) ? message : undefined;
  });
  const found = sent.find((message) => message !== undefined);
  if (found && records.length > 1) {
    throw new TaskError(
      'TASK_BAD_HAND_OVER',
      'A task came together with other messages: set the queue’s BatchSize to 1.',
    );
  }
  return found;
}

function isEnvelope(value: unknown): value is Envelope {
  if (!isMap(value)) return false;
  const { v, id, hop, position, slowestMs } = value;
  return (
    v === 1 &&
    typeof id === 'string' &&
    /^[\w-]{43}$/.test(id) &&
    Number.isSafeInteger(hop) &&
    (hop as number) > 0 &&
    position !== undefined &&
    typeof slowestMs === 'number' &&
    slowestMs >= 0 &&
    slowestMs <= MAX_SLOWEST_MS
  );
}

/** The event of the next invocation; `carried` are the correlation ids that ride along. */
export function nextEvent(
  turn: Turn<unknown, unknown>,
  position: unknown,
  slowestMs: number,
  carried: Readonly<Record<string, string>> | undefined,
): Record<string, unknown> {
  const slowest = Math.min(Math.round(slowestMs), MAX_SLOWEST_MS);
  const task: Envelope = { v: 1, id: turn.taskId, hop: turn.hop + 1, position, slowestMs: slowest };
  const fields = carried ? { __context: carried } : {};
  return isMap(turn.event)
    ? { ...turn.event, ...fields, [TASK_FIELD]: task }
    : { ...fields, [TASK_FIELD]: { ...task, event: turn.event } };
}
