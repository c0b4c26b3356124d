import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encodeLine } from '@bulkhead/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const ORDER = `const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
exports.run = () => new DynamoDBClient({}).send(new PutItemCommand({ TableName: 'orders', Item: {} }));
`;
const SERVICE = `
service: shop
provider:
  name: aws
  runtime: nodejs22.x
  region: eu-west-1
  iam: { role: { statements: [{ Effect: Allow, Action: [dynamodb:PutItem, dynamodb:Scan, sns:Publish], Resource: '*' }] } }
functions:
  order: { handler: order.run }
  other: { handler: order.run }
`;
const LINE = encodeLine(
  {
    kind: 'behaviour',
    id: '0193a1b2-c3d4-7abc-8def-000000000001',
    time: Date.UTC(2026, 10, 20),
    function: {
      name: 'shop-dev-order',
      version: '1',
      region: 'eu-west-1',
      account: '123456789012',
      runtime: 'nodejs22.x',
    },
    requestId: 'r',
    seen: [
      { kind: 'connect', what: 'dynamodb.eu-west-1.amazonaws.com:443', count: 4 },
      { kind: 'connect', what: 'sqs.eu-west-1.amazonaws.com:443', count: 1 },
      { kind: 'connect', what: 'api.example.com:443', count: 1 },
    ],
  },
  '2026/11/20/[1]0123456789abcdef0123456789abcdef',
  undefined,
);

let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-logs-'));
  writeFileSync(path.join(root, 'serverless.yml'), SERVICE);
  writeFileSync(path.join(root, 'order.js'), ORDER);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const roles = async (input: string, ...args: string[]) => {
  const { io, kept } = fakeIo({ cwd: root, input });
  return { code: await run(['roles', '.', ...args], io), ...kept };
};

it('sets hosts against code and role, and says nothing of functions that were not seen', async () => {
  const { code, out } = await roles(`${LINE}\n`, '--from-logs', '-');
  expect(code).toBe(0);
  expect(out).toBe(`order
  sns:Publish: remove  granted, not needed by the code; its service was never connected to
  dynamodb:Scan: watch   granted, not needed by the code; a connection tells the service, not the action, last 2026-11-20, 4 times
  sqs:*: look    connected to, and neither code nor role shows why, last 2026-11-20, once
  dynamodb:PutItem: keep    needed by the code, last 2026-11-20, 4 times

other: not in these logs, so nothing is proposed
  dynamodb:Scan: watch   granted, not needed by the code; a connection tells the service, not the action
  sns:Publish: watch   granted, not needed by the code; a connection tells the service, not the action
  dynamodb:PutItem: keep    needed by the code, not seen
`);
});

it('is written for programs, too', async () => {
  const { out } = await roles(LINE, '--from-logs', '-', '--format', 'json', '--function', 'order');
  const [order] = JSON.parse(out) as [{ seen: boolean; actions: { action: string; advice: string }[] }];
  expect(order.seen).toBe(true);
  expect(order.actions.find(({ action }) => action === 'sns:Publish')?.advice).toBe('remove');
});

it.each([
  ['a file that is not there', ['--from-logs', 'gone.json'], 'gone.json cannot be read'],
  ['beside --verify', ['--verify', '--from-logs', '-'], '--verify runs alone'],
])('%s is wrong usage', async (_, args, message) => {
  const { code, err } = await roles('', ...args);
  expect(code).toBe(2);
  expect(err).toContain(message);
});
