import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles a piece of the sources and imports it.
 * @param {string} contents a module, its paths seen from the root: `export { scan } from './packages/…/scan.ts'`
 * @param {{ minify?: boolean }} [options]
 */
export async function loadSources(contents, { minify = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-sources-'));
  try {
    const outfile = join(folder, 'sources.mjs');
    await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      outfile,
      bundle: true,
      minify,
      platform: 'node',
      format: 'esm',
      conditions: ['bulkhead-source'],
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
