import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import { DuckDBInstance } from '@duckdb/node-api';

export const FILE_NAME = 'console.duckdb';

/**
 * Opens the file in the folder, making both when they do not exist.
 * @throws BulkheadError BULKHEAD_STORE_FAILED naming the folder
 */
export async function openInstance(dir: string, options: Readonly<Record<string, string>>): Promise<DuckDBInstance> {
  try {
    mkdirSync(dir, { recursive: true });
    return await DuckDBInstance.create(join(dir, FILE_NAME), { ...options });
  } catch (error) {
    throw storeFailed(dir, error);
  }
}

/** What the file system or DuckDB said, as one sentence about the folder. */
export function storeFailed(dir: string, cause: unknown): BulkheadError {
  if (cause instanceof BulkheadError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const holder = /Conflicting lock is held in .*?\(PID (\d+)\)/.exec(text)?.[1];
  if (holder || /could not set lock/i.test(text)) {
    return new BulkheadError(
      'BULKHEAD_STORE_FAILED',
      `Another process${holder ? ` (${holder})` : ''} has the store in ${dir} open.`,
      {
        next: 'Stop the other console, or give this one a folder of its own (bulkhead up --data FOLDER).',
        cause,
      },
    );
  }
  if (/not a valid DuckDB database file/.test(text)) {
    return new BulkheadError('BULKHEAD_STORE_FAILED', `${join(dir, FILE_NAME)} is not a store of the console.`, {
      next: 'Move the file away, or give the console another folder (bulkhead up --data FOLDER).',
      cause,
    });
  }
  return new BulkheadError('BULKHEAD_STORE_FAILED', `The store in ${dir} cannot be used: ${reason(text)}.`, { cause });
}

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/No space left on device|ENOSPC/, 'no space left on the device'],
  [/Read-only file system|EROFS/, 'the file system is read-only'],
  [/Permission denied|EACCES|EPERM/, 'permission denied'],
  [/Not a directory|ENOTDIR|EEXIST/, 'its path is not a folder'],
];

function reason(text: string): string {
  return (
    REASONS.find(([pattern]) => pattern.test(text))?.[1] ??
    text
      .split('\n')[0]!
      .slice(0, 200)
      .replace(/[.!]+$/, '')
  );
}
