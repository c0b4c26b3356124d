import { createHash } from 'node:crypto';
import type { StreamTrigger } from '@bulkhead/core';
import { readOutcome } from './batch-response.ts';
import { sendFailedBatch } from './destination.ts';
import { fitsFilters, parseFilters } from './filter.ts';
import { createLane, type Lane } from './lane.ts';
import { pause, repeat } from './repeat.ts';
import { type GivenUp, runBatch, type StreamRecord } from './stream-batch.ts';
import type { TriggerContext } from './types.ts';

/** One page of a shard. */
export interface ShardPage {
  readonly records: readonly StreamRecord[];
  /** `undefined`: the shard is closed and read to its end. */
  readonly next: string | undefined;
}

/** What differs between Kinesis and the streams of DynamoDB. */
export interface ShardReader {
  /** Open and closed shards, oldest first. */
  shards(): Promise<readonly { readonly id: string; readonly parent?: string }[]>;
  /** @param fromStart for a shard that came into being after polling began */
  iterator(shard: string, fromStart: boolean): Promise<string>;
  read(iterator: string, shard: string): Promise<ShardPage>;
  readonly streamArn: string;
  /** As filters see it. */
  filterable(record: StreamRecord): unknown;
  /** Key of the batch in what a failure destination gets. */
  readonly infoKey: 'KinesisBatchInfo' | 'DDBStreamBatchInfo';
}

/** Lambda polls a shard once a second; a person who waits at a terminal should not. */
const IDLE_MS = 200;
const RESHARD_MS = 10_000;
/** Longest pause between two attempts at a batch. */
const MAX_BACKOFF_MS = 10_000;
/** Lanes that hold this many batches stop the reading of their shard. */
const LANE_BATCHES = 4;

/**
 * Polls every shard of a stream, each for itself and in order; a shard that came out of another waits for its end.
 * @returns resolves with the close function once a place in every shard is held, so that `LATEST` misses nothing after it
 */
export async function pollShards(
  name: string,
  trigger: StreamTrigger,
  reader: ShardReader,
  context: TriggerContext,
): Promise<() => Promise<void>> {
  const { signal, fn } = context;
  const filters = parseFilters(trigger.filters ?? []);
  if ('bad' in filters) throw new Error(`the filter is no JSON pattern: ${filters.bad.slice(0, 80)}`);
  const { patterns } = filters;
  const running = new Map<string, Promise<void>>();
  const problem = (message: string) => context.notice('warn', `Polling ${name} failed: ${message}`);
  const first = await reader.shards();
  const places = await Promise.all(first.map(async ({ id }) => [id, await reader.iterator(id, false)] as const));
  for (const [id, iterator] of places) running.set(id, runShard(id, iterator));
  const watching = repeat(signal, problem, async () => {
    await pause(RESHARD_MS, signal);
    if (signal.aborted) return;
    for (const { id, parent } of await reader.shards()) {
      if (running.has(id)) continue;
      const before = parent === undefined ? undefined : running.get(parent);
      running.set(
        id,
        Promise.resolve(before).then(async () => runShard(id, await reader.iterator(id, true))),
      );
    }
  });

  async function runShard(shard: string, start: string): Promise<void> {
    const ended = new AbortController();
    const stop = AbortSignal.any([signal, ended.signal]);
    const windowMs = (trigger.batchingWindowSeconds ?? 0) * 1_000;
    const lanes = Array.from({ length: trigger.parallelizationFactor ?? 1 }, () =>
      createLane({ batchSize: trigger.batchSize, windowMs }),
    );
    const working = lanes.map((lane) => runLane(lane, shard));
    let iterator: string | undefined = start;
    let after: string | undefined;
    const reading = repeat(stop, problem, async () => {
      if (iterator === undefined) return ended.abort();
      if (lanes.some((lane) => lane.length > trigger.batchSize * LANE_BATCHES)) return pause(IDLE_MS, stop);
      const page: ShardPage = await reader.read(iterator, shard);
      for (const record of page.records) {
        if (record.sequence === after) continue;
        if (fits(record)) lanes[laneOf(record.key, lanes.length)]!.push(record);
        after = record.sequence;
      }
      iterator = page.next;
      if (page.records.length === 0) await pause(IDLE_MS, stop);
    });
    await reading;
    for (const lane of lanes) lane.close();
    await Promise.all(working);
  }

  async function runLane(lane: Lane, shard: string): Promise<void> {
    for (let batch = await lane.next(); batch && !signal.aborted; batch = await lane.next()) {
      await runBatch(batch, trigger, {
        invoke: (records) => invoke(records),
        giveUp: (given) => giveUp(given, shard),
        backOff: (attempt) => pause(Math.min(250 * 2 ** (attempt - 1), MAX_BACKOFF_MS), signal),
        now: Date.now,
        stopped: () => signal.aborted,
      });
    }
  }

  async function invoke(records: readonly StreamRecord[]) {
    const payload = JSON.stringify({ Records: records.map(({ record }) => record) });
    const ids = records.map(({ sequence }) => sequence);
    try {
      return readOutcome(await context.invoke({ payload }), ids, trigger.reportBatchItemFailures);
    } catch (error) {
      // The code cannot be built, which the lab tells itself; it may be mended by the next attempt.
      if (!signal.aborted) problem(error instanceof Error ? error.message : String(error));
      return { is: 'failed', places: ids.map((_id, place) => place), reported: false } as const;
    }
  }

  async function giveUp(given: GivenUp, shard: string): Promise<void> {
    const why = given.condition === 'RecordAgeExceeded' ? 'are too old' : `failed ${given.attempts} times`;
    context.notice('warn', `${given.records.length} records of ${name} ${why} and are given up, as Lambda does.`);
    if (trigger.onFailure === undefined) return;
    const batch = { infoKey: reader.infoKey, shard, streamArn: reader.streamArn, given };
    await sendFailedBatch(trigger.onFailure, batch, context).catch((error: unknown) =>
      problem(`${fn.id}: the failure destination: ${error instanceof Error ? error.message : error}`),
    );
  }

  function fits(record: StreamRecord): boolean {
    return patterns.length === 0 || fitsFilters(reader.filterable(record), patterns);
  }

  return async () => {
    await watching;
    await Promise.all([...running.values()].map((shard) => shard.catch(() => undefined)));
  };
}

function laneOf(key: string, lanes: number): number {
  return lanes === 1 ? 0 : createHash('md5').update(key).digest().readUInt32BE(0) % lanes;
}
