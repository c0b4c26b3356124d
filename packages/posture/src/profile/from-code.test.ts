import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { findDrift } from './drift.ts';
import { profileFromCode } from './from-code.ts';
import { createProfiler } from './profile.ts';
import { parseProfile, profileText } from './profile-file.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

const TEMPLATE = `
service: shop
provider: { name: aws, runtime: nodejs22.x, region: eu-west-1, environment: { PAY_URL: 'https://pay.example.com/v1' } }
functions:
  order: { handler: order.run, events: [{ httpApi: 'POST /orders' }, { schedule: rate(1 hour) }] }
  helper: { handler: order.help }
`;
const CODE = `
const { execFile } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const s3 = new S3Client({});
exports.run = async (event) => {
  await fetch(process.env.PAY_URL + '/charge', { method: 'POST' });
  await s3.send(new PutObjectCommand({ Bucket: 'a', Key: 'b' }));
  execFile('/opt/bin/convert', ['a']);
  writeFileSync('/tmp/orders/' + event.id, 'x');
  await fetch(event.url);
};
exports.help = async () => new DynamoDBClient({}).send(new GetItemCommand({ TableName: 'a', Key: {} }));
`;

async function profileOfShop() {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-profile-'));
  writeFileSync(path.join(root, 'serverless.yml'), TEMPLATE);
  writeFileSync(path.join(root, 'order.js'), CODE);
  return profileFromCode(root);
}

it('names triggers, hosts, programs and folders as the guard does, and what only a run decides', async () => {
  const { profile, open } = await profileOfShop();
  const names = (name: string) =>
    Object.fromEntries([...profile.get(name)!].map(([kind, seen]) => [kind, [...seen.keys()].sort()]));
  expect(names('shop-dev-order')).toEqual({
    trigger: ['apigateway-v2', 'scheduled'],
    connect: ['*.s3.eu-west-1.amazonaws.com:443', 'pay.example.com:443', 's3.eu-west-1.amazonaws.com:443'],
    program: ['convert'],
    write: ['/tmp/orders'],
  });
  expect(names('shop-dev-helper')).toEqual({ trigger: ['unknown'], connect: ['dynamodb.eu-west-1.amazonaws.com:443'] });
  expect(open.map(({ function: name, what, place }) => [name, what, place.line])).toEqual([
    ['shop-dev-order', 'a host', 12],
  ]);
});

it('is read back, and what the guard records besides is drift', async () => {
  const { profile } = await profileOfShop();
  const text = profileText(profile);
  expect(text).toContain('- "pay.example.com:443" # order.js:8');
  const profiler = createProfiler();
  profiler.add({
    kind: 'behaviour',
    id: '1',
    time: 0,
    function: { name: 'shop-dev-order', version: '1', region: 'eu-west-1', account: '1', runtime: 'nodejs22.x' },
    requestId: 'r',
    seen: [
      { kind: 'connect', what: 'pay.example.com:443', count: 1 },
      { kind: 'connect', what: 'a.s3.eu-west-1.amazonaws.com:443', count: 1 },
      { kind: 'connect', what: 'thief.example:443', count: 1 },
      { kind: 'program', what: 'nc', count: 1 },
    ],
  });
  expect(findDrift(parseProfile(text, 'p'), profiler.profile).map(({ kind, what }) => `${kind} ${what}`)).toEqual([
    'program nc',
    'connect thief.example:443',
  ]);
});
