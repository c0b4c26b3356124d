import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { scan } from '@bulkhead/posture';
import { afterAll, expect, it } from 'vitest';
// @ts-expect-error Benchmarks are plain JavaScript.
import { generateRepository } from '../bench/scan/generate.mjs';
import { runCli } from './support/run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-threads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a scan of many templates by threads finds what one thread finds', { timeout: 120_000 }, async () => {
  const repository = join(folder, 'repository');
  generateRepository(repository, { stacks: 30, functions: 2 });
  const seen = join(folder, 'threads');
  const preload = join(folder, 'preload.cjs');
  writeFileSync(seen, '');
  writeFileSync(
    preload,
    `const { isMainThread } = require('node:worker_threads');
     if (!isMainThread) require('node:fs').appendFileSync(${JSON.stringify(seen)}, 'thread\\n');`,
  );
  const options = { env: { NODE_OPTIONS: `--require ${preload}` }, timeoutMs: 100_000 };
  const { code, out, err } = await runCli(['scan', repository, '--no-cache', '--format', 'json'], options);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  const told = JSON.parse(out) as { finding_info: { uid: string } }[];
  const { findings } = await scan(repository, { now: Date.now(), env: {} });
  expect(told.map(({ finding_info: { uid } }) => uid)).toEqual(findings.map(({ fingerprint }) => fingerprint));
  expect(readFileSync(seen, 'utf8').split('\n').length - 1).toBe(Math.min(3, availableParallelism()) - 1);
});
