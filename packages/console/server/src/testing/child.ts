import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import { createConsoleSink } from '@bulkhead/logs';
import { startConsole } from '../start.ts';
import { openDuckDbStore } from '../store/duckdb.ts';
import type { StoreBatch } from '../store/store.ts';
import { attack, batch, DAY, execution, finding, id, T0 } from './samples.ts';

/**
 * What tests run in a process of its own, because it is killed, holds the store, or lives on a small disk of its own.
 * Prints one JSON value a line.
 */
const [mode, dir] = process.argv.slice(2) as [string, string];
const TOKEN = 'ingest-token-of-the-tests';
const open = () => startConsole({ dir, port: 0, ingestToken: TOKEN, now: () => T0 });
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
const freeBytes = () => statfsSync(dir).bavail * statfsSync(dir).bsize;
const counters = { forged: 0, malformed: 0, dropped: 0 };

function batchOf(n: number) {
  const records = Array.from({ length: 50 }, (_, i) => attack({ id: id(n * 50 + i), excerpt: 'x'.repeat(200) }));
  const executions = Array.from({ length: 50 }, (_, i) => execution({ requestId: `${n}-${i}` }));
  return { records, executions, counters };
}

/** Only says how opening went, then stays until it is ended. */
async function hold(): Promise<void> {
  const error = await open().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof BulkheadError) print({ code: error.code, message: error.message, next: error.next });
  else if (error) throw error;
  else print('open');
}

/** Stores batch after batch and prints the number of each once it is acknowledged. */
async function append(): Promise<void> {
  const { url } = await open();
  const sink = createConsoleSink({ url, token: TOKEN });
  for (let n = 0; ; n++) {
    sink.push(batchOf(n));
    await sink.flush();
    print(n);
  }
}

/** Fills the disk, goes on sending, makes room again, and prints what the console has at the end. */
async function fullDisk(): Promise<void> {
  const running = await open();
  const problems: string[] = [];
  const sink = createConsoleSink({
    url: running.url,
    token: TOKEN,
    onProblem: ({ message }) => problems.push(message),
  });
  sink.push(batchOf(0));
  await sink.flush();
  const ballast = join(dir, 'ballast');
  writeFileSync(ballast, Buffer.alloc(Math.max(0, freeBytes() - 65_536)));
  // As many bytes as the disk has left, twice over.
  let sent = 1;
  for (; sent < 12; sent++) sink.push(batchOf(sent));
  while (sink.stats().retries < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  const health = await fetch(`${running.url}/api/overview`).then((response) => response.status);
  const whileFull = sink.stats();
  rmSync(ballast);
  await sink.close();
  const overview = (await (await fetch(`${running.url}/api/overview`)).json()) as Record<string, unknown>;
  await running.close();
  const again = await open();
  const reopened = (await (await fetch(`${again.url}/api/overview`)).json()) as Record<string, unknown>;
  await again.close();
  const figures = ({ attacksDetected, totalExecutions }: Record<string, unknown>) => ({
    attacksDetected,
    totalExecutions,
  });
  print({
    sent: sent * 50,
    health,
    waitingWhileFull: whileFull.waiting,
    problems,
    stats: sink.stats(),
    overview: figures(overview),
    reopened: figures(reopened),
  });
}

/**
 * The same below the interface, with a store that folds its log into the file at every commit, and with less and less room:
 * sooner or later the log still takes a commit and the file has no room for it, and DuckDB gives up the database.
 */
async function fullStore(): Promise<void> {
  const store = await openDuckDbStore({ dir, checkpointThreshold: '1KB' });
  const range = { from: 0, to: T0 + DAY };
  const ballast = join(dir, 'ballast');
  const codes = new Set<string>();
  const failed: StoreBatch[] = [];
  let next = 0;
  let wrong = 0;
  for (let room = 2_000_000; room > 0; room -= 100_000) {
    writeFileSync(ballast, Buffer.alloc(Math.max(0, freeBytes() - room)));
    for (let i = 0; i < 2; i++) {
      const findings = Array.from({ length: 300 }, () =>
        finding({ id: id(next++), excerpt: `${Math.random()}`.repeat(10) }),
      );
      await store.append(batch({ findings })).catch((error: BulkheadError) => {
        failed.push(batch({ findings }));
        codes.add(error.code);
      });
      // Pages come back together, whatever state the store was left in.
      const [count] = await Promise.all([store.countEvents(range), store.events(range, 51), store.facets(range)]);
      if (count !== next - failed.length * 300) wrong++;
    }
    rmSync(ballast);
  }
  for (const one of failed) await store.append(one);
  const after = await store.countEvents(range);
  await store.close();
  print({ sent: next, failed: failed.length, codes: [...codes], wrong, after });
}

const modes: Record<string, () => Promise<void>> = { hold, append, 'full-disk': fullDisk, 'full-store': fullStore };
await modes[mode]!();
