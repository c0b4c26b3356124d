import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { toDetectionFinding } from '@bulkhead/core';
import { LINE_BYTES } from './collector.ts';
import { INGEST_LISTS, type IngestBody, type IngestCounters, type IngestQueues, ingestBody } from './ingest-body.ts';
import { postOnce } from './post-once.ts';
import { weightOf } from './request-line.ts';
import type { DeployedFunctionInfo, LogBatch, RequestLine } from './types.ts';

export interface ConsoleSinkOptions {
  /** Address of the console, `http://127.0.0.1:4040`. */
  readonly url: string;
  /** The console's write-only token. */
  readonly token: string;
  /** Longest time that an item waits for company, milliseconds. */
  readonly flushMs?: number;
  /** Most items in one request. */
  readonly maxBatch?: number;
  /** Most items of one kind that wait while the console is away; what comes after is counted as dropped. */
  readonly queueLimit?: number;
  /** Most bytes of lines that wait, about. */
  readonly lineBytes?: number;
  /** First pause before another try, milliseconds; doubles up to 10 s. */
  readonly retryMs?: number;
  /** Longest time that `close` goes on trying, milliseconds. */
  readonly closeMs?: number;
  /** For a person at a terminal: once when delivery begins to fail, and whenever something is lost. */
  readonly onProblem?: (problem: DeliveryProblem) => void;
}

export interface DeliveryProblem {
  /** Finished text. */
  readonly message: string;
  /** Items lost by it; 0 while they only wait. */
  readonly dropped: number;
}

export interface DeliveryStats {
  readonly delivered: number;
  /** Items that found no room, were refused, or were left at `close`. */
  readonly dropped: number;
  readonly waiting: number;
  readonly retries: number;
}

export interface ConsoleSink {
  /** Never waits and never throws. */
  push(batch: LogBatch): void;
  /** What is deployed; the console keeps the latest of each function. */
  inventory(functions: readonly DeployedFunctionInfo[]): void;
  /** Resolves when everything pushed so far was delivered or given up. */
  flush(): Promise<void>;
  /** Delivers what waits, for at most `closeMs`, then stops. */
  close(): Promise<void>;
  stats(): DeliveryStats;
}

const LONGEST_PAUSE_MS = 10_000;
const REQUEST_TIMEOUT_MS = 10_000;
const NO_COUNTERS: IngestCounters = { forged: 0, malformed: 0, dropped: 0, faults: 0 };

/**
 * Hands log batches to the console: attack records as OCSF Detection Findings, executions, coverage, lines that
 * name their request, and counters. Requests
 * go one at a time; a failed one is sent again, the same, so that the console can tell a repetition.
 * @example const sink = createConsoleSink({ url, token }); sink.push(collector.take()); await sink.close();
 */
