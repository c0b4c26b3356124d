import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import ts from 'typescript';

const here = import.meta.dirname;

/** What is built, from which entry, in which module form. */
const OUTPUTS = [
  { file: 'index.mjs', entry: 'src/index.ts', format: 'esm' },
  { file: 'index.cjs', entry: 'src/index.ts', format: 'cjs' },
  { file: 'preload.cjs', entry: 'src/layer/preload.ts', format: 'cjs' },
  { file: 'layer-handler.mjs', entry: 'src/layer/handler.ts', format: 'esm' },
  { file: 'layer-handler-cjs.cjs', entry: 'src/layer/handler-cjs.ts', format: 'cjs' },
];

/** Our packages do nothing by being imported, so that what is not used can be left out whole. */
const pureSources = {
  name: 'pure-sources',
  setup(bundler) {
    bundler.onResolve({ filter: /^@bulkhead\// }, async ({ path, pluginData, ...options }) => {
      if (pluginData === 'resolved') return undefined;
      const found = await bundler.resolve(path, { ...options, pluginData: 'resolved' });
      return { path: found.path, sideEffects: false };
    });
    bundler.onResolve({ filter: /^\.\// }, async ({ path, pluginData, ...options }) => {
      if (pluginData === 'resolved' || !options.importer.includes('/packages/core/')) return undefined;
      const found = await bundler.resolve(path, { ...options, pluginData: 'resolved' });
      return { path: found.path, sideEffects: false };
    });
  },
};

/**
 * Builds what goes into the npm package and the layer.
 * @param {{ outdir?: string }} [options]
 * @returns {Promise<Record<string, number>>} bytes by file
 */
export async function build({ outdir = join(here, 'dist') } = {}) {
  mkdirSync(outdir, { recursive: true });
  const sizes = {};
  for (const { file, entry, format } of OUTPUTS) {
    const outfile = join(outdir, file);
    await bundle({
      entryPoints: [join(here, entry)],
      outfile,
      format,
      bundle: true,
      minify: true,
      // Errors are recognised by class name in logs.
      keepNames: false,
      platform: 'node',
      target: 'node20',
      conditions: ['bulkhead-source'],
      legalComments: 'none',
      logLevel: 'error',
      plugins: [pureSources],
    });
    sizes[file] = statSync(outfile).size;
  }
  const declarations = join(outdir, 'index.d.ts');
  writeFileSync(declarations, publicTypes());
  writeFileSync(join(outdir, 'index.d.cts'), publicTypes());
  sizes['index.d.ts'] = statSync(declarations).size;
  return sizes;
}

/**
 * The package's types in one file: types.ts imports nothing, so that its declarations stand alone, and the two values are
 * declared by it or here. index.types.test.ts holds this file against the sources.
 */
function publicTypes() {
  const source = readFileSync(join(here, 'src/types.ts'), 'utf8');
  const { outputText } = ts.transpileDeclaration(source, { compilerOptions: { strict: true }, fileName: 'types.ts' });
  return `${outputText.replace(/^export \{\};\n/m, '')}
/** Wraps a Lambda handler: see {@link Protect}. */
export declare const protect: Protect;

/** What a blocked operation throws or rejects with. */
export declare class BulkheadBlockedError extends Error {
  readonly name: 'BulkheadBlockedError';
  readonly code: 'BULKHEAD_BLOCKED';
  readonly requestId: string;
  /** Attack class, such as \`cmdi\`. */
  readonly class: string;
}

/** Version of this package. */
export declare const VERSION: string;
`;
}

if (process.argv[1] === import.meta.filename) {
  const sizes = await build();
  for (const [file, bytes] of Object.entries(sizes)) console.log(`${file.padEnd(20)} ${bytes} B`);
}
