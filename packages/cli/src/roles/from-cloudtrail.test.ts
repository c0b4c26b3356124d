import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-trail-'));
  writeFileSync(
    path.join(root, 'serverless.yml'),
    `
service: shop
provider:
  name: aws
  runtime: nodejs22.x
  region: eu-west-1
  iam: { role: { statements: [{ Effect: Allow, Action: [dynamodb:PutItem, dynamodb:Scan, secretsmanager:GetSecretValue], Resource: '*' }] } }
functions:
  order: { handler: order.run }
`,
  );
  writeFileSync(
    path.join(root, 'order.js'),
    `const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
exports.run = () => new DynamoDBClient({}).send(new PutItemCommand({ TableName: 'orders', Item: {} }));
`,
  );
  mkdirSync(path.join(root, 'trail/2026'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const event = (eventName: string) => ({
  eventID: eventName,
  eventTime: '2026-11-20T10:00:00Z',
  eventSource: 'dynamodb.amazonaws.com',
  eventName,
  eventCategory: 'Data',
  userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/r/shop-dev-order' },
});
const roles = async (...args: string[]) => {
  const { io, kept } = fakeIo({ cwd: root });
  return { code: await run(['roles', '.', ...args], io), ...kept };
};

it('proposes what can go, and keeps what the code needs', async () => {
  writeFileSync(path.join(root, 'trail/2026/a.json'), JSON.stringify({ Records: [event('PutItem'), event('Query')] }));
  const { code, out } = await roles('--from-cloudtrail', 'trail');
  expect(code).toBe(0);
  expect(out).toContain('2 events from 2026-11-20 to 2026-11-20');
  expect(out).toMatch(/dynamodb:Scan: remove/);
  expect(out).toMatch(/secretsmanager:GetSecretValue: remove/);
  expect(out).toMatch(/dynamodb:Query: look .*last 2026-11-20, once/);
  expect(out).toMatch(/dynamodb:PutItem: keep {4}needed by the code, last 2026-11-20, once/);
});

it.each([
  ['a file that is not there', 'nowhere.json', 'cannot be read'],
  ['a folder without events', 'trail', 'no event of CloudTrail'],
])('%s is wrong usage', async (_title, file, message) => {
  const { code, err } = await roles('--from-cloudtrail', file);
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});
