import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scan } from '../scan.ts';

const NOW = Date.UTC(2026, 10, 21);
let root: string;
let folder: string;
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};
/** What is found, and which applications were read for it. */
async function run(options: Partial<Parameters<typeof scan>[1]> = {}, tool = '1') {
  const read: string[] = [];
  const report = await scan(root, {
    now: NOW,
    env: {},
    cache: { folder, tool },
    onApp: (app) => read.push(app.file),
    ...options,
  });
  return { read, rules: report.findings.map(({ rule, place }) => `${rule} ${place.file}:${place.line}`), report };
}

const template = (handler: string) => `
Transform: AWS::Serverless-2016-10-31
Resources:
  Run:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Handler: ${handler}, Events: { A: { Type: HttpApi, Properties: { Path: /a, Method: post } } } }
`;
const BAD = "const { execSync } = require('child_process');\nexports.run = (event) => execSync('ls ' + event.body);\n";

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-cache-'));
  folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-cached-'));
  write('a/template.yaml', template('index.run'));
  write('a/index.js', BAD);
  write('b/template.yaml', template('index.run'));
  write('b/index.js', 'exports.run = require("../shared/run").run;\n');
  write('shared/run.js', 'exports.run = async () => "ok";\n');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
});

it('finds the same without reading anything again', async () => {
  const first = await run();
  expect(first.read).toEqual(['a/template.yaml', 'b/template.yaml']);
  expect(first.rules).toContain('command-injection a/index.js:2');
  const second = await run();
  expect(second.read).toEqual([]);
  expect(second.rules).toEqual(first.rules);
  expect(second.report.apps).toEqual(first.report.apps);
});

it('sees a change in a template with CloudFormation’s own ending', async () => {
  const queue = (more: string) =>
    `AWSTemplateFormatVersion: 2010-09-09\nResources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: ${more} } }\n`;
  write('c/jobs.template', queue('false'));
  expect((await run()).rules).toContain('sqs-encryption-off c/jobs.template:3');
  write('c/jobs.template', queue('true'));
  expect((await run()).rules).not.toContain('sqs-encryption-off c/jobs.template:3');
});

it('writes nothing where nothing has changed', async () => {
  const stamps = () => readdirSync(folder).map((name) => statSync(path.join(folder, name)).mtimeMs);
  await run();
  for (const name of readdirSync(folder)) utimesSync(path.join(folder, name), 1, 1);
  const before = stamps();
  await run();
  expect(stamps()).toEqual(before);
  write('b/index.js', 'exports.run = async () => "ok";\n');
  await run();
  expect(stamps()).not.toEqual(before);
});

it('a stack that is gone is gone for the others, too', async () => {
  const queue =
    'Resources:\n  Jobs: { Type: AWS::SQS::Queue }\nOutputs:\n  Url: { Value: !Ref Jobs, Export: { Name: url } }\n';
  write('c/template.yaml', queue);
  write('d/cdk.json', '{"app": "node main.js"}');
  await run();
  rmSync(path.join(root, 'c'), { recursive: true });
  expect((await run()).report.apps.map(({ file }) => file)).toEqual(['a/template.yaml', 'b/template.yaml']);
});

it.each([
  ['code', () => write('a/index.js', 'exports.run = async () => "ok";\n'), ['a/template.yaml']],
  ['a template', () => write('b/template.yaml', `${template('index.run')}# x\n`), ['b/template.yaml']],
  ['code outside of the template’s folder', () => write('shared/run.js', BAD), ['b/template.yaml']],
  ['a new file that could be imported', () => write('a/index.mjs', ''), ['a/template.yaml']],
  ['nothing of it', () => write('docs/a.md', 'x'), []],
])('%s changed: reads what depends on it', async (_title, change, read) => {
  await run();
  change();
  const second = await run();
  expect(second.read).toEqual(read);
  rmSync(folder, { recursive: true });
  expect(second.rules).toEqual((await run()).rules);
});

