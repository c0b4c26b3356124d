import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
// @ts-expect-error a plain script without declarations
import { build } from '../../build.mjs';

/** Longest wait for another worker's build, in milliseconds: one takes 5 to 25 s, by the machine and what else it does. */
const LONGEST_BUILD = 120_000;

/** A folder of this test file's own that is gone after it. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-runtime-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The package as it is shipped, built once in a run of the tests, in a folder of this test file's own. */
export function builtPackage(): { readonly folder: string; readonly sizes: () => Record<string, number> } {
  const folder = tempFolder();
  let sizes: Record<string, number> = {};
  beforeAll(async () => {
    const built = await builtOnce();
    cpSync(join(built, 'dist'), folder, { recursive: true });
    sizes = JSON.parse(readFileSync(join(built, 'sizes.json'), 'utf8')) as Record<string, number>;
  }, LONGEST_BUILD);
  return { folder, sizes: () => sizes };
}

/** Whoever comes first builds; the others wait for it. All files of a run lie in one temporary folder. */
async function builtOnce(): Promise<string> {
  const built = join(tmpdir(), `built-${sourcesKey()}`);
  const building = `${built}.building`;
  for (;;) {
    if (existsSync(built)) return built;
    if (!claim(building)) {
      await sleep(50);
      continue;
    }
    try {
      // Between the look and the claim another one may have come to its end.
      if (existsSync(built)) {
        rmSync(building, { recursive: true });
        return built;
      }
      const sizes: unknown = await build({ outdir: join(building, 'dist') });
      writeFileSync(join(building, 'sizes.json'), JSON.stringify(sizes));
      renameSync(building, built);
      return built;
    } catch (error) {
      rmSync(building, { recursive: true, force: true });
      throw error;
    }
  }
}

function claim(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Another one when a source changes, while tests are watched. */
function sourcesKey(): string {
  const hash = createHash('sha256');
  for (const name of ['core', 'events', 'runtime']) {
    const root = join(import.meta.dirname, '../../..', name);
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || /(?:^|\/)(?:node_modules|dist)(?:\/|$)/.test(entry.parentPath)) continue;
      const file = join(entry.parentPath, entry.name);
      hash.update(`${file} ${statSync(file).mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}
