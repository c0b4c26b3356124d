import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import { afterAll } from 'vitest';

const made: string[] = [];

/** A folder with the given files, removed after the test file. */
export function makeProject(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'iac-')));
  made.push(root);
  for (const [name, text] of Object.entries(files)) {
    const target = path.join(root, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return root;
}

afterAll(() => {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** The error of a call that must fail with one of ours. */
export async function failure(work: () => unknown): Promise<BulkheadError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof BulkheadError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** `file:line:column message`, as the bad-input tables compare it. */
export function describeError(error: BulkheadError): string {
  const { place } = error;
  return `${place ? `${place.file}:${place.line}:${place.column} ` : ''}${error.message}`;
}
