import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a plain script without declarations
import { makeCache } from '../../build.mjs';
// @ts-expect-error a plain script without declarations
import { buildLayer } from '../../build-layer.mjs';
// @ts-expect-error a plain script without declarations
import { inQuotes } from '../../bundled.mjs';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';

const { folder: dist } = builtPackage();
const root = tempFolder();
const layer = join(root, 'layer');
const cachedPackage = join(root, 'package');
const nodes = nodeBinaries();

/** Tells what V8 said of each cache. */
const SPY = `const vm = require('node:vm');
const { Script } = vm;
globalThis.caches = [];
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options);
    if (options?.cachedData) globalThis.caches.push(!this.cachedDataRejected);
  }
};`;

const FUNCTION = `const { execSync } = require('node:child_process');
const { protect } = globalThis[Symbol.for('bulkhead.layer.v1')] ?? require(process.env.PACKAGE);
(0, eval)(process.env.BEFORE ?? '');
const handler = protect(async ({ q }) => (q.includes('--') ? 'not run' : execSync('echo ' + q).toString()));
(async () => {
  const answers = [];
  for (const q of ['world', 'x; echo pwned', "x' or 1=1 union select a from b--"]) {
    answers.push(await handler({ q }, { awsRequestId: q }).catch((error) => error.code));
  }
  require('node:fs').writeSync(2, JSON.stringify({ answers, caches: globalThis.caches }));
})();`;

beforeAll(async () => {
  await buildLayer({ outdir: layer, dist, nodes: nodes.map(({ path }) => path) });
  cpSync(dist, cachedPackage, { recursive: true });
  for (const { path } of nodes) makeCache(path, cachedPackage, 'index.cjs');
  writeFileSync(join(root, 'spy.cjs'), SPY);
  writeFileSync(join(root, 'function.cjs'), FUNCTION);
}, 60_000);

interface Outcome {
  readonly answers: unknown[];
  readonly caches: boolean[];
}

function run(folder: string, node: string, flags: readonly string[] = [], before = ''): Outcome {
  return start(['--require', join(folder, 'preload.cjs')], 'layer', node, flags, { BEFORE: before });
}

function runPackage(folder: string, node: string, before = ''): Outcome {
  return start([], 'protect', node, [], { BEFORE: before, PACKAGE: join(folder, 'index.cjs') });
}

