import type { StreamTrigger } from '@bulkhead/core';
import type { BatchOutcome } from './batch-response.ts';
import type { Json } from './types.ts';

/** A record of a shard: as the function sees it, and what retrying needs to know. */
export interface StreamRecord {
  readonly record: Json;
  readonly sequence: string;
  /** Milliseconds since the epoch at which it came into the stream. */
  readonly time: number;
  /** Decides the lane: records of one key stay in order. */
  readonly key: string;
}

/** Why a batch was given up. */
export interface GivenUp {
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  readonly records: readonly StreamRecord[];
  /** How often the function was invoked with them. */
  readonly attempts: number;
}

export interface BatchIo {
  invoke(records: readonly StreamRecord[]): Promise<BatchOutcome>;
  giveUp(given: GivenUp): Promise<void>;
  /** Waits before a retry; `attempt` counts from 1. */
  backOff(attempt: number): Promise<void>;
  now(): number;
  /** True when the lab closes. */
  stopped(): boolean;
}

export type RetrySettings = Pick<StreamTrigger, 'bisectOnError' | 'maximumRetryAttempts' | 'maximumRecordAgeSeconds'>;

/**
 * Brings one batch through the function, however often that takes; the next batch of the shard waits. A batch that failed
 * is tried again from its first failed record on; split in two, where the mapping says so, without counting as a retry.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export async function runBatch(records: readonly StreamRecord[], settings: RetrySettings, io: BatchIo): Promise<void> {
  const parts: { records: readonly StreamRecord[]; attempts: number }[] = [{ records, attempts: 0 }];
  const oldest = () =>
    settings.maximumRecordAgeSeconds === undefined ? 0 : io.now() - settings.maximumRecordAgeSeconds * 1_000;
  let tries = 0;
  while (parts.length > 0 && !io.stopped()) {
    const part = parts[0]!;
    const old = part.records.findIndex(({ time }) => time >= oldest());
    const expired = old < 0 ? part.records : part.records.slice(0, old);
    if (expired.length > 0) {
      await io.giveUp({ condition: 'RecordAgeExceeded', records: expired, attempts: part.attempts });
      advance(expired.length);
      continue;
    }
    const outcome = await io.invoke(part.records);
    if (outcome.is === 'done') {
      parts.shift();
      tries = 0;
      continue;
    }
    if (outcome.is === 'throttled') {
      await io.backOff(++tries);
      continue;
    }
    const first = outcome.places[0] ?? 0;
    if (first > 0) advance(first);
    else part.attempts++;
    const left = parts[0]!;
    if (settings.bisectOnError && !outcome.reported && left.records.length > 1) {
      // "Splitting a batch does not count towards the retry quota."
      const half = Math.ceil(left.records.length / 2);
      const attempts = Math.max(0, left.attempts - 1);
      const halves = [left.records.slice(0, half), left.records.slice(half)].map((some) => ({
        records: some,
        attempts,
      }));
      parts.splice(0, 1, ...halves);
    } else if (settings.maximumRetryAttempts !== undefined && left.attempts > settings.maximumRetryAttempts) {
      await io.giveUp({ condition: 'RetryAttemptsExhausted', records: left.records, attempts: left.attempts });
      parts.shift();
      tries = 0;
      continue;
    }
    await io.backOff(++tries);
  }

  /** Leaves the first records of the current part behind. */
  function advance(count: number): void {
    const rest = parts[0]!.records.slice(count);
    if (rest.length === 0) parts.shift();
    else parts[0] = { records: rest, attempts: 0 };
    tries = 0;
  }
}
