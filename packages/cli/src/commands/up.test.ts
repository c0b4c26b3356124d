import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const root = mkdtempSync(join(tmpdir(), 'bulkhead-up-stopped-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('answers Ctrl-C while it comes up, and starts nothing more', async () => {
  writeFileSync(join(root, 'index.js'), 'exports.handler = async () => 1;');
  writeFileSync(
    join(root, 'template.yaml'),
    'Transform: AWS::Serverless-2016-10-31\nResources:\n  Work:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: nodejs20.x, Handler: index.handler }\n',
  );
  const { io, kept, stop } = fakeIo({ cwd: root });
  const ended = run(['up', '.', '--no-open', '--port', '0', '--console-port', '0'], io);
  stop();
  expect(await ended).toBe(0);
  expect(kept.err).toBe('Stopping …\n');
  // No summary that invites to requests.
  expect(kept.out).toBe('');
}, 60_000);
