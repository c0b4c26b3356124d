import type { CorrelationScope } from '@bulkhead/core';
import { beginScope } from '../correlation/ends.ts';
import { listOf, recordsOf } from '../correlation/messages.ts';
import { theStore } from '../correlation/store.ts';
import { log } from '../logger/log.ts';
import { contextOf } from './context-of.ts';
import { type ItemIdentifier, kindOf, type RecordKind } from './identifier.ts';

export interface RecordOptions {
  /** Groups of records that are worked off at the same time. 1 for streams, 10 for the rest by default. */
  readonly concurrency?: number;
  /** Gets each error with its record, as it happens, in place of the line that is logged otherwise. */
  readonly onError?: (error: unknown, record: unknown) => void;
}

export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: ItemIdentifier }[];
}

/** What a record of an event is, by the event's type: `SQSRecord` of `SQSEvent`. */
export type RecordOf<E> = 0 extends 1 & E
  ? // biome-ignore lint/suspicious/noExplicitAny: of an event that may be anything, its records may
    any
  : E extends { readonly Records: readonly (infer R)[] }
    ? R
    : E extends { readonly records: readonly (infer R)[] }
      ? R
      : E extends { readonly records: Readonly<Record<string, readonly (infer R)[]>> }
        ? R
        : E extends { readonly 'detail-type': string }
          ? E
          : unknown;

/**
 * Runs `work` for each record of a batch in a scope of its own: its ids, its debug decision. Records that depend on each
 * other (a FIFO queue's group, a stream's partition key) are worked off in order, and those behind a failed one are left for
 * the next delivery. Of a stream, everything behind the lowest failure comes again, since Lambda goes on from there. Each
 * failure is logged as `record failed` with its record's ids, unless `onError` is given: the invocation itself goes well.
 * @param event of SQS, SNS, S3, Kinesis, Firehose, DynamoDB, Kafka, Amazon MQ or DocumentDB; one of EventBridge is one record
 * @returns the answer that tells Lambda which records to deliver again (`ReportBatchItemFailures` has to be set); a batch
 *   whose list of records is empty is done at once
 * @throws TypeError for an event without a list of records: whoever sent it would take its work for done
 * @throws AggregateError when records of a source failed that takes no such answer (SNS, S3, EventBridge), or that have no
 *   identifier
 * @example export const handler = withTelemetry((event) => forEachRecord(event, async (record) => save(record.body)));
 */
export function forEachRecord<E>(
  event: E,
  work: (record: RecordOf<E>, scope: CorrelationScope) => unknown,
  options?: RecordOptions,
): Promise<BatchResponse>;
/** For events whose type does not tell that of their records. */
export function forEachRecord<R = unknown>(
  event: unknown,
  work: (record: R, scope: CorrelationScope) => unknown,
  options?: RecordOptions,
): Promise<BatchResponse>;
export async function forEachRecord(
  event: unknown,
  work: (record: never, scope: CorrelationScope) => unknown,
  options: RecordOptions = {},
): Promise<BatchResponse> {
  const records = recordsOf(event) ?? messagesOf(event);
  if (!records) throw new TypeError('forEachRecord: the event has no records');
  const kind = kindOf(records[0]);
  const failures: { readonly record: unknown; readonly error: unknown }[] = [];
  const run = async (group: readonly unknown[]): Promise<void> => {
    for (const [index, record] of group.entries()) {
      const error = await attempt(record, work as (record: unknown, scope: CorrelationScope) => unknown, options);
      if (!error) continue;
      failures.push({ record, error: error.value });
      const left = new Error('not tried: a record before it in its order failed');
      for (const later of group.slice(index + 1)) failures.push({ record: later, error: left });
      return;
    }
  };
  const most = Math.max(1, Math.floor(options.concurrency ?? kind.atOnce) || 1);
  // One at a time, a shard is worked off in its own order: what lies behind a failure would only be done twice.
  await inParallel(kind.shard && most === 1 ? [records] : groupsOf(records, kind), most, run);
  if (failures.length === 0) return { batchItemFailures: [] };
  const identifiers = failures.map(({ record }) => kind.identifierOf(record));
  if (!kind.partial || identifiers.includes(undefined)) {
    throw new AggregateError(
      failures.map(({ error }) => error),
      `${failures.length} of ${records.length} records failed`,
    );
  }
  return { batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier: itemIdentifier! })) };
}

/** Of Amazon MQ and DocumentDB, of which others may have fields of these names; of EventBridge, one. */
function messagesOf(event: unknown): readonly unknown[] | undefined {
  const fields = (event ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof fields['detail-type'] === 'string') return [event];
  const { eventSource, messages, rmqMessagesByQueue, events } = fields;
  return typeof eventSource === 'string' ? listOf(messages ?? rmqMessagesByQueue ?? events) : undefined;
}

async function attempt(
  record: unknown,
  work: (record: unknown, scope: CorrelationScope) => unknown,
  options: RecordOptions,
): Promise<{ readonly value: unknown } | undefined> {
  const store = theStore();
  const scope = contextOf(record);
  beginScope(scope);
  for (const aspect of store.recordAspects ?? []) aspect(scope);
  try {
    await store.run(scope, async () => {
      const result = await work(record, scope);
      // A generator has done nothing until somebody asks it.
      if (isGenerator(result)) for await (const _step of result);
    });
    scope.end();
    return undefined;
  } catch (error) {
    tell(options, error, record, scope);
    scope.end(error ?? new Error('threw nothing'));
    return { value: error };
  }
}

function isGenerator(value: unknown): value is AsyncGenerator | Generator {
  return /^\[object (?:Async)?Generator\]$/.test(Object.prototype.toString.call(value));
}

/** The invocation goes well, so that Lambda says nothing of the error: without a line nobody would learn it. */
function tell({ onError }: RecordOptions, error: unknown, record: unknown, scope: CorrelationScope): void {
  if (!onError) {
    // What will go well later (`TaskError`: somebody else is at it) wakes nobody.
    const level = (error as { retryable?: unknown } | null | undefined)?.retryable === true ? 'warn' : 'error';
    log.with(scope)[level]({ err: error }, 'record failed');
    return;
  }
  try {
    onError(error, record);
  } catch {
    // The record has failed already.
  }
}

/** Records by what they depend on, each group in its order. */
function groupsOf(records: readonly unknown[], kind: RecordKind): (readonly unknown[])[] {
  const groups: unknown[][] = [];
  const byName = new Map<string, unknown[]>();
  for (const record of records) {
    const name = kind.groupOf(record);
    const known = name === undefined ? undefined : byName.get(name);
    if (known) {
      known.push(record);
      continue;
    }
    const group = [record];
    groups.push(group);
    if (name !== undefined) byName.set(name, group);
  }
  return groups;
}

async function inParallel<T>(items: readonly T[], most: number, run: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await run(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, lane));
}
