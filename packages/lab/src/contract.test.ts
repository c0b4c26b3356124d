import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../test/support/components.ts';
import { majorOf, type NodeEntry } from './runtimes.ts';
import { onlyRuntime, startTestLab, type TestLab } from './testing/app.ts';
import { CONTRACT_CASES, type Flavour } from './testing/contract-cases.ts';

/*
 * One suite for whatever runs a Node.js function: the real clients of Lambda's runtimes and the lab's own bootstrap, each on
 * each Node.js. The runtime identifier chooses the client, as in Lambda: nodejs22.x means aws-lambda-ric 3, nodejs24.x 4.
 */
const CLIENTS: readonly { entry: NodeEntry; flavour: Flavour; runtime: string }[] = [
  { entry: 'ric-3', flavour: 'callback', runtime: 'nodejs22.x' },
  { entry: 'ric-4', flavour: 'promise', runtime: 'nodejs24.x' },
  { entry: 'bootstrap', flavour: 'callback', runtime: 'nodejs22.x' },
  { entry: 'bootstrap', flavour: 'promise', runtime: 'nodejs24.x' },
];
const INSTALL = 'npm ci --prefix tools/runtimes';

const files: Record<string, string> = Object.assign({}, ...CONTRACT_CASES.map((row) => row.files));
const idOf = (name: string): string => name.replaceAll(/\W+/g, '-');

for (const { entry, flavour, runtime } of CLIENTS) {
  for (const major of [20, 22, 24]) {
    const inventory = onlyRuntime(entry, major);
    const present = requireComponent(`${entry} on Node.js ${major}`, inventory !== undefined, INSTALL);
    describe.skipIf(!present)(`${entry} as ${runtime} on Node.js ${major}`, () => {
      let lab: TestLab;
      beforeAll(async () => {
        const functions = Object.fromEntries(CONTRACT_CASES.map((row) => [idOf(row.name), { runtime, ...row.change }]));
        lab = await startTestLab(files, functions, inventory ? { inventory, tuning: { idleMs: 1 } } : {});
      });
      afterAll(() => lab.close());

      it('runs where it should', () => {
        const status = lab.lab.functions[0]!;
        expect(status.ric).toBe(entry === 'bootstrap' ? 'bootstrap' : 'aws-lambda-ric');
        expect(majorOf(/Node (\d+)/.exec(status.runsOn)![1]!)).toBe(major);
      });

      it.concurrent.each(CONTRACT_CASES.map((row) => [row.name, row] as const))('%s', async (name, row) => {
        const id = idOf(name);
        const result = await lab.invoke(id, { payload: JSON.stringify(row.event ?? {}) });
        const text = result.payload.toString();
        let value: unknown;
        try {
          value = JSON.parse(text);
        } catch {
          value = undefined;
        }
        row.check({ result, value, lines: lab.texts(id) }, row.differs === undefined ? 'callback' : flavour);
      });
    });
  }
}

it('only rows with a reason differ between the generations', () => {
  expect(CONTRACT_CASES.filter((row) => row.differs === '')).toEqual([]);
  expect(new Set(CONTRACT_CASES.map((row) => idOf(row.name))).size).toBe(CONTRACT_CASES.length);
});
