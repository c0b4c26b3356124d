import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { isUnknown } from '@bulkhead/core';
import { expect, test } from 'vitest';
import { makeProject } from '../test/project.ts';
import { deployedResources } from './deployed/deployed-resources.ts';
import { loadApps } from './load-apps.ts';

const SERVICE = 'service: s\nprovider: {name: aws, runtime: nodejs22.x}\nfunctions: {f: {handler: src/f.h}}\n';
const FUNCTION = '{Type: AWS::Serverless::Function, Properties: {Handler: a.h, Runtime: nodejs22.x, CodeUri: src/}}';

test('a service whose functions code decides is read, and its folder counts as one without a template', async () => {
  const root = makeProject({
    'api/serverless.yml': `${SERVICE.replace(/functions.*/, 'functions: ${file(functions.js)}')}resources: {Resources: {Q: {Type: AWS::SQS::Queue}}}\n`,
    'api/functions.js': 'module.exports = () => {};',
    'jobs/serverless.yml': SERVICE,
  });
  const { apps, sources, brokenFolders, openFolders } = await loadApps(root, { env: {} });
  expect(apps.map(({ file, functions, resources }) => [file, functions.length, resources.length])).toEqual([
    ['api/serverless.yml', 0, 1],
    ['jobs/serverless.yml', 1, 0],
  ]);
  expect([brokenFolders, openFolders]).toEqual([[], ['api']]);
  expect([...sources.keys()].map(({ file }) => file)).toEqual(['jobs/serverless.yml']);
});

test('functions that a module of a registry makes are named by nobody: the code counts as one without a template', async () => {
  const module_ = 'module "f" {\n  source = "somebody/function/aws"\n  image_uri = "x"\n}\n';
  const url = 'resource "aws_lambda_function_url" "u" {\n  function_name = module.f.lambda_function_name\n}\n';
  const folders = async (files: Readonly<Record<string, string>>) =>
    (await loadApps(makeProject(files), { env: {} })).openFolders;
  expect(await folders({ 'infra/main.tf': module_ + url })).toEqual(['infra']);
  expect(await folders({ 'infra/main.tf': module_ + url, 'jobs/serverless.yml': SERVICE })).toEqual([]);
  expect(await folders({ 'infra/main.tf': 'resource "aws_sqs_queue" "q" {}\n' })).toEqual([]);
});

test('a template that says so of itself is told where its resources are no map; what is none is passed over', async () => {
  const root = makeProject({
    'a/template.yaml': "AWSTemplateFormatVersion: '2010-09-09'\nResources: [a]\n",
    'b/notes.yaml': '# AWSTemplateFormatVersion\nResources: [a]\n',
    'c/serverless.yml': SERVICE,
  });
  const { apps, problems } = await loadApps(root, { env: {} });
  expect(problems.map(({ place }) => [place?.file, place?.line])).toEqual([['a/template.yaml', 2]]);
  expect(apps.map(({ file }) => file)).toEqual(['c/serverless.yml']);
});