it.each([
  ['another version of the tool', {}, '2'],
  ['other rules', { skip: ['command-injection'] }, '1'],
  ['another stage', { stage: 'prod' }, '1'],
  ['another day', { now: NOW + 86_400_000 }, '1'],
])('%s reads everything again', async (_title, options, tool) => {
  await run();
  expect((await run(options, tool)).read).toEqual(['a/template.yaml', 'b/template.yaml']);
});

it('gives a template that another one has come to nest to that one', async () => {
  await run();
  write(
    'parent.yaml',
    'Resources:\n  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./a/template.yaml } }\n',
  );
  const { report } = await run();
  rmSync(folder, { recursive: true });
  expect(report.apps.map(({ file }) => file)).toEqual((await run()).report.apps.map(({ file }) => file));
});

it('leaves a nested template to the one that nests it', async () => {
  write(
    'parent.yaml',
    'Resources:\n  Inner: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./a/template.yaml } }\n',
  );
  const first = await run();
  const second = await run();
  expect(second.read).toEqual([]);
  expect(second.report.apps).toEqual(first.report.apps);
  expect(second.rules).toEqual(first.rules);
});

it('sees a policy at the root, which limits functions of templates below it', async () => {
  write(
    'a/index.js',
    `const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const axios = require('axios');
exports.run = async () => axios.post('https://api.example.com/', await new S3Client({}).send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })));
`,
  );
  const only = ['egress-open'];
  expect((await run({ only })).rules).toEqual(['egress-open a/template.yaml:4']);
  expect((await run({ only })).read).toEqual([]);
  write('bulkhead.yml', 'hooks: { outbound: { allow: [aws:s3, api.example.com] } }\n');
  const limited = await run({ only });
  expect([limited.rules, limited.read.length]).toEqual([[], 2]);
});

describe('Terraform', () => {
  const QUEUE = 'resource "aws_sqs_queue" "q" {\n  name = var.name\n  sqs_managed_sse_enabled = false\n}\n';
  beforeEach(() => {
    write('live/main.tf', 'module "orders" {\n  source = "../modules/queue"\n  name = "orders"\n}\n');
    write('modules/queue/main.tf', `variable "name" {}\n${QUEUE}`);
  });
  const isTerraform = (file: string) => file.endsWith('.tf');

  it('is kept, with the modules that belong to it', async () => {
    const first = await run();
    expect(first.read.filter(isTerraform)).toEqual(['live/main.tf']);
    expect(first.rules).toContain('sqs-encryption-off modules/queue/main.tf:4');
    const second = await run();
    expect(second.read).toEqual([]);
    expect(second.rules).toEqual(first.rules);
    expect(second.report.apps).toEqual(first.report.apps);
  });

  it.each([
    ['a file', () => write('live/main.tf', 'resource "aws_sqs_queue" "own" {\n  sqs_managed_sse_enabled = false\n}\n')],
    ['a module', () => write('modules/queue/main.tf', `variable "name" {}\n\n${QUEUE}`)],
    ['a new file of a module', () => write('modules/queue/more.tf', 'resource "aws_sns_topic" "t" {}\n')],
  ])('%s changed: reads it again', async (_title, change) => {
    await run();
    change();
    const second = await run();
    expect(second.read.filter(isTerraform)).toContain('live/main.tf');
    rmSync(folder, { recursive: true });
    const whole = await run();
    expect(second.rules).toEqual(whole.rules);
    expect(second.report.apps).toEqual(whole.report.apps);
  });

  it('that has become a module is no application of its own', async () => {
    write('modules/topic/main.tf', 'resource "aws_sns_topic" "t" {}\n');
    expect((await run()).read).toContain('modules/topic/main.tf');
    write('live/more.tf', 'module "topic" {\n  source = "../modules/topic"\n}\n');
    const { report } = await run();
    rmSync(folder, { recursive: true });
    expect(report.apps).toEqual((await run()).report.apps);
  });
});

it('takes a damaged cache for none', async () => {
  await run();
  for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), 'no cache');
  expect((await run()).read).toHaveLength(2);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'no folder');
  expect((await run()).read).toHaveLength(2);
});
