import { MAX_REQUEST_BYTES } from '../names.ts';
import type { StreamRecord } from './stream-batch.ts';

/** Records of one lane that wait for a batch; a shard has `ParallelizationFactor` of them. */
export interface Lane {
  push(record: StreamRecord): void;
  readonly length: number;
  /** The next batch: full, or all that came within the window. `undefined`: closed, and nothing waits. */
  next(): Promise<readonly StreamRecord[] | undefined>;
  /** No record comes any more. */
  close(): void;
}

/** What JSON puts around a record's data in an event, at most. */
const ENVELOPE_BYTES = 1_024;

export function createLane({ batchSize, windowMs }: { readonly batchSize: number; readonly windowMs: number }): Lane {
  const waiting: { readonly record: StreamRecord; readonly bytes: number }[] = [];
  let wake: () => void = () => undefined;
  let closed = false;

  const more = (ms: number | undefined): Promise<void> =>
    new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  /** How many of those that wait fit into one event. */
  function fitting(): number {
    let bytes = 0;
    for (const [place, entry] of waiting.entries()) {
      bytes += entry.bytes;
      if (place === batchSize || (bytes > MAX_REQUEST_BYTES && place > 0)) return place;
    }
    return waiting.length;
  }

  return {
    push(record) {
      waiting.push({ record, bytes: Buffer.byteLength(JSON.stringify(record.record)) + ENVELOPE_BYTES });
      wake();
    },
    get length() {
      return waiting.length;
    },
    async next() {
      while (waiting.length === 0 && !closed) await more(undefined);
      const end = Date.now() + windowMs;
      while (!closed && fitting() === waiting.length && waiting.length < batchSize) {
        const left = end - Date.now();
        if (left <= 0) break;
        await more(left);
      }
      if (waiting.length === 0) return undefined;
      return waiting.splice(0, fitting()).map(({ record }) => record);
    },
    close() {
      closed = true;
      wake();
    },
  };
}
