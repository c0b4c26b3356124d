import { cpSync, mkdtempSync, rmSync } from 'node:fs';
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

/**
 * Bundles what reads templates and code, and imports it. Parsers stay outside of the bundle, so that it lies where they are
 * found, with the data of IAM beside it.
 * @param {string} name of the bundle's file
 * @param {string} contents a module: `export { loadApp } from '@bulkhead/iac'`
 */
export async function loadAnalysis(name, contents) {
  const outfile = join(root, `packages/iam/dist/${name}.mjs`);
  await build({
    stdin: { contents, resolveDir: join(root, 'packages/cli/src') },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['bulkhead-source'],
    external: ['oxc-parser', 'web-tree-sitter', 'yaml', 'tree-sitter-python', 'esbuild'],
    logLevel: 'warning',
  });
  cpSync(join(root, 'packages/iam/data'), join(root, 'packages/iam/dist/iam'), { recursive: true });
  return import(pathToFileURL(outfile).href);
}
