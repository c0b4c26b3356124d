import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { commonJsPart } from './commonjs-part.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds a program that reads templates and code: ES modules, and beside them the data that it looks up by path (grammars,
 * IAM's actions). What one part alone needs lies in a file of its own.
 * @param {{ entry: string, outdir: string, external: readonly string[], isCommonJs?: boolean }} options
 */
export async function buildProgram({ entry, outdir, external, isCommonJs = false }) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    outdir,
    outExtension: { '.js': '.mjs' },
    // What one command alone needs (the AWS SDK) is no cold start of the others.
    splitting: true,
    chunkNames: 'part-[hash]',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['bulkhead-source'],
    external: [...external],
    ...(isCommonJs
      ? { define: { 'import.meta.url': 'bulkheadUrl' } }
      : // Bundled CommonJS packages (commander, yaml) ask for require.
        {
          banner: {
            js: "import { createRequire as bulkheadRequire } from 'node:module'; const require = bulkheadRequire(import.meta.url);",
          },
        }),
    write: !isCommonJs,
    legalComments: 'linked',
    logLevel: 'warning',
  });
  await mkdir(outdir, { recursive: true });
  for (const { path, text } of outputFiles ?? []) {
    const isPart = path.endsWith('.mjs');
    await writeFile(isPart ? path.replace(/\.mjs$/, '.cjs') : path, isPart ? commonJsPart(text) : text);
  }
  const { copyGrammar } = await import(pathToFileURL(join(root, 'packages/code/grammar.mjs')).href);
  await copyGrammar({ outdir });
  await cp(join(root, 'packages/iam/data/services.ndjson'), join(outdir, 'iam', 'services.ndjson'));
}

/**
 * Puts the layer's files beside a program that attaches it. `packages/runtime/dist` has to be there.
 * @param {{ outdir: string }} options
 */
export async function addLayer({ outdir }) {
  const { buildLayer } = await import(pathToFileURL(join(root, 'packages/runtime/build-layer.mjs')).href);
  await buildLayer({ outdir: join(outdir, 'layer'), dist: join(root, 'packages/runtime/dist') });
}
