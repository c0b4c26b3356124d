import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import ts from 'typescript';
import { bundledTexts } from './bundled.mjs';
import { foldConstants } from './constants.mjs';
import { compileEarly, compileTelemetryEarly } from './eager.mjs';
import { buildLazyParts, LAZY } from './lazy-parts.mjs';
import { precomputed } from './precomputed.mjs';
import { telemetryTypes } from './telemetry-types.mjs';

const here = import.meta.dirname;

/** What the package exports, besides types. */
const EXPORTS = ['BulkheadBlockedError', 'configure', 'countHops', 'markUntrusted', 'protect', 'VERSION'];

/**
 * What is built, from which entry, in which module form. The entries of the package, index.cjs and index.mjs, load
 * runtime.cjs: one copy of the code whichever way it is loaded.
 */
const OUTPUTS = [
  { file: 'runtime.cjs', entry: 'src/index.ts', format: 'cjs', names: EXPORTS, early: true, parts: true },
  { file: 'preload.cjs', entry: 'src/layer/preload.ts', format: 'cjs', early: true, parts: true },
  { file: 'layer-handler.mjs', entry: 'src/layer/handler.ts', format: 'esm' },
  { file: 'layer-handler-cjs.cjs', entry: 'src/layer/handler-cjs.ts', format: 'cjs' },
  { file: 'inherited.cjs', entry: 'src/loader/inherited.ts', format: 'cjs' },
  { file: 'proxy.cjs', entry: 'src/proxy/proxy.ts', format: 'cjs', parts: true },
  // Copies in one process share the store of what is followed.
  { file: 'telemetry.cjs', entry: 'src/telemetry/index.ts', format: 'cjs' },
  { file: 'telemetry-lean.cjs', entry: 'src/telemetry/lean.ts', format: 'cjs' },
];

/** The telemetry as ES modules, with one copy of what both entries have. */
const TELEMETRY = { telemetry: 'src/telemetry/index.ts', 'telemetry-lean': 'src/telemetry/lean.ts' };
const SHARED = 'telemetry-shared';

const INDEX_MJS = `import bulkhead from './index.cjs';
export const { ${EXPORTS.join(', ')} } = bulkhead;
`;

/**
 * Builtins without `require`: an ES module bundle of somebody's function has none. Each name is taken by itself, since
 * esbuild's own way copies every property of the module (`fs` has getters that load more of Node.js).
 */
const builtins = {
  name: 'builtins',
  setup(bundler) {
    bundler.onResolve({ filter: /^node:/ }, ({ path, importer }) =>
      importer.includes('/layer/') ? undefined : { path, namespace: 'builtin' },
    );
    bundler.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => {
      const names = Object.keys(process.getBuiltinModule(path)).filter((name) => /^[a-zA-Z]\w*$/.test(name));
      const contents = [
        `const module = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(path)});`,
        ...names.map((name) => `export const ${name} = /* @__PURE__ */ (() => module.${name})();`),
        'export default module;',
      ];
      return { contents: contents.join('\n'), loader: 'js' };
    });
  },
};

export const SETTINGS = {
  bundle: true,
  minify: true,
  // Errors are recognised by class name in logs.
  keepNames: false,
  platform: 'node',
  target: 'node20',
  conditions: ['bulkhead-source'],
  // One character beyond ASCII doubles the memory that V8 takes for the source.
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'error',
};

/**
 * @param {object[]} plugins what {@link buildLazyParts} gave
 * @param names what a CommonJS file exports, as plain properties: esbuild's own way is a loop over what an object and its
 *   prototypes hold, so that `Object.prototype.x = 1` somewhere in a function would keep a part from being loaded
 */
function bundleOne(entry, outfile, format, { plugins, names }) {
  const contents = names && `import { ${names} } from ${JSON.stringify(entry)}; module.exports = { ${names} };`;
  const from = contents
    ? { stdin: { contents, resolveDir: dirname(entry) }, banner: { js: '"use strict";' } }
    : { entryPoints: [entry] };
  return bundle({ ...SETTINGS, ...from, outfile, format, plugins: [...PLUGINS, ...plugins] });
}

/**
 * ES modules that other people's bundlers take apart: minified by names only, since minifying more drops the comments by which
 * bundlers know what they may leave out.
 * @param {string} outdir
 */
export async function bundleTelemetry(outdir) {
  await bundle({
    ...SETTINGS,
    minify: false,
    minifyIdentifiers: true,
    entryPoints: Object.entries(TELEMETRY).map(([out, entry]) => ({ in: join(here, entry), out })),
    outdir,
    format: 'esm',
    splitting: true,
    chunkNames: SHARED,
    outExtension: { '.js': '.mjs' },
    plugins: [pureSources, builtins],
  });
  const entries = Object.keys(TELEMETRY).map((name) => join(outdir, `${name}.mjs`));
  // What is in a variable at the top of a module no bundler puts where it is used.
  foldFile(join(outdir, `${SHARED}.mjs`), true);
  compileTelemetryEarly(join(outdir, `${SHARED}.mjs`), entries);
}

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

/** Read when it is called: plug-ins are named below. */
const PLUGINS = [pureSources, precomputed, builtins];

/**
 * Builds one entry as the package's own are built, with its lazy parts beside it; for benchmarks.
 * @param {string} entry
 * @param {string} outfile
 */
