import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
// @ts-expect-error a plain script without declarations
import { build } from '../../build.mjs';

/** A folder of this test file's own that is gone after it. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-runtime-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Builds the package as it is shipped, into a folder of this test file's own. */
export function builtPackage(): { readonly folder: string; readonly sizes: () => Record<string, number> } {
  const folder = tempFolder();
  let sizes: Record<string, number> = {};
  beforeAll(async () => {
    sizes = (await build({ outdir: folder })) as Record<string, number>;
  });
  return { folder, sizes: () => sizes };
}