test('a template that was packaged and committed is not read again', async () => {
  const queue = 'Q: {Type: AWS::SQS::Queue}';
  const uploaded = FUNCTION.replace('src/', 's3://artifacts/0123456789abcdef');
  const root = makeProject({
    'a/template.yaml': `Resources:\n  F: ${FUNCTION}\n  ${queue}\n`,
    'a/packaged.yaml': `Resources:\n  F: ${uploaded}\n  ${queue}\n`,
    'a/out/packaged-template.json': JSON.stringify({
      Resources: {
        F: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Role: 'arn:aws:iam::123456789012:role/r',
            Code: { S3Bucket: 'b', S3Key: 'k' },
            Handler: 'a.h',
            Runtime: 'nodejs22.x',
          },
        },
      },
    }),
    'more.json':
      '{"Resources":{"F":{"Type":"AWS::Lambda::Function","Properties":{"Role":"r","Code":"src","Handler":"a.h","Runtime":"nodejs22.x"}}}}',
    // The only one of its kind, one with a resource more, one that lies beside, and one that nobody has packaged.
    'b/packaged.yaml': `Resources:\n  F: ${uploaded}\n`,
    'c/template.yaml': `Resources:\n  F: ${FUNCTION}\n`,
    'c/output.yaml': `Resources:\n  F: ${uploaded}\n  ${queue}\n`,
    'd/packaged.yaml': `Resources:\n  F: ${uploaded}\n  ${queue}\n`,
    'e/template.yaml': `Resources:\n  F: ${FUNCTION}\n`,
    'e/deploy.yaml': `Resources:\n  F: ${FUNCTION.replace('src/', 'other/')}\n`,
    'f/broken-package.yaml': 'Resources: {F: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://b/k}}\n',
  });
  const { apps, notes, problems } = await loadApps(root, { env: {} });
  expect(notes).toEqual([
    'a/packaged.yaml is not read: it is a/template.yaml, packaged',
    'a/out/packaged-template.json is not read: it is more.json, packaged',
  ]);
  expect(apps.map(({ file }) => file).sort()).toEqual([
    'a/template.yaml',
    'b/packaged.yaml',
    'c/output.yaml',
    'c/template.yaml',
    'd/packaged.yaml',
    'e/deploy.yaml',
    'e/template.yaml',
    'more.json',
  ]);
  expect(problems).toHaveLength(1);
});

test('a service for local runs is left out beside the one that is deployed', async () => {
  const root = makeProject({
    'a/serverless.yml': SERVICE,
    'a/serverless.offline.yml': SERVICE,
    'b/serverless.local.yml': SERVICE,
    'c/serverless.yml': SERVICE,
    'c/serverless.jobs.yml': SERVICE,
  });
  const { apps, notes } = await loadApps(root, { env: {} });
  expect(apps.map(({ file }) => file).sort()).toEqual([
    'a/serverless.yml',
    'b/serverless.local.yml',
    'c/serverless.jobs.yml',
    'c/serverless.yml',
  ]);
  expect(notes).toEqual(["a/serverless.offline.yml is not read: by its name it is for runs on one's own machine"]);
});

test('every application of a repository is found, each once', async () => {
  const root = makeProject({
    'serverless.yml': `${SERVICE}resources: \${file(more/resources.yml)}\n`,
    'more/resources.yml': 'Resources: {Q: {Type: AWS::SQS::Queue}}\n',
    'api/template.yaml': `Resources:
  F: ${FUNCTION}
  Inner: {Type: AWS::Serverless::Application, Properties: {Location: ../inner/t.yml, Parameters: {Name: jobs}}}
`,
    'inner/t.yml': `Parameters: {Name: {Type: String}}
Resources:
  G: {Type: AWS::Serverless::Function, Properties: {Handler: a.h, Runtime: nodejs22.x, FunctionName: !Ref Name, Events: {Q: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}}}}
  Q: {Type: AWS::SQS::Queue}
`,
    'other/stack.json': '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"T": {"Type": "AWS::SNS::Topic"}}}',
    'google/serverless.yml': 'service: s\nprovider: {name: google}\n',
    'node_modules/x/template.yaml': `Resources: {F: ${FUNCTION}}\n`,
    'docs/values.yml': 'Type: nothing of ours\n',
  });
  const { apps, problems } = await loadApps(root, { env: {} });
  expect(problems).toEqual([]);
  expect(apps.map(({ file, functions }) => [file, functions.map(({ id }) => id)])).toEqual([
    ['serverless.yml', ['f']],
    ['api/template.yaml', ['F', 'Inner/G']],
    ['other/stack.json', []],
  ]);
  const nested = apps[1]!.functions[1]!;
  expect(nested).toMatchObject({
    name: 'jobs',
    logicalId: 'Inner/G',
    role: 'Inner/GRole',
    place: { file: 'inner/t.yml' },
  });
  expect(nested.triggers).toMatchObject([{ type: 'sqs', queue: 'Inner/Q' }]);
  const ids = new Set(deployedResources(apps[1]!).map(({ id }) => id));
  expect(['Inner/G', 'Inner/GRole', 'Inner/Q'].every((id) => ids.has(id))).toBe(true);
});

