import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { query, runScenario } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
mkdirSync(join(folder, 'docs'));
writeFileSync(join(folder, 'docs/a.txt'), 'hello');
writeFileSync(join(folder, 'secret.txt'), 'secret');
const gracefulFs = JSON.stringify(createRequire(import.meta.url).resolve('graceful-fs'));

const READS = `exports.handler = async (event) => {
  const p = ${JSON.stringify(join(folder, 'docs'))} + '/' + event.queryStringParameters.q;
  const told = [];
  for (const read of [
    () => use.readFileSync(p, 'utf8'),
    () => new Promise((ok, no) => use.readFile(p, 'utf8', (e, t) => (e ? no(e) : ok(t)))),
    () => new Promise((ok, no) => { let t = ''; use.createReadStream(p).on('data', (d) => (t += d)).on('end', () => ok(t)).on('error', no); }),
    () => use.promises.readFile(p, 'utf8'),
  ]) told.push(await read().catch?.((e) => e.code) ?? 'none');
  return told;
};`.replace("() => use.readFileSync(p, 'utf8')", "async () => use.readFileSync(p, 'utf8')");

it.each(
  nodeBinaries().flatMap(({ name, path }) => [
    [`${name}: graceful-fs loaded after the guard`, path, `const use = require(${gracefulFs});`, []] as const,
    [
      `${name}: fs made graceful after the guard`,
      path,
      `const use = require('fs'); require(${gracefulFs}).gracefulify(use);`,
      [],
    ] as const,
    [
      `${name}: fs made graceful before the guard`,
      path,
      `const use = require('fs');`,
      ['--require', join(folder, 'first.cjs')],
    ] as const,
  ]),
)('%s', async (_name, node, head, nodeArgs) => {
  writeFileSync(join(folder, 'first.cjs'), `require(${gracefulFs}).gracefulify(require('fs'));`);
  const events = [query({ q: 'a.txt' }), query({ q: '../secret.txt' })];
  const code = `${head}\n${READS}`;
  const off = await runScenario({
    node,
    dist,
    folder,
    form: 'cjs',
    code,
    events,
    nodeArgs,
    env: { BULKHEAD_MODE: 'off' },
  });
  expect(off.answers.map(({ result }) => result)).toEqual([Array(4).fill('hello'), Array(4).fill('secret')]);
  const on = await runScenario({ node, dist, folder, form: 'cjs', code, events, nodeArgs });
  // Its streams keep the `fs.open` that they took; what was taken before us is not guarded (docs/limits.md).
  const stream = nodeArgs.length > 0 ? 'secret' : 'BULKHEAD_BLOCKED';
  expect(on.answers.map(({ result }) => result)).toEqual([
    Array(4).fill('hello'),
    ['BULKHEAD_BLOCKED', 'BULKHEAD_BLOCKED', stream, 'BULKHEAD_BLOCKED'],
  ]);
  expect(on.faults).toEqual([]);
});
