import { chmodSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import { build, buildOf, makeCache, SETTINGS } from './build.mjs';

/*
 * Builds the folder that a layer holds at /opt/bulkhead:
 *   node packages/runtime/build-layer.mjs OUTDIR [--node PATH …]
 * For each Node.js named it writes V8's code cache. V8 takes a cache from the very binary that made it alone, so name those
 * that Lambda runs, as they are in public.ecr.aws/lambda/nodejs; under any other the layer works as well, only slower.
 */

const here = import.meta.dirname;
const FILES = ['layer-handler.mjs', 'layer-handler-cjs.cjs', 'lazy'];

/**
 * @param {{ outdir: string, nodes?: readonly string[], dist?: string }} options
 * @returns {Promise<void>}
 */
export async function buildLayer({ outdir, nodes = [], dist }) {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  if (dist === undefined) await build({ outdir: join(outdir, 'dist') });
  const from = dist ?? join(outdir, 'dist');
  for (const name of FILES) cpSync(join(from, name), join(outdir, name), { recursive: true });
  cpSync(join(from, 'preload.cjs'), join(outdir, 'runtime.cjs'));
  cpSync(join(here, 'src/layer/exec-wrapper'), join(outdir, 'exec-wrapper'));
  chmodSync(join(outdir, 'exec-wrapper'), 0o755);
  rmSync(join(outdir, 'dist'), { recursive: true, force: true });
  await bundle({
    ...SETTINGS,
    entryPoints: [join(here, 'src/layer/cached.ts')],
    outfile: join(outdir, 'preload.cjs'),
    format: 'cjs',
    define: { BULKHEAD_BUILD: JSON.stringify(buildOf(outdir)) },
  });
  for (const node of nodes) makeCache(node, outdir, 'preload.cjs');
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { node: { type: 'string', multiple: true } },
  });
  if (positionals.length !== 1) throw new Error('name one folder for the layer');
  await buildLayer({ outdir: positionals[0], nodes: values.node });
}
