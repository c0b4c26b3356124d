import type { Coverage, DeployedFunction } from '@bulkhead/console-contract';
import { BulkheadError } from '@bulkhead/core';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  ADD_COUNTER,
  APPEND_EXECUTIONS,
  APPEND_FINDINGS,
  APPEND_LINES,
  appendLatest,
  NEW_BATCH,
} from './append-sql.ts';
import { groupCommit } from './group-commit.ts';
import { openInstance, storeFailed } from './open.ts';
import * as queries from './queries.ts';
import { reopening } from './reopening.ts';
import { readRequest, readRequests } from './requests.ts';
import { ATTACK_BUCKET_MS, SCHEMA, STAGING } from './schema.ts';
import { stageCoverages, stageExecutions, stageFindings, stageFunctions, stageLines } from './stage.ts';
import type { AttackSum, FunctionStats, Store, StoreBatch, StoreCounters } from './store.ts';
import type { Where } from './where.ts';

export interface DuckDbStoreOptions {
  /** Folder of its own; made when it does not exist. */
  readonly dir: string;
  /**
   * Size of the write-ahead log at which it is folded into the file. DuckDB's own 16 MB is reached every 8,000 findings,
   * and folding then takes longer than all the rest. What is not folded stays in memory, at 1.3 times its size: at 256 MB a
   * console that was told of 300,000 invocations took 500 MB, and nothing less of CPU time.
   */
  readonly checkpointThreshold?: string;
}

/** Records of one transaction; more are written in the next one. */
const GROUP = 20_000;
/** Records that may wait in memory, at about 2 kB each; then senders are told to come back. */
const WAITING = 100_000;

/**
 * Pages read the documents of their own rows alone, after sorting; DuckDB does so up to 50 rows unless told otherwise.
 * At a million findings a page then takes 10 ms instead of 60. DuckDB keeps what it has read: four fifths of the machine's
 * memory, unless told otherwise.
 */
const SETTINGS = { late_materialization_max_rows: '100', memory_limit: '512MB' };

interface Open {
  readonly instance: DuckDBInstance;
  readonly writer: DuckDBConnection;
  readonly readers: readonly DuckDBConnection[];
}

/**
 * The default store: one DuckDB file in a folder, nothing to start. One process at a time.
 * @throws BulkheadError BULKHEAD_STORE_FAILED when the folder cannot be used or another process has it
 */
export async function openDuckDbStore(options: DuckDbStoreOptions): Promise<Store> {
  const { dir, checkpointThreshold = '64MB' } = options;
  let closed = false;
  // A connection answers one query after the other; two let the cores of a small machine work.
  let turn = 0;
  const database = reopening<Open>({ open: connect, close: disconnect, isFatal });
  await use(async () => undefined);

  async function connect(): Promise<Open> {
    const instance = await openInstance(dir, { ...SETTINGS, checkpoint_threshold: checkpointThreshold });
    const opened: DuckDBConnection[] = [];
    try {
      for (let i = 0; i < 3; i++) opened.push(await instance.connect());
      const [writer, ...readers] = opened as [DuckDBConnection, ...DuckDBConnection[]];
      await writer.run(SCHEMA);
      await writer.run(STAGING);
      return { instance, writer, readers };
    } catch (error) {
      for (const connection of opened) connection.closeSync();
      instance.closeSync();
      throw storeFailed(dir, error);
    }
  }

  async function use<R>(task: (opened: Open) => Promise<R>): Promise<R> {
    if (closed) throw new BulkheadError('BULKHEAD_STORE_FAILED', `The store in ${dir} is closed.`);
    try {
      return await database.use(task);
    } catch (error) {
      throw storeFailed(dir, error);
    }
  }

  async function read(query: Where): Promise<Record<string, unknown>[]> {
    return use(async ({ readers }) => {
      turn = (turn + 1) % readers.length;
      const result = await readers[turn]!.runAndReadAll(query.sql, query.values);
      return result.getRowObjects();
    });
  }

  const commits = groupCommit<StoreBatch>(
    (batches) => use(({ writer }) => transaction(writer, () => writeAll(writer, batches))).catch(unlessDurable),
    ({ findings, executions, coverages, functions, lines }) =>
      findings.length + executions.length + coverages.length + functions.length + lines.length + 1,
    GROUP,
  );

  return {
    async append(batch) {
      if (commits.waiting > WAITING) throw new BulkheadError('BULKHEAD_STORE_FAILED', 'The store does not keep up.');
      await commits.append(batch);
    },
    async attacks(filter, bucketMs) {
      return (await read(queries.attacksQuery(filter, bucketMs))) as unknown as AttackSum[];
    },
    async executions(filter) {
      return (await read(queries.executionsQuery(filter)))[0] as { executions: number; errors: number };
    },
    async functionStats(filter) {
      return (await read(queries.functionStatsQuery(filter))) as unknown as FunctionStats[];
    },
    async inventory() {
      const [functions, coverages] = await Promise.all([
        read({ sql: 'SELECT doc FROM functions', values: {} }),
        read({ sql: 'SELECT doc FROM coverages', values: {} }),
      ]);
      return { functions: documents<DeployedFunction>(functions), coverages: documents<Coverage>(coverages) };
    },
    async counters(range) {
      const rows = (await read(queries.countersQuery(range))) as { name: keyof StoreCounters; n: number }[];
      const sums = { forged: 0, malformed: 0, faults: 0, dropped: 0 };
      for (const row of rows) sums[row.name] = row.n;
      return sums;
    },
    async events(filter, limit, cursor) {
      return documents(await read(queries.eventsQuery(filter, limit, cursor)));
    },
    async countEvents(filter) {
      return (await read(queries.countEventsQuery(filter)))[0]!['n'] as number;
    },
    async event(id) {
      return documents(await read({ sql: 'SELECT doc FROM findings WHERE id = $id::UUID', values: { id } }))[0];
    },
    requests: (filter, limit, cursor) => readRequests(read, filter, limit, cursor),
    request: (id) => readRequest(read, id),
    async facets(range) {
      const rows = (await read(queries.facetsQuery(range))) as { kind: string; value: string }[];
      const of = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => row.value);
      return { accounts: of('account'), regions: of('region'), functions: of('function'), classes: of('class') };
    },
    prune: (before) =>
      commits.exclusive(() =>
        use(({ writer }) =>
          transaction(writer, async () => {
            const values = { before: BigInt(before) };
            for (const [table, column] of queries.PRUNED)
              await writer.run(`DELETE FROM ${table} WHERE ${column} < $before`, values);
          }),
        ),
      ),
    close: () =>
      commits.exclusive(async () => {
        if (closed) return;
        await use(({ writer }) => writer.run('CHECKPOINT')).catch(() => undefined);
        closed = true;
        await database.close();
      }),
  };
}