test.each([
  ['JSON', '{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}'],
  ['YAML', 'Resources:\n  T: { Type: AWS::SNS::Topic }\n'],
])('a template with the ending .template, in %s', async (_, text) => {
  const { apps, problems } = await loadApps(makeProject({ 'src/serverless.template': text }), { env: {} });
  expect(problems).toEqual([]);
  expect(apps.map(({ file, framework }) => [file, framework])).toEqual([['src/serverless.template', 'cloudformation']]);
  expect(deployedResources(apps[0]!).map(({ id }) => id)).toEqual(['T']);
});

test('a broken template is told of and keeps no other from being read', async () => {
  const root = makeProject({
    'a/template.yaml': 'Resources:\n  F: {Type: AWS::SQS::Queue\n',
    'b/serverless.yml': SERVICE,
  });
  const { apps, problems } = await loadApps(root, { env: {} });
  expect(apps.map(({ file }) => file)).toEqual(['b/serverless.yml']);
  expect(problems.map(({ place }) => place?.file)).toEqual(['a/template.yaml']);
});

test('links are not followed, and nothing outside of the root is read', async () => {
  const outside = makeProject({ 'template.yaml': `Resources: {F: ${FUNCTION}}\n` });
  const root = makeProject({ 'serverless.yml': SERVICE });
  symlinkSync(outside, path.join(root, 'linked'));
  symlinkSync(path.join(outside, 'template.yaml'), path.join(root, 'template.yaml'));
  const { apps } = await loadApps(root, { env: {} });
  expect(apps.map(({ file }) => file)).toEqual(['serverless.yml']);
});

const TEMPLATE = {
  Resources: {
    Fn: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'b', S3Key: 'abc.zip' },
        Handler: 'index.handler',
        Runtime: 'nodejs22.x',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      },
      Metadata: { 'aws:cdk:path': 'Shop/Fn/Resource' },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: {} },
    Method: {
      Type: 'AWS::ApiGateway::Method',
      Properties: {
        HttpMethod: 'GET',
        ResourceId: { Ref: 'Orders' },
        RestApiId: { Ref: 'Api' },
        AuthorizationType: 'AWS_IAM',
        Integration: {
          Type: 'AWS_PROXY',
          Uri: {
            'Fn::Join': ['', ['arn:aws:apigateway:x:lambda:path/f/', { 'Fn::GetAtt': ['Fn', 'Arn'] }, '/invocations']],
          },
        },
      },
    },
    Orders: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'orders' },
    },
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: {} },
  },
};

test('a CDK assembly gives its stacks, with code folders, construct paths and routes', async () => {
  const root = makeProject({
    'cdk.out/manifest.json': JSON.stringify({
      artifacts: {
        Shop: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://unknown-account/eu-west-1',
          properties: { templateFile: 'Shop.template.json' },
        },
        Out: { type: 'aws:cloudformation:stack', properties: { templateFile: 'missing.template.json' } },
      },
    }),
    'cdk.out/Shop.template.json': JSON.stringify(TEMPLATE, undefined, 1),
    'cdk.out/Shop.assets.json': JSON.stringify({
      files: { abc: { source: { path: 'asset.abc' }, destinations: { a: { objectKey: 'abc.zip' } } } },
    }),
    'cdk.out/asset.abc/index.js': 'exports.handler = () => 1;',
  });
  const { apps } = await loadApps(root, { env: {} });
  expect(apps).toHaveLength(1);
  const [app] = apps;
  expect(app).toMatchObject({ name: 'Shop', region: 'eu-west-1', file: 'cdk.out/Shop.template.json' });
  expect(app!.functions[0]).toMatchObject({
    id: 'Fn',
    role: 'Role',
    handler: 'index.handler',
    codeRoot: path.join(root, 'cdk.out/asset.abc'),
    triggers: [{ type: 'apigateway-v1', method: 'GET', path: '/orders', authorizer: 'iam' }],
  });
  const fn = deployedResources(app!).find(({ id }) => id === 'Fn');
  expect(fn?.metadata).toEqual({ 'aws:cdk:path': 'Shop/Fn/Resource' });
});

