import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a plain script without declarations
import { buildLayer } from '../../build-layer.mjs';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { nodeBinaries } from '../testing/nodes.ts';

const { folder: dist } = builtPackage();
const root = tempFolder();
const layer = join(root, 'layer');
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
const { protect } = globalThis[Symbol.for('bulkhead.layer.v1')];
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
  writeFileSync(join(root, 'spy.cjs'), SPY);
  writeFileSync(join(root, 'function.cjs'), FUNCTION);
}, 60_000);

function run(folder: string, node: string, flags: readonly string[] = []): { answers: unknown[]; caches: boolean[] } {
  const preload = ['--require', join(root, 'spy.cjs'), '--require', join(folder, 'preload.cjs')];
  const { stdout, stderr } = spawnSync(node, [...flags, ...preload, join(root, 'function.cjs')], {
    env: { PATH: process.env['PATH'], _HANDLER: 'function.handler', AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9' },
    encoding: 'utf8',
  });
  expect(stdout).toContain('"installed":"layer"');
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
    if (used) expect(caches.length).toBeGreaterThan(1);
    expect(caches).toEqual(caches.map(() => true));
    expect(caches.length > 0).toBe(used);
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

it('a layer without caches works as well', async () => {
  const plain = join(root, 'plain');
  await buildLayer({ outdir: plain, dist });
  expect(run(plain, process.execPath)).toEqual({ answers: GUARDED, caches: [] });
});
