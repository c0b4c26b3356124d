import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { builtPackage } from './testing/built.ts';
import { nodeBinaries } from './testing/nodes.ts';

const { folder } = builtPackage();

/** How many MB the heap has grown by a thousand invocations of 20 kB each. */
const GROWTH = `const { protect } = require(process.env.PACKAGE);
const handler = protect(async () => 1);
const invoke = (i) => {
  const items = Array.from({ length: 400 }, (_, at) => ({ at: i + at / 2 }));
  return handler({ items }, { awsRequestId: String(i) });
};
(async () => {
  for (let i = 0; i < 200; i++) await invoke(i);
  gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 200; i < 1200; i++) await invoke(i);
  console.error(Math.round((process.memoryUsage().heapUsed - before) / 1e6));
})();`;

it.each(nodeBinaries())(
  '$name: what an invocation held goes with the next collection of new objects',
  ({ path }) => {
    const { stderr } = spawnSync(path, ['--expose-gc', '--max-semi-space-size=1', '-e', GROWTH], {
      env: { PATH: process.env['PATH'], PACKAGE: join(folder, 'index.cjs') },
      encoding: 'utf8',
      timeout: 30_000,
    });
    // 1 where nothing is kept; 8 to 13 where each event stays until old objects are collected.
    expect(Number(stderr), stderr).toBeLessThan(5);
  },
  40_000,
);
