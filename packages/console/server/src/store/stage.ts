import type { Coverage, DeployedFunction, ExecutionRecord } from '@bulkhead/console-contract';
import { type DuckDBConnection, DuckDBDataChunk, type DuckDBValue } from '@duckdb/node-api';
import type { FindingRow } from '../finding-row.ts';
import type { LineRow } from '../line-row.ts';

/** Rows of one data chunk: DuckDB's vector size. */
const CHUNK = 2_048;

type Columns<T> = readonly ((item: T) => DuckDBValue)[];

const FINDING: Columns<FindingRow> = [
  (row) => row.id,
  (row) => row.time,
  (row) => row.count,
  (row) => row.class,
  (row) => row.action,
  (row) => row.account,
  (row) => row.region,
  (row) => row.function,
  (row) => row.search,
  (row) => row.doc,
  (row) => row.requestId,
];

const LINE: Columns<LineRow> = [
  (row) => row.line.id,
  (row) => row.line.time,
  (row) => row.line.correlationId,
  (row) => row.line.requestId,
  (row) => row.line.parentId ?? null,
  (row) => row.line.level ?? null,
  (row) => row.line.debug ?? null,
  (row) => row.line.function.account,
  (row) => row.line.function.region,
  (row) => row.line.function.name,
  (row) => row.search,
  (row) => row.doc,
];

const EXECUTION: Columns<ExecutionRecord> = [
  (row) => row.requestId,
  (row) => row.time,
  (row) => row.function.account,
  (row) => row.function.region,
  (row) => row.function.name,
  (row) => row.function.version,
  (row) => row.function.runtime,
  (row) => row.logStream,
  (row) => row.status,
  (row) => row.errorType ?? null,
  (row) => row.durationMs,
  (row) => row.billedMs,
  (row) => row.memoryMb,
  (row) => row.maxMemoryMb,
  (row) => row.initMs ?? null,
  (row) => row.traceId ?? null,
];

const LATEST: Columns<{ function: Coverage['function']; time: number; doc: string }> = [
  (row) => row.function.account,
  (row) => row.function.region,
  (row) => row.function.name,
  (row) => row.time,
  (row) => row.doc,
];

export function stageFindings(connection: DuckDBConnection, rows: readonly FindingRow[]): Promise<void> {
  return stage(connection, 'staged_findings', FINDING, rows);
}

export function stageLines(connection: DuckDBConnection, rows: readonly LineRow[]): Promise<void> {
  return stage(connection, 'staged_lines', LINE, rows);
}

export function stageExecutions(connection: DuckDBConnection, rows: readonly ExecutionRecord[]): Promise<void> {
  return stage(connection, 'staged_executions', EXECUTION, rows);
}

export function stageCoverages(connection: DuckDBConnection, rows: readonly Coverage[]): Promise<void> {
  const latest = rows.map((row) => ({ function: row.function, time: row.time, doc: JSON.stringify(row) }));
  return stage(connection, 'staged_latest', LATEST, latest);
}

export function stageFunctions(connection: DuckDBConnection, rows: readonly DeployedFunction[]): Promise<void> {
  const latest = rows.map((row) => ({ function: row.function, time: row.deployedAt, doc: JSON.stringify(row) }));
  return stage(connection, 'staged_latest', LATEST, latest);
}

/** By whole columns: three times as fast as the appender's call for each value. */
async function stage<T>(
  connection: DuckDBConnection,
  table: string,
  columns: Columns<T>,
  rows: readonly T[],
): Promise<void> {
  const appender = await connection.createAppender(table, 'main', 'temp');
  try {
    const types = columns.map((_column, index) => appender.columnType(index));
    for (let start = 0; start < rows.length; start += CHUNK) {
      const part = rows.slice(start, start + CHUNK);
      const chunk = DuckDBDataChunk.create(types);
      chunk.setColumns(columns.map((value) => part.map((row) => value(row))));
      appender.appendDataChunk(chunk);
    }
  } finally {
    appender.closeSync();
  }
}
