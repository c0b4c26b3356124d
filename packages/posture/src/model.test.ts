import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { scan } from './scan.ts';

// No template is known on which these fail; that is why the fault is made here.
vi.mock('@bulkhead/iam', async (original) => ({
  ...(await original<object>()),
  grantedStatements: () => {
    throw new TypeError('a mistake of ours');
  },
}));

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('a part that fails costs no other', async () => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-model-'));
  writeFileSync(
    path.join(root, 'template.yaml'),
    'Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: false } }\n',
  );
  const { findings, problems } = await scan(root, { now: 0, env: {} });
  expect(findings.map(({ rule }) => rule)).toContain('sqs-encryption-off');
  expect(problems).toEqual([
    expect.objectContaining({ functionId: '', message: 'what roles grant could not be told: a mistake of ours' }),
  ]);
});
