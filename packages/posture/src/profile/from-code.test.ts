import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { findDrift } from './drift.ts';
import { profileFromCode } from './from-code.ts';
import { createProfiler } from './profile.ts';
import { parseProfile, profileText } from './profile-file.ts';
import { suggestedRules } from './rules.ts';

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
const { execFile, execSync } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const s3 = new S3Client({});
exports.run = async (event) => {
  await fetch(process.env.PAY_URL + '/charge', { method: 'POST' });
  await s3.send(new PutObjectCommand({ Bucket: 'a', Key: 'b' }));
  execFile('/opt/bin/convert', ['a']);
  execSync('LANG=C ls /tmp/' + event.id + ' | /usr/bin/head -3; ' + event.more);
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
    program: ['convert', 'head', 'ls', 'sh'],
    write: ['/tmp/orders'],
  });
  expect(names('shop-dev-helper')).toEqual({ trigger: ['unknown'], connect: ['dynamodb.eu-west-1.amazonaws.com:443'] });
  expect(open.map(({ function: name, what, place }) => [name, what, place.line])).toEqual([
    ['shop-dev-order', 'a program is decided at run time', 11],
    ['shop-dev-order', 'a host is decided at run time', 13],
  ]);
});

it('suggests no rule that would stop what the code does and nobody could name', async () => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-profile-'));
  const functions = 'A: app.a, B: app.b, C: gone.c, D: app.d'.replaceAll(
    /(\w): ([\w.]+)/g,
    '$1: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: $2 } }',
  );
  writeFileSync(
    path.join(root, 'template.yaml'),
    `Transform: AWS::Serverless-2016-10-31\nResources: { ${functions} }\n`,
  );
  writeFileSync(
    path.join(root, 'app.js'),
    `const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require('@aws-sdk/client-apigatewaymanagementapi');
exports.a = async () => new DynamoDBClient({}).send(new GetItemCommand({ TableName: 'a', Key: {} }));
exports.b = async (event) => fetch(event.url);
exports.d = async (event) => new ApiGatewayManagementApiClient({}).send(new PostToConnectionCommand({ Data: 'x' }));
`,
  );
  const { profile, open } = await profileFromCode(root);
  const rules = suggestedRules(profile, open)
    .split(/^ {2}"/m)
    .slice(1);
  const [a, b, c, d] = rules as [string, string, string, string];
  // The region is the deploy's: an empty list would have refused the function its own table.
  expect(a).toContain('outbound:\n        allow: ["aws:dynamodb"]');
  expect(b).toContain('# outbound: to be completed: app.js:4 a host is decided at run time');
  expect(b).toContain('child-process:\n        allow: []');
  for (const hook of ['child-process', 'outbound', 'files']) {
    expect(c).toContain(`# ${hook}: to be completed: template.yaml:2 its code was not read whole:`);
  }
  expect(d).toContain('# outbound: to be completed: app.js:5 the host of apigatewaymanagementapi');
  for (const text of [b, c, d]) expect(text).not.toMatch(/^ {6}outbound:/m);
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