export function createConsoleSink(options: ConsoleSinkOptions): ConsoleSink {
  const { flushMs = 200, maxBatch = 1_000, queueLimit = 50_000, retryMs = 250, closeMs = 5_000 } = options;
  const { lineBytes = LINE_BYTES } = options;
  const endpoint = new URL('/v1/records', options.url).href;
  const queues: IngestQueues = { functions: [], coverages: [], findings: [], executions: [], lines: [] };
  const stopped = new AbortController();
  let counters = NO_COUNTERS;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let overflowing = false;
  let waitingBytes = 0;
  let closed = false;
  const stats = { delivered: 0, dropped: 0, retries: 0 };

  function lose(dropped: number, message: string): void {
    stats.dropped += dropped;
    options.onProblem?.({ message, dropped });
  }

  function enqueue(list: keyof IngestQueues, items: readonly unknown[]): void {
    const room = closed ? 0 : Math.max(0, queueLimit - queues[list].length);
    for (const item of room >= items.length ? items : items.slice(0, room)) queues[list].push(item);
    onLost(list, Math.max(0, items.length - room));
  }

  /** Lines differ in size by a factor of 20: what waits is bounded in bytes as well. */
  function enqueueLines(lines: readonly RequestLine[]): void {
    let taken = 0;
    while (taken < lines.length && waitingBytes < lineBytes) waitingBytes += weightOf(lines[taken++]!);
    enqueue('lines', lines.slice(0, taken));
    onLost('lines', lines.length - taken);
  }

  function onLost(list: keyof IngestQueues, lost: number): void {
    if (lost === 0) return;
    counters = { ...counters, dropped: counters.dropped + lost };
    if (overflowing) stats.dropped += lost;
    else lose(lost, `The console does not keep up: ${list} are dropped and counted.`);
    overflowing = true;
  }

  function schedule(): void {
    if (closed || running || timer || waiting() === 0) return;
    timer = setTimeout(drain, flushMs);
  }

  function waiting(): number {
    const items = INGEST_LISTS.reduce((sum, list) => sum + queues[list].length, 0);
    return items > 0 || counters === NO_COUNTERS ? items : 1;
  }

  function drain(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    running ??= sendAll().finally(() => {
      running = undefined;
      schedule();
    });
    return running;
  }

  async function sendAll(): Promise<void> {
    while (waiting() > 0 && !stopped.signal.aborted) {
      const sent = counters;
      const body = ingestBody(queues, sent, randomUUID(), maxBatch);
      const settled = await send(body);
      if (!settled) return;
      for (const list of INGEST_LISTS) queues[list].splice(0, body.taken[list]);
      if (body.taken.lines > 0) waitingBytes = bytesOf(queues.lines as RequestLine[]);
      counters = subtract(counters, sent);
      overflowing = false;
    }
  }

  /** Tries until the console has taken or refused the body; false when stopped before. */
  async function send(body: IngestBody): Promise<boolean> {
    for (let attempt = 0; !stopped.signal.aborted; attempt++) {
      const outcome = await postOnce(endpoint, options.token, body.text, {
        signal: stopped.signal,
        timeoutMs: REQUEST_TIMEOUT_MS,
        now: Date.now,
      });
      if (outcome.is === 'accepted') {
        onReply(body, outcome.reply);
        return true;
      }
      if (outcome.is === 'refused') {
        lose(body.items, `The console refused ${body.items} items: ${outcome.reason}`);
        return true;
      }
      if (stopped.signal.aborted) return false;
      stats.retries++;
      if (attempt === 0) {
        options.onProblem?.({ message: `The console cannot be reached, trying again: ${outcome.reason}`, dropped: 0 });
      }
      const pause = Math.min(retryMs * 2 ** Math.min(attempt, 10), LONGEST_PAUSE_MS);
      // Half of the pause is random, so that many senders do not come back at once.
      const ms = Math.max(outcome.afterMs ?? 0, pause / 2 + (Math.random() * pause) / 2);
      await wait(ms, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    return false;
  }

  function onReply(body: IngestBody, reply: unknown): void {
    const rejected = (reply as { rejected?: readonly { list?: unknown; reason?: unknown }[] } | undefined)?.rejected;
    const count = Array.isArray(rejected) ? rejected.length : 0;
    stats.delivered += body.items - count;
    if (count > 0)
      lose(count, `The console rejected ${count} items, the first of ${rejected![0]!.list}: ${rejected![0]!.reason}`);
  }

  return {
    push(batch) {
      enqueue(
        'coverages',
        batch.records.filter((record) => record.kind === 'coverage'),
      );
      enqueue('findings', batch.records.filter((record) => record.kind === 'attack').map(toDetectionFinding));
      enqueue('executions', batch.executions);
      if (batch.lines) enqueueLines(batch.lines);
      const faults = batch.records.filter((record) => record.kind === 'fault').length;
      const { forged, malformed, dropped } = batch.counters;
      if (forged + malformed + dropped + faults > 0) counters = add(counters, { forged, malformed, dropped, faults });
      schedule();
    },
    inventory(functions) {
      enqueue('functions', functions);
      schedule();
    },
    flush: () => (waiting() > 0 || running ? drain() : Promise.resolve()),
    async close() {
      if (closed) return running ?? undefined;
      const limit = setTimeout(() => stopped.abort(), closeMs);
      await drain();
      closed = true;
      clearTimeout(timer);
      clearTimeout(limit);
      const left = INGEST_LISTS.reduce((sum, list) => sum + queues[list].splice(0).length, 0);
      if (left > 0) lose(left, `${left} items could not be delivered to the console.`);
    },
    stats: () => ({ ...stats, waiting: INGEST_LISTS.reduce((sum, list) => sum + queues[list].length, 0) }),
  };
}

function bytesOf(lines: readonly RequestLine[]): number {
  return lines.reduce((sum, line) => sum + weightOf(line), 0);
}

function add(a: IngestCounters, b: IngestCounters): IngestCounters {
  return {
    forged: a.forged + b.forged,
    malformed: a.malformed + b.malformed,
    dropped: a.dropped + b.dropped,
    faults: a.faults + b.faults,
  };
}

function subtract(a: IngestCounters, sent: IngestCounters): IngestCounters {
  if (a === sent) return NO_COUNTERS;
  return add(a, { forged: -sent.forged, malformed: -sent.malformed, dropped: -sent.dropped, faults: -sent.faults });
}