function start(
  preload: readonly string[],
  installed: string,
  node: string,
  flags: readonly string[],
  more: Readonly<Record<string, string>>,
  file = join(root, 'function.cjs'),
): Outcome {
  const args = [...flags, '--require', join(root, 'spy.cjs'), ...preload, file];
  const { stdout, stderr } = spawnSync(node, args, {
    env: { PATH: process.env['PATH'], _HANDLER: 'function.handler', AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9', ...more },
    encoding: 'utf8',
  });
  expect(stdout, stderr).toContain(`"installed":"${installed}"`);
  expect(stdout).toContain('"class":"sqli"');
  return JSON.parse(stderr);
}

/** A layer of its own whose caches somebody has changed. */
function changed(change: (file: string, bytes: Buffer) => void): string {
  const copy = join(root, `copy-${Math.random()}`);
  cpSync(layer, copy, { recursive: true });
  for (const name of readdirSync(join(copy, 'cache'), { recursive: true }) as string[]) {
    const file = join(copy, 'cache', name);
    if (file.endsWith('.bin')) change(file, readFileSync(file));
  }
  return copy;
}

/** The third is only reported. */
const GUARDED = ['world\n', 'BULKHEAD_BLOCKED', 'not run'];
const LAMBDA = ['--expose-gc', '--max-http-header-size=81920', '--max-semi-space-size=25', '--max-old-space-size=460'];

describe.each(nodes)("the layer's code cache, $name", ({ path: node }) => {
  it.each<[string, readonly string[], boolean]>([
    ['without flags', [], true],
    ['with the flags that Lambda gives a function of 512 MB', LAMBDA, true],
    ['with a flag that may change code', ['--max-lazy'], false],
  ])('is used %s', (_name, flags, used) => {
    const { answers, caches } = run(layer, node, flags);
    expect(answers).toEqual(GUARDED);
    expect(caches).toEqual(used ? [true] : []);
  });

  it.each<[string, (file: string, bytes: Buffer) => void]>([
    ['missing', (file) => rmSync(file)],
    ['empty', (file) => writeFileSync(file, '')],
    ['cut off in its head', (file, bytes) => writeFileSync(file, bytes.subarray(0, 70))],
    ['cut off', (file, bytes) => writeFileSync(file, bytes.subarray(0, bytes.length - 100))],
    [
      'of another build',
      (file, bytes) => writeFileSync(file, Buffer.concat([Buffer.alloc(64, 48), bytes.subarray(64)])),
    ],
    [
      'of another V8',
      (file, bytes) => writeFileSync(file, Buffer.concat([bytes.subarray(0, 68), Buffer.alloc(4), bytes.subarray(72)])),
    ],
    [
      'no cache at all',
      (file, bytes) => writeFileSync(file, Buffer.concat([bytes.subarray(0, 64), Buffer.alloc(9_000)])),
    ],
  ])('that is %s is not used, and nothing else changes', (_name, change) => {
    const { answers, caches } = run(changed(change), node);
    expect(answers).toEqual(GUARDED);
    expect(caches).not.toContain(true);
  });
});

/** Puts parts that see nothing where Node.js keeps what was required, and where it compiles. */
const POISON = (folder: string): string => `const blind = new Proxy({}, { get: () => () => undefined });
  const { Module } = process.getBuiltinModule('module');
  const folder = ${JSON.stringify(join(folder, 'lazy'))};
  for (const name of ${JSON.stringify(readdirSync(join(dist, 'lazy')))}) {
    Module._cache[folder + '/' + name] = Object.assign(new Module(folder + '/' + name), { exports: blind, loaded: true });
  }
  const load = Module._load;
  Module._load = (id, ...rest) => (id.includes('lazy') ? blind : load(id, ...rest));
  const vm = process.getBuiltinModule('vm');
  const empty = () => (exports) => { exports.__proto__ = blind; };
  vm.Script.prototype.runInThisContext = empty;
  Object.getPrototypeOf(vm.Script.prototype).runInContext = empty;
  vm.compileFunction = empty;
  const fs = process.getBuiltinModule('fs');
  fs.readFileSync = () => '';
  fs.openSync = fs.readSync = () => 0;
  Buffer.prototype.latin1Slice = () => '';
  Object.prototype.contextExtensions = [{ exports: {} }];`;

describe.each(nodes)("the package's code cache, $name", ({ path: node }) => {
  it('is used where the package holds one', () => {
    expect(runPackage(cachedPackage, node)).toEqual({ answers: GUARDED, caches: [true] });
    expect(runPackage(dist, node)).toEqual({ answers: GUARDED, caches: [] });
  });

  it('is not used for another build', () => {
    const copy = join(root, `other-${Math.random()}`);
    cpSync(cachedPackage, copy, { recursive: true });
    writeFileSync(join(copy, 'runtime.cjs'), `${readFileSync(join(copy, 'runtime.cjs'), 'utf8')};`);
    // Of the same start, so that the runtime is ours; the source's length is what V8 looks at.
    expect(runPackage(copy, node)).toEqual({ answers: GUARDED, caches: [false] });
  });

  it("somebody else's runtime.cjs is not ours", () => {
    const copy = join(root, `foreign-${Math.random()}`);
    cpSync(dist, copy, { recursive: true });
    writeFileSync(join(copy, 'runtime.cjs'), 'exports.protect = () => async () => "foreign";');
    writeFileSync(
      join(copy, 'bundle.cjs'),
      `const ours = require(${JSON.stringify(join(dist, 'runtime.cjs'))});
      require.cache[require.resolve('./runtime.cjs')] = { exports: ours, loaded: true };
      module.exports = require('./index.cjs');`,
    );
    expect(start([], 'protect', node, [], { PACKAGE: join(copy, 'bundle.cjs') }).answers).toEqual(GUARDED);
  });
});

describe.each(nodes)('parts that are loaded after user code, $name', ({ path: node }) => {
  it.each([
    ['layer', () => run(layer, node, [], POISON(layer))],
    ['package', () => runPackage(dist, node, POISON(dist))],
  ])('are our own, whatever stands in the way (%s)', (_name, poisoned) => {
    expect(poisoned().answers).toEqual(GUARDED);
  });
});

/** The same function with the package in one file, as a user's esbuild makes it. */
async function bundled(format: 'cjs' | 'esm', load: 'import' | 'require', minify: boolean): Promise<string> {
  const home = join(root, 'user');
  mkdirSync(join(home, 'node_modules/@bulkhead/runtime'), { recursive: true });
  const installed = join(home, 'node_modules/@bulkhead/runtime');
  rmSync(join(installed, 'dist'), { force: true });
  symlinkSync(dist, join(installed, 'dist'));
  cpSync(join(import.meta.dirname, '../../package.json'), join(installed, 'package.json'));
  const [, ...rest] = FUNCTION.split('\n').slice(1);
  const head = "const { execSync } = process.getBuiltinModule('node:child_process');";
  const from =
    load === 'import'
      ? "import { protect } from '@bulkhead/runtime';"
      : "const { protect } = require('@bulkhead/runtime');";
  const contents = [from, head, ...rest]
    .join('\n')
    .replace("require('node:fs')", "process.getBuiltinModule('node:fs')");
  const outfile = join(home, `${load}-${minify}.${format === 'cjs' ? 'cjs' : 'mjs'}`);
  await bundle({
    stdin: { contents, resolveDir: home },
    outfile,
    format,
    minify,
    bundle: true,
    platform: 'node',
    preserveSymlinks: true,
    logLevel: 'error',
  });
  return outfile;
}

describe.each(nodes)('in a bundle of the function, $name', ({ path: node }) => {
  it.each<['cjs' | 'esm', 'import' | 'require', boolean]>([
    ['cjs', 'import', true],
    ['cjs', 'import', false],
    ['cjs', 'require', true],
    ['esm', 'import', true],
    ['esm', 'require', true],
  ])('%s by %s, minified: %s', async (format, load, minify) => {
    const file = await bundled(format, load, minify);
    expect(start([], 'protect', node, [], {}, file)).toEqual({ answers: GUARDED, caches: [] });
  });

  it('parts are our own, whatever stands in the way', async () => {
    const file = await bundled('cjs', 'import', true);
    const poison = POISON('bulkhead:');
    expect(start([], 'protect', node, [], { BEFORE: poison }, file).answers).toEqual(GUARDED);
  });
});

describe('texts in a bundle', () => {
  it.each<[string, 'cjs' | 'esm', boolean]>([
    ['CommonJS', 'cjs', true],
    ['an ES module', 'esm', true],
    ['CommonJS that is not minified', 'cjs', false],
  ])('stay what they are, in quotes: %s', async (_name, format, minify) => {
    const text = readFileSync(await bundled(format, 'import', minify), 'utf8');
    const literals = [...text.matchAll(/(?:=|return)\s*(["'`])(?:\/\*bulkhead|"use strict";let part)/g)];
    const parts = readdirSync(join(dist, 'lazy')).length;
    expect(literals.map(([, quote]) => quote).filter((quote) => quote !== '`')).toHaveLength(parts + 1);
    // What V8 compiles at once (eager.mjs).
    const runtime = readFileSync(join(dist, 'runtime.cjs'), 'utf8');
    const eager = (source: string) => source.split('=(function(').length - 1;
    expect(eager(runtime)).toBeGreaterThan(200);
    expect(eager(text)).toBeGreaterThanOrEqual(eager(runtime));
  });

  it.each([
    ['plain', 'plain'],
    ['"a"', '"a"'],
    [`"a" 'b'`, `"a" 'b'//\`\``],
    [`"a" 'b' \`c\``, `"a" 'b' \`c\``],
    [`"a" 'b' \${c}`, `"a" 'b' \${c}//\``],
    [`"a"\n'b'`, `"a"\n'b'//\`\`\``],
  ])('%j is kept as %j', (text, kept) => expect(inQuotes(text)).toBe(kept));
});

it('a layer without caches works as well', async () => {
  const plain = join(root, 'plain');
  await buildLayer({ outdir: plain, dist });
  expect(run(plain, process.execPath)).toEqual({ answers: GUARDED, caches: [] });
});
