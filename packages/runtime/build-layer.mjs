import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import { build, SETTINGS } from './build.mjs';

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
  for (const file of ['runtime.cjs', ...readdirSync(join(outdir, 'lazy')).map((name) => join('lazy', name))])
    wrap(join(outdir, file));
  cpSync(join(here, 'src/layer/exec-wrapper'), join(outdir, 'exec-wrapper'));
  chmodSync(join(outdir, 'exec-wrapper'), 0o755);
  rmSync(join(outdir, 'dist'), { recursive: true, force: true });
  const id = createHash('sha256')
    .update(readFileSync(join(outdir, 'runtime.cjs')))
    .digest('hex');
  await bundle({
    ...SETTINGS,
    entryPoints: [join(here, 'src/layer/cached.ts')],
    outfile: join(outdir, 'preload.cjs'),
    format: 'cjs',
    define: { BULKHEAD_BUILD: JSON.stringify(id) },
  });
  for (const node of nodes) makeCache(node, outdir, id);
}

/** As src/layer/cached.ts wants it. */
function wrap(file) {
  writeFileSync(file, `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`);
}

/** In an environment of its own: what is set here must not reach the runtime that is run for it. */
function makeCache(node, outdir, id) {
  execFileSync(node, [join(here, 'make-cache.mjs'), outdir, id], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { node: { type: 'string', multiple: true } },
  });
  if (positionals.length !== 1) throw new Error('name one folder for the layer');
  await buildLayer({ outdir: positionals[0], nodes: values.node });
}