test('an assembly that points outside of the root is refused', async () => {
  const root = makeProject({
    'cdk.out/manifest.json': JSON.stringify({
      artifacts: { S: { type: 'aws:cloudformation:stack', properties: { templateFile: '../../etc/passwd.json' } } },
    }),
    'serverless.yml': SERVICE,
  });
  const { apps, problems } = await loadApps(root, { env: {} });
  expect(apps).toHaveLength(1);
  expect(problems.map(({ code }) => code)).toEqual(['BULKHEAD_OUTSIDE_ROOT']);
});

test('routes of HTTP APIs and OpenAPI documents in plain CloudFormation are triggers', async () => {
  const root = makeProject({
    'template.yaml': `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {Handler: a.h, Runtime: nodejs22.x, Code: src, Role: !Ref RoleArn}}
  Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref F}}
  Http: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, CorsConfiguration: {}}}
  Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Http, RouteKey: "POST /x", Target: !Sub "integrations/\${I}", AuthorizationType: JWT}}
  I: {Type: AWS::ApiGatewayV2::Integration, Properties: {IntegrationUri: !Ref Alias, PayloadFormatVersion: "2.0"}}
  Rest:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        paths:
          /y: {get: {x-amazon-apigateway-integration: {uri: !Sub "arn:x/\${F.Arn}/invocations"}}}
  Async: {Type: AWS::Lambda::EventInvokeConfig, Properties: {FunctionName: !Ref F, MaximumRetryAttempts: 0}}
  Pool: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PreSignUp: !GetAtt F.Arn}}}
Parameters: {RoleArn: {Type: String}}
`,
  });
  const [app] = (await loadApps(root, { env: {} })).apps;
  const [fn] = app!.functions;
  expect(fn!.triggers.map((trigger) => ({ ...trigger, place: undefined }))).toEqual(
    [
      { type: 'apigateway-v2', method: 'POST', path: '/x', payloadVersion: '2.0', authorizer: 'jwt', cors: true },
      { type: 'apigateway-v1', method: 'GET', path: '/y', authorizer: 'none', cors: false },
      { type: 'other', name: 'Cognito' },
    ].map((trigger) => ({ ...trigger, place: undefined })),
  );
  expect(fn!.asyncInvoke).toEqual({ maximumRetryAttempts: 0 });
  expect(isUnknown(fn!.role)).toBe(true);
});

test('copies of a synthesis are left out where there are many, and named', async () => {
  const synthesis = (folder: string, count: number, first = 0) => {
    const names = Array.from({ length: count }, (_, i) => `Stack${first + i}`);
    const artifacts = names.map((name) => [
      name,
      { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` } },
    ]);
    return Object.fromEntries([
      [`${folder}/cdk.out/manifest.json`, JSON.stringify({ version: '1', artifacts: Object.fromEntries(artifacts) })],
      ...names.map((name) => [
        `${folder}/cdk.out/${name}.template.json`,
        '{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}',
      ]),
    ]);
  };
  const few = await loadApps(makeProject({ ...synthesis('a', 30), ...synthesis('b', 30) }), { env: {} });
  expect([few.apps.length, few.notes]).toEqual([60, []]);
  const files = { ...synthesis('a', 30), ...synthesis('b', 40), ...synthesis('c', 5, 100) };
  const many = await loadApps(makeProject(files), { env: {} });
  expect(new Set(many.apps.map(({ file }) => file[0]))).toEqual(new Set(['b', 'c']));
  expect(many.notes).toEqual(['a/cdk.out is not read: its 30 stacks are those of b/cdk.out']);
});

test('a service whose file has a name of its own', async () => {
  const names = ['serverless-sample.yml', 'serverless.jobs.yml', 'serverless-compose.yml', 'my-serverless.yml'];
  const root = makeProject(Object.fromEntries(names.map((name) => [name, SERVICE])));
  const { apps } = await loadApps(makeProject({ 'serverless-compose.yml': 'services: {a: {path: a}}\n' }), { env: {} });
  expect(apps).toEqual([]);
  expect((await loadApps(root, { env: {} })).apps.map(({ file }) => file)).toEqual(names.slice(0, 3).sort());
});
