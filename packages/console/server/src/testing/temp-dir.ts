import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];
afterAll(() => {
  for (const dir of made.splice(0)) rmSync(dir, { recursive: true, force: true });
});

/** A new empty folder, gone after the test file. */
export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'bulkhead-console-'));
  made.push(dir);
  return dir;
}