export async function buildEntry(entry, outfile) {
  const { plugins } = await buildLazyParts(dirname(outfile), [entry], { settings: SETTINGS, plugins: PLUGINS });
  await bundleOne(entry, outfile, 'cjs', { plugins });
  foldFile(outfile);
  compileEarly(outfile);
}

/**
 * Builds what goes into the npm package and the layer.
 * @param {{ outdir?: string, nodes?: readonly string[] }} [options] nodes: binaries to make V8's code cache for
 * @returns {Promise<Record<string, number>>} bytes by file
 */
export async function build({ outdir = join(here, 'dist'), nodes = [] } = {}) {
  mkdirSync(outdir, { recursive: true });
  rmSync(join(outdir, 'cache'), { recursive: true, force: true });
  const sizes = {};
  const users = OUTPUTS.filter(({ parts }) => parts).map(({ entry }) => join(here, entry));
  const { parts, plugins } = await buildLazyParts(outdir, users, { settings: SETTINGS, plugins: PLUGINS });
  for (const { file, entry, format, names } of OUTPUTS) {
    await bundleOne(join(here, entry), join(outdir, file), format, { names, plugins });
  }
  await bundleTelemetry(outdir);
  for (const name of [...Object.keys(TELEMETRY), SHARED])
    sizes[`${name}.mjs`] = statSync(join(outdir, `${name}.mjs`)).size;
  writeFileSync(join(outdir, 'index.mjs'), INDEX_MJS);
  sizes['index.mjs'] = INDEX_MJS.length;
  for (const { file, early } of OUTPUTS) {
    if (early) {
      foldFile(join(outdir, file));
      compileEarly(join(outdir, file));
    }
    if (file.startsWith('telemetry')) compileTelemetryEarly(join(outdir, file), [join(outdir, file)]);
    if (file === 'runtime.cjs') sizes['index.cjs'] = await buildEntryFile(outdir);
    sizes[file] = statSync(join(outdir, file)).size;
  }
  sizes['bundled.mjs'] = await buildForBundlers(outdir);
  for (const part of parts) sizes[`${LAZY}/${part}`] = statSync(join(outdir, LAZY, part)).size;
  const declarations = join(outdir, 'index.d.ts');
  writeFileSync(declarations, publicTypes());
  writeFileSync(join(outdir, 'index.d.cts'), publicTypes());
  sizes['index.d.ts'] = statSync(declarations).size;
  for (const extension of ['d.ts', 'd.cts']) {
    writeFileSync(join(outdir, `telemetry.${extension}`), telemetryTypes(TELEMETRY.telemetry));
    writeFileSync(join(outdir, `telemetry-lean.${extension}`), telemetryTypes(TELEMETRY['telemetry-lean']));
  }
  for (const node of nodes) makeCache(node, outdir, 'index.cjs');
  return sizes;
}

function foldFile(file, numbersOnly = false) {
  writeFileSync(file, foldConstants(readFileSync(file, 'utf8'), numbersOnly));
}

/** Marks runtime.cjs and builds the file that looks for the mark. */
async function buildEntryFile(outdir) {
  const runtime = join(outdir, 'runtime.cjs');
  const text = readFileSync(runtime, 'utf8');
  const mark = `/*bulkhead ${sha256(text).slice(0, 16)}*/`;
  writeFileSync(runtime, mark + text);
  const outfile = join(outdir, 'index.cjs');
  await bundle({
    ...SETTINGS,
    entryPoints: [join(here, 'src/loader/package.ts')],
    outfile,
    format: 'cjs',
    plugins: [builtins],
    external: ['./runtime.cjs'],
    define: { BULKHEAD_BUILD: JSON.stringify(buildOf(outdir)), BULKHEAD_MARK: JSON.stringify(mark) },
  });
  compileEarly(outfile);
  return statSync(outfile).size;
}

/** What other people's bundlers take, made of what is built already. */
async function buildForBundlers(outdir) {
  const outfile = join(outdir, 'bundled.mjs');
  await bundle({
    ...SETTINGS,
    entryPoints: [join(here, 'src/loader/bundled.ts')],
    outfile,
    format: 'esm',
    plugins: [bundledTexts(outdir), builtins],
  });
  return statSync(outfile).size;
}

/** Which build a folder's runtime is: what its code caches must belong to. */
export function buildOf(folder) {
  return sha256(readFileSync(join(folder, 'runtime.cjs')));
}

function sha256(text) {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Writes V8's code cache of a folder's runtime for a Node.js binary. In an environment of its own: what is set here must not
 * reach the runtime that is run for it.
 */
export function makeCache(node, folder, entry) {
  execFileSync(node, [join(here, 'make-cache.mjs'), folder, buildOf(folder), entry], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
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

/** Sets the policy of the process: see {@link Configure}. */
export declare const configure: Configure;

/** Counts a value as event data: see {@link MarkUntrusted}. */
export declare const markUntrusted: MarkUntrusted;

/** Counts how often a chain of requests comes back: see {@link CountHops}. */
export declare const countHops: CountHops;

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
  const { values } = parseArgs({ options: { node: { type: 'string', multiple: true } } });
  const sizes = await build({ nodes: values.node });
  for (const [file, bytes] of Object.entries(sizes)) console.log(`${file.padEnd(20)} ${bytes} B`);
}
