import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lab } from '@bulkhead/lab';
import { afterAll, expect, it } from 'vitest';
import { openProject } from './project.ts';
import { printSummary } from './summary.ts';
import { fakeIo } from './testing/fake-io.ts';

const root = mkdtempSync(join(tmpdir(), 'bulkhead-summary-'));
afterAll(() => rmSync(root, { recursive: true }));

it('values that the lab stands in for are no question to anybody, others are', async () => {
  writeFileSync(join(root, 'index.js'), 'exports.handler = async () => 1;');
  writeFileSync(
    join(root, 'template.yaml'),
    `Transform: AWS::Serverless-2016-10-31
Resources:
  Queue: { Type: AWS::SQS::Queue }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      Environment:
        Variables:
          QUEUE_URL: !Ref Queue
          OTHER: !ImportValue other-stack
`,
  );
  const { io, kept } = fakeIo({ cwd: root });
  const lab = { url: 'http://127.0.0.1:3000', functions: [] } as unknown as Lab;
  printSummary([await openProject(root, {}, io)], [lab], 'http://127.0.0.1:4040', true, io);
  expect(kept.out).toContain('local values stand in for !Ref Queue\n');
  expect(kept.out).toMatch(/1 value is not known before a deploy:\n.*template\.yaml:12 {2}!ImportValue other-stack/);
});
