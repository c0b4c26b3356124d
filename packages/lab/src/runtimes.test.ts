import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findRuntimes, howToInstall, planRuntime, type RuntimeInventory } from './runtimes.ts';

const ric3 = { version: '3.3.0', folder: '/r/3' };
const ric4 = { version: '4.0.2', folder: '/r/4' };
const node = (version: string) => ({ version, path: `/n/${version}/bin/node` });
const full: RuntimeInventory = {
  rics: new Map([
    [3, ric3],
    [4, ric4],
  ]),
  nodes: new Map([
    [20, node('20.20.2')],
    [22, node('22.23.3')],
    [24, node('24.21.0')],
  ]),
  currentNode: node('20.20.2'),
  pythons: () => new Map([['3.11', { version: '3.11.7', path: '/usr/bin/python3' }]]),
};
const bare: RuntimeInventory = {
  rics: new Map(),
  nodes: new Map([[20, node('20.20.2')]]),
  currentNode: node('20.20.2'),
  pythons: () => new Map(),
};

describe('which runtime runs a function', () => {
  it.each([
    ['nodejs24.x', full, 'aws-lambda-ric 4.0.2 on Node 24.21.0', undefined],
    ['nodejs22.x', full, 'aws-lambda-ric 3.3.0 on Node 22.23.3', undefined],
    ['nodejs20.x', full, 'aws-lambda-ric 3.3.0 on Node 20.20.2', undefined],
    ['nodejs8.10', full, 'aws-lambda-ric 3.3.0 on Node 20.20.2', 'nodejs8.10 is past its end; run as nodejs20.x'],
    ['nodejs', full, 'none', undefined],
    ['nodejs26.x', full, 'aws-lambda-ric 4.0.2 on Node 20.20.2 instead of 26', /Node\.js 26 is not installed/],
    ['nodejs22.x', bare, 'Bulkhead bootstrap on Node 20.20.2 instead of 22', /npm ci --prefix tools\/runtimes/],
    ['nodejs20.x', bare, 'Bulkhead bootstrap on Node 20.20.2', undefined],
    ['python3.11', full, 'Bulkhead Python client on Python 3.11.7', undefined],
    ['python3.13', full, 'Bulkhead Python client on Python 3.11.7 instead of 3.13', /Python 3\.13 is not installed/],
    ['python3.11', bare, 'none', undefined],
    ['java21', full, 'none', undefined],
    ['provided.al2023', full, 'none', undefined],
  ])('%s', (runtime, inventory, runsOn, notice) => {
    const plan = planRuntime(runtime, inventory);
    expect(plan.is === 'none' ? 'none' : plan.runsOn).toBe(runsOn);
    if (plan.is === 'none') expect(plan.reason).not.toBe('');
    else if (notice === undefined) expect(plan.notice).toBeUndefined();
    else expect(plan.notice).toMatch(notice);
  });
});

it('what to do about a Node.js that is not there works without a checkout, too', () => {
  expect(howToInstall(22)).toBe('npm ci --prefix tools/runtimes');
  expect(howToInstall(22, join(tmpdir(), 'node_modules/@bulkhead/cli/dist'))).toMatch(/Node\.js 22.*BULKHEAD_RUNTIMES/);
});

describe('looking for runtimes', () => {
  const root = mkdtempSync(join(tmpdir(), 'runtimes-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const install = (path: string, version: string, files: readonly string[]) => {
    for (const file of ['package.json', ...files]) {
      mkdirSync(join(root, path, file, '..'), { recursive: true });
      writeFileSync(join(root, path, file), JSON.stringify({ version }));
    }
  };
  install('runtimes/aws-lambda-ric-4', '4.9.9', ['index.mjs', 'rapid-client.node']);
  install('runtimes/node-22', '22.99.0', ['bin/node']);
  install('app/node_modules/aws-lambda-ric', '4.1.1', ['index.mjs', 'rapid-client.node']);
  install('broken/aws-lambda-ric-4', '4.0.0', ['index.mjs']);

  it('prefers the folder that BULKHEAD_RUNTIMES names', () => {
    const found = findRuntimes(join(root, 'app'), { BULKHEAD_RUNTIMES: join(root, 'runtimes') });
    expect(found.rics.get(4)?.version).toBe('4.9.9');
    expect(found.nodes.get(22)?.version).toBe('22.99.0');
    expect(found.nodes.get(Number.parseInt(process.versions.node, 10))).toBeDefined();
  });

  it('takes no half-built client', () => {
    const found = findRuntimes(join(root, 'app'), { BULKHEAD_RUNTIMES: join(root, 'broken') });
    expect(found.rics.get(4)?.version).not.toBe('4.0.0');
  });
});
