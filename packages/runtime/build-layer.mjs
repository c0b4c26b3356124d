import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import { build, buildOf, makeCache, SETTINGS } from './build.mjs';
import { inOrder } from './layer-order.mjs';

/*
 * Builds the folder that a layer holds at /opt/bulkhead:
 *   node packages/runtime/build-layer.mjs OUTDIR [--node PATH …]
 * For each Node.js named it writes V8's code cache. V8 takes a cache from the very binary that made it alone, so name those
 * that Lambda runs, as they are in public.ecr.aws/lambda/nodejs; under any other the layer works as well, only slower.
 */

const here = import.meta.dirname;
const FILES = ['layer-handler.mjs', 'layer-handler-cjs.cjs'];

/**
 * @param {{ outdir: string, nodes?: readonly string[], dist?: string }} options
 * @returns {Promise<void>}
 */
export async function buildLayer({ outdir, nodes = [], dist }) {
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  if (dist === undefined) await build({ outdir: join(outdir, 'dist') });
  const from = dist ?? join(outdir, 'dist');
  for (const name of FILES) cpSync(join(from, name), join(outdir, name));
  const text = readFileSync(join(from, 'preload.cjs'), 'utf8');
  writeFileSync(
    join(outdir, 'runtime.cjs'),
    `(function (exports, require, module, __filename, __dirname) {${text}\n})`,
  );
  const wrapper = readFileSync(join(here, 'src/layer/exec-wrapper'), 'utf8');
  writeFileSync(join(outdir, 'exec-wrapper'), wrapper.replace(/^# .*\n/gm, ''));
  chmodSync(join(outdir, 'exec-wrapper'), 0o755);
  const parts = joinParts(join(from, 'lazy'), join(outdir, 'parts.txt'));
  rmSync(join(outdir, 'dist'), { recursive: true, force: true });
  await bundle({
    ...SETTINGS,
    entryPoints: [join(here, 'src/layer/cached.ts')],
    outfile: join(outdir, 'preload.cjs'),
    format: 'cjs',
    define: { BULKHEAD_BUILD: JSON.stringify(buildOf(outdir)), BULKHEAD_PARTS: JSON.stringify(parts) },
  });
  for (const node of nodes) makeCache(node, outdir, 'preload.cjs');
}

/**
 * Writes the lazy parts into one file: the zip is 20 kB smaller than with a file each, a third of that by their headers.
 * @returns {string} what it holds, as `BULKHEAD_PARTS` says it
 */
function joinParts(folder, file) {
  const parts = new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'latin1')]),
  );
  const lengths = [];
  let text = '';
  for (const name of inOrder(parts.keys())) {
    const part = parts.get(name);
    lengths.push(`${name.slice(0, -'.cjs'.length)} ${part.length}`);
    text += part;
  }
  writeFileSync(file, text, 'latin1');
  return lengths.join(' ');
}

if (process.argv[1] === import.meta.filename) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { node: { type: 'string', multiple: true } },
  });
  if (positionals.length !== 1) throw new Error('name one folder for the layer');
  await buildLayer({ outdir: positionals[0], nodes: values.node });
}
