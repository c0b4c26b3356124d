import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findApplication } from './find-application.ts';

const template = (id: string) => `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  ${id}:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: app.handler, CodeUri: src }
`;

const CDK = `import * as cdk from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
class Shop extends cdk.Stack {
  constructor(scope: cdk.App, id: string) {
    super(scope, id);
    new lambda.Function(this, 'Order', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'app.handler', code: lambda.Code.fromAsset('src'),
    });
  }
}
new Shop(new cdk.App(), 'Shop');
`;

const FILES: Readonly<Record<string, string>> = {
  'other-name/sam-template.yaml': template('Other'),
  'below/services/one/template.yaml': template('One'),
  'below/services/one/src/app.js': '',
  'below/infrastructure.yaml': 'AWSTemplateFormatVersion: "2010-09-09"\nResources: { T: { Type: AWS::SNS::Topic } }\n',
  'several/a/template.yaml': template('A'),
  'several/b/stack.template': template('B'),
  'foreign/template.yaml': 'title: a pattern\nkeys: [a]\n',
  'foreign/infra/stack.yaml': template('Foreign').replace('CodeUri: src', 'CodeUri: ../code'),
  'foreign/code/app.js': '',
  'both/template.yaml': template('Named'),
  'both/inner/template.yaml': template('Inner'),
  'open/serverless.yml':
    'service: orders\ncustom: { other: 1 }\nprovider: { name: aws, runtime: nodejs22.x, environment: { TABLE: "${self:custom.${sls:stage}.table}" } }\nfunctions: { order: { handler: app.handler } }\n',
  'zappa/zappa_settings.json': '{}',
  'broken/stack.yaml': `${template('Broken')}  : [`,
  'source/cdk.json': '{ "app": "npx ts-node bin/app.ts" }',
  'source/bin/app.ts': CDK,
  'source/src/app.js': 'exports.handler = async () => 1;',
  'synthesised/cdk.json': '{ "app": "npx ts-node bin/app.ts" }',
  'synthesised/cdk.out/manifest.json': JSON.stringify({
    version: '36.0.0',
    artifacts: {
      Shop: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: 'Shop.template.json' },
      },
    },
  }),
  'synthesised/cdk.out/Shop.template.json': JSON.stringify({
    Resources: {
      Order: {
        Type: 'AWS::Lambda::Function',
        Properties: { Runtime: 'nodejs22.x', Handler: 'app.handler', Role: 'r', Code: { S3Bucket: 'b', S3Key: 'k' } },
        Metadata: { 'aws:asset:path': 'asset.1' },
      },
    },
  }),
  'synthesised/cdk.out/asset.1/app.js': 'exports.handler = async () => 1;',
  'nothing/readme.txt': '',
};

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'find-application-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ['a template of another name', 'other-name', 'Other', 'other-name', 'src'],
  ['the only one with functions below', 'below', 'One', 'below', 'services/one/src'],
  ['beside a file of that name that is none', 'foreign', 'Foreign', 'foreign', 'code'],
  ['a name of a framework before all others', 'both', 'Named', 'both', 'src'],
  ['a file that is named', 'several/b/stack.template', 'B', 'several/b', 'src'],
  ['an assembly of CDK', 'synthesised', 'Order', 'synthesised', 'cdk.out/asset.1'],
])('%s', async (_, path, id, folder, code) => {
  const { app, note } = await findApplication(join(root, path), {});
  expect(app.functions.map((fn) => [fn.id, fn.codeRoot])).toEqual([[id, join(root, folder, code)]]);
  expect([app.root, note]).toEqual([join(root, folder), undefined]);
});

it('the source of a CDK application, and says so', async () => {
  const { app, note } = await findApplication(join(root, 'source'), {});
  expect(app.functions.map(({ handler, codeRoot }) => [handler, codeRoot])).toEqual([
    ['app.handler', join(root, 'source/src')],
  ]);
  expect(note).toMatch(/^bin\/app\.ts: read from the source of CDK.*npx cdk synth tells more$/);
});

it('a service of which one variable names nothing for the stage, and says where', async () => {
  const { app } = await findApplication(join(root, 'open'), {});
  expect(app.functions.map(({ handler, environment }) => [handler, environment])).toEqual([
    [
      'app.handler',
      { TABLE: expect.objectContaining({ unknown: '${self:custom.${sls:stage}.table} names nothing in this file' }) },
    ],
  ]);
  expect(app.notes).toEqual([
    expect.stringMatching(
      /^serverless\.yml:3:\d+: \S+ names nothing in this file, and stays open; --stage names another stage$/,
    ),
  ]);
});

it.each([
  ['several', 'there are 2 applications here', 'Name one: a/template.yaml, b/stack.template'],
  ['zappa', /is deployed by Zappa \(zappa_settings\.json\)/, undefined],
  ['broken', /./, undefined],
  [
    'nothing',
    /holds none of serverless\.yml/,
    'Name a folder that holds serverless.yml, template.yaml, cdk.json or *.tf, or the template itself.',
  ],
  ['missing', /does not exist/, undefined],
])('%s: an error with the next step', async (path, message, next) => {
  const error = (await findApplication(join(root, path), {}).catch((cause: unknown) => cause)) as Error & {
    next: string;
  };
  expect(error.message).toMatch(message);
  if (next !== undefined) expect(error.next).toBe(next);
  expect(error.name).toBe('BulkheadError');
});