function disconnect({ instance, writer, readers }: Open): void {
  for (const connection of [...readers, writer]) connection.closeSync();
  instance.closeSync();
}

async function transaction(writer: DuckDBConnection, task: () => Promise<void>): Promise<void> {
  await writer.run('BEGIN TRANSACTION');
  try {
    await task();
    await writer.run('COMMIT');
  } catch (error) {
    // A commit that failed has ended its transaction already; then there is nothing to roll back.
    await writer.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function writeAll(writer: DuckDBConnection, batches: readonly StoreBatch[]): Promise<void> {
  const runAll = async (statements: readonly string[]) => {
    for (const sql of statements) await writer.run(sql);
  };
  const findings = batches.flatMap((batch) => batch.findings);
  if (findings.length > 0) {
    await stageFindings(writer, findings);
    await runAll(APPEND_FINDINGS);
  }
  const executions = batches.flatMap((batch) => batch.executions);
  if (executions.length > 0) {
    await stageExecutions(writer, executions);
    await runAll(APPEND_EXECUTIONS);
  }
  const coverages = batches.flatMap((batch) => batch.coverages);
  if (coverages.length > 0) {
    await stageCoverages(writer, coverages);
    await runAll(appendLatest('coverages'));
  }
  const functions = batches.flatMap((batch) => batch.functions);
  if (functions.length > 0) {
    await stageFunctions(writer, functions);
    await runAll(appendLatest('functions'));
  }
  const lines = batches.flatMap((batch) => batch.lines);
  if (lines.length > 0) {
    await stageLines(writer, lines);
    await runAll(APPEND_LINES);
  }
  for (const batch of batches) await writeCounters(writer, batch);
}

async function writeCounters(writer: DuckDBConnection, batch: StoreBatch): Promise<void> {
  const counts = Object.entries(batch.counters).filter(([, n]) => n > 0);
  if (counts.length === 0) return;
  if (batch.id) {
    const fresh = await writer.runAndReadAll(NEW_BATCH, { id: batch.id, time: BigInt(batch.receivedAt) });
    if (fresh.currentRowCount === 0) return;
  }
  const bucket = BigInt(batch.receivedAt - (batch.receivedAt % ATTACK_BUCKET_MS));
  for (const [name, n] of counts) await writer.run(ADD_COUNTER, { bucket, name, n: BigInt(n) });
}

function documents<T>(rows: readonly Record<string, unknown>[]): T[] {
  return rows.map((row) => JSON.parse(row['doc'] as string) as T);
}

/** The log took the commit, only folding it into the file failed: nothing is lost, and the file is opened anew. */
function unlessDurable(error: unknown): void {
  const cause = error instanceof BulkheadError ? error.cause : undefined;
  if (!(cause instanceof Error && cause.message.includes('COMMIT succeeded and is durable'))) throw error;
}

/** DuckDB's own words for a database that must be opened anew. */
function isFatal(error: unknown): boolean {
  return error instanceof Error && /FATAL Error|database has been invalidated/.test(error.message);
}
