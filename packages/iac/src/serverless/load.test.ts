import { describe, expect, test } from 'vitest';
import { makeProject } from '../../test/project.ts';
import { loadApp } from '../load-app.ts';
import type { LoadOptions } from '../options.ts';

async function load(text: string, options: LoadOptions = {}, files: Record<string, string> = {}) {
  return loadApp(makeProject({ ...files, 'serverless.yml': text }), { env: {}, ...options });
}

const HEAD = 'service: shop\nprovider:\n  name: aws\n  runtime: nodejs22.x\n';

test('the framework’s own defaults', async () => {
  const app = await load(`${HEAD}functions:\n  buy:\n    handler: src/buy.handler\n`);
  expect(app).toMatchObject({
    name: 'shop',
    framework: 'serverless',
    file: 'serverless.yml',
    stage: 'dev',
    region: 'us-east-1',
  });
  expect(app).toMatchObject({ packaged: false, unknowns: [], resources: [] });
  expect(app.functions).toEqual([
    {
      id: 'buy',
      logicalId: 'BuyLambdaFunction',
      role: 'IamRoleLambdaExecution',
      name: 'shop-dev-buy',
      runtime: 'nodejs22.x',
      handler: 'src/buy.handler',
      codeRoot: app.root,
      architecture: 'x86_64',
      memoryMb: 1024,
      timeoutSeconds: 6,
      environment: {},
      logging: { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' },
      triggers: [],
      place: { file: 'serverless.yml', line: 6, column: 3 },
      handlerPlace: { file: 'serverless.yml', line: 7, column: 14 },
    },
  ]);
});

test('a file that is not there leaves open what it holds, and is named once', async () => {
  const environment =
    '  environment:\n    A: ${file(./secrets.json):a}\n    B: x-${file(./secrets.json):b}\n    C: c\n';
  const app = await load(`${HEAD}${environment}functions:\n  buy:\n    handler: src/buy.handler\n`);
  const { handler, environment: read } = app.functions[0]!;
  expect([handler, read.C]).toEqual(['src/buy.handler', 'c']);
  expect(read.A).toMatchObject({ unknown: '"./secrets.json" does not exist' });
  expect(app.notes).toEqual(['serverless.yml:6:8: "./secrets.json" does not exist, and what it holds stays open']);
});

test('settings of the provider, and a function’s own over them', async () => {
  const app = await load(
    `service: {name: shop}
provider:
  name: aws
  runtime: nodejs20.x
  stage: \${opt:stage, 'test'}
  region: eu-west-1
  memorySize: 256
  timeout: 10
  architecture: arm64
  environment: {A: one, B: 2, C: true}
  logs:
    lambda: {logFormat: JSON, applicationLogLevel: DEBUG, systemLogLevel: WARN}
functions:
  f: {handler: f.h}
  g:
    handler: g.h
    name: own-name
    runtime: python3.12
    memorySize: "512"
    timeout: 20
    architecture: x86_64
    reservedConcurrency: 0
    environment: {B: own, D: }
    logs: {logFormat: Text}
`,
    { stage: 'prod' },
  );
  const logging = { format: 'JSON', applicationLevel: 'DEBUG', systemLevel: 'WARN' };
  expect(app).toMatchObject({ stage: 'prod', region: 'eu-west-1' });
  expect(app.functions).toMatchObject([
    { name: 'shop-prod-f', runtime: 'nodejs20.x', memoryMb: 256, timeoutSeconds: 10, architecture: 'arm64', logging },
    {
      name: 'own-name',
      runtime: 'python3.12',
      memoryMb: 512,
      timeoutSeconds: 20,
      architecture: 'x86_64',
      reservedConcurrency: 0,
    },
  ]);
  expect(app.functions.map((fn) => fn.environment)).toEqual([
    { A: 'one', B: '2', C: 'true' },
    { A: 'one', B: 'own', C: 'true' },
  ]);
  // A function's own logs replace the provider's as a whole.
  expect(app.functions[1]?.logging).toEqual({ format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' });
  expect(app.functions[0]).not.toHaveProperty('reservedConcurrency');
});

describe('forms of functions', () => {
  const a = 'a: {handler: a.h}\n';
  const rows: [string, string, Record<string, string>][] = [
    ['a map', `functions:\n  a: {handler: a.h}\n  b: {handler: b.h}\n`, {}],
    ['a list of maps', `functions:\n  - a: {handler: a.h}\n  - b: {handler: b.h}\n`, {}],
    ['a file', 'functions: ${file(fns.yml)}\n', { 'fns.yml': `${a}b: {handler: b.h}\n` }],
    [
      'a list of files',
      'functions:\n  - ${file(a.yml)}\n  - ${file(b.json)}\n',
      { 'a.yml': a, 'b.json': '{"b": {"handler": "b.h"}}' },
    ],
    [
      'a file for each',
      'functions:\n  a: ${file(fns.yml):a}\n  b: ${file(fns.yml):b}\n',
      { 'fns.yml': `${a}b: {handler: b.h}\n` },
    ],
  ];
  test.each(rows)('%s', async (_name, text, files) => {
    const app = await load(HEAD + text, {}, files);
    expect(app.functions.map(({ id, handler }) => [id, handler])).toEqual([
      ['a', 'a.h'],
      ['b', 'b.h'],
    ]);
  });

  test('a function from another file has its places there', async () => {
    const app = await load(`${HEAD}functions: \${file(fns.yml)}\n`, {}, { 'fns.yml': `# first\n${a}` });
    expect(app.functions[0]?.handlerPlace).toEqual({ file: 'fns.yml', line: 2, column: 14 });
  });

  test('functions written by code are named, not run', async () => {
    const app = await load(
      `${HEAD}functions:\n  - \${file(fns.js)}\n  - a: {handler: a.h}\n`,
      {},
      { 'fns.js': 'process.exit(1)' },
    );
    expect(app.functions.map((fn) => fn.id)).toEqual(['a']);
    expect(app.unknowns).toMatchObject([{ expression: '${file(fns.js)}', place: { line: 6 } }]);
  });
});

test('resources keep what the template has, variables replaced', async () => {
  const app = await load(`${HEAD}custom: {name: tab}
functions:
  f:
    handler: f.h
    environment:
      TABLE: !Ref Table
      NAMED: !Ref Named
      ARN: !GetAtt Table.Arn
      URL: !Sub https://\${HttpApi}.execute-api.\${AWS::Region}.amazonaws.com
      OTHER: !Ref GLambdaFunction
  g: {handler: g.h}
resources:
  - Resources:
      Table: {Type: AWS::DynamoDB::Table}
      Named:
        Type: AWS::DynamoDB::Table
        Properties: {TableName: "\${self:custom.name}-\${sls:stage}", Tags: [{Value: !Ref Table}]}
  - Resources:
      Fn::Transform: {Name: AWS::Include}
      Bucket: {Type: AWS::S3::Bucket}
`);
  expect(app.resources.map(({ id, type }) => [id, type])).toEqual([
    ['Table', 'AWS::DynamoDB::Table'],
    ['Named', 'AWS::DynamoDB::Table'],
    ['Bucket', 'AWS::S3::Bucket'],
  ]);
  expect(app.resources[1]?.properties).toEqual({ TableName: 'tab-dev', Tags: [{ Value: { Ref: 'Table' } }] });
  expect(app.functions[0]?.environment).toMatchObject({
    TABLE: { expression: '!Ref Table', place: { line: 10, column: 19 } },
    NAMED: 'tab-dev',
    ARN: { expression: '!GetAtt Table.Arn' },
    URL: { expression: '!Sub https://${HttpApi}.execute-api.${AWS::Region}.amazonaws.com' },
    OTHER: 'shop-dev-g',
  });
  expect(app.unknowns.map((unknown) => unknown.expression)).toEqual([
    '!Ref Table',
    '!GetAtt Table.Arn',
    '!Sub https://${HttpApi}.execute-api.${AWS::Region}.amazonaws.com',
  ]);
});

test('what serverless-wsgi runs', async () => {
  const wsgi = 'plugins: [serverless-wsgi]\ncustom:\n  wsgi:\n    app: api.app\n';
  const functions = 'functions:\n  api:\n    handler: wsgi_handler.handler\n  own:\n    handler: own.handler\n';
  const app = await load(`${HEAD}${wsgi}${functions}`);
  expect(app.functions.map(({ id, application }) => [id, application])).toEqual([
    ['api', 'api.app'],
    ['own', undefined],
  ]);
  const without = await load(`${HEAD}${wsgi.replace('[serverless-wsgi]', '[]')}${functions}`);
  expect(without.functions[0]).not.toHaveProperty('application');
});

test('#{AWS::Region} is read where the plugin that writes it is listed, and only there', async () => {
  const text = `functions:\n  f:\n    handler: f.h\n    environment: {A: "x-#{AWS::Region}", B: "#{AWS::AccountId}"}\n`;
  const without = await load(HEAD + text);
  expect(without.functions[0]?.environment).toEqual({ A: 'x-#{AWS::Region}', B: '#{AWS::AccountId}' });
  const listed = await load(`${HEAD}plugins: [serverless-pseudo-parameters]\n${text}`);
  expect(listed.functions[0]?.environment).toMatchObject({ A: 'x-us-east-1', B: { unknown: 'needs an AWS account' } });
});

test('container images and functions without a runtime are named', async () => {
  const app = await load('service: s\nprovider: aws\nfunctions:\n  i: {image: "1.dkr.ecr/x"}\n  f: {handler: f.h}\n');
  expect(app.functions).toMatchObject([
    { handler: { unknown: 'is a container image' }, runtime: { unknown: 'is a container image' } },
    { handler: 'f.h', runtime: { expression: 'provider.runtime' } },
  ]);
  expect(app.unknowns).toHaveLength(2);
});

test('functions that a plugin makes are named', async () => {
  const app = await load(`${HEAD}constructs: {jobs: {type: queue, worker: {handler: w.h}}}\n`);
  expect(app.unknowns).toMatchObject([{ expression: 'constructs', place: { line: 5, column: 13 } }]);
});

test('what the package section names need not be there', async () => {
  const app = await load(`${HEAD}package: {artifact: "\${file(build.json):zip}"}\nfunctions: {f: {handler: f.h}}\n`);
  expect(app.functions).toHaveLength(1);
});

test('a service without functions, and a stage from code', async () => {
  expect((await load(`${HEAD}functions:\n`)).functions).toEqual([]);
  const app = await load(
    'service: s\nprovider: {name: aws, stage: "${ssm:/stage}", runtime: x}\nfunctions: {f: {handler: f.h}}\n',
  );
  expect(app.stage).toBe('dev');
  expect(app.unknowns).toMatchObject([{ expression: '${ssm:/stage}' }]);
});

test('serverless.json, and a template named outright', async () => {
  const json = JSON.stringify({
    service: 's',
    provider: { name: 'aws', runtime: 'x' },
    functions: { f: { handler: 'f.h' } },
  });
  const root = makeProject({ 'serverless.json': json, 'apps/other.yml': `${HEAD}functions: {g: {handler: g.h}}\n` });
  expect((await loadApp(root)).functions[0]).toMatchObject({ id: 'f', handlerPlace: { file: 'serverless.json' } });
  expect((await loadApp(`${root}/apps/other.yml`)).functions[0]).toMatchObject({ id: 'g', codeRoot: `${root}/apps` });
});

test('a wider root lets a service read what it shares with others', async () => {
  const root = makeProject({
    'shared.yml': 'name: shared\n',
    'a/serverless.yml': `${HEAD}functions: {f: {handler: f.h, environment: {N: "\${file(../shared.yml):name}"}}}\n`,
  });
  const app = await loadApp(`${root}/a`, { root });
  expect(app).toMatchObject({
    root,
    file: 'a/serverless.yml',
    functions: [{ codeRoot: `${root}/a`, environment: { N: 'shared' } }],
  });
});

test('where a container image is built, and what a function runs in it', async () => {
  const text = `service: s
provider:
  name: aws
  ecr: { images: { app: { path: ./jobs, file: build.dockerfile }, plain: ./plain, away: { uri: 1.dkr.ecr/x } } }
functions:
  named: { image: { name: app, command: [dist/jobs.run] } }
  short: { image: plain }
  away: { image: away }
`;
  expect((await load(text)).functions.map(({ image }) => image)).toEqual([
    { folder: 'jobs', dockerfile: 'jobs/build.dockerfile', handler: 'dist/jobs.run' },
    { folder: 'plain', dockerfile: 'plain/Dockerfile' },
    undefined,
  ]);
});

test('resources without a type add to what the framework makes; any other is refused', async () => {
  const resources = (id: string) =>
    `resources: {Resources: {${id}: {DeletionPolicy: Retain}, Q: {Type: AWS::SQS::Queue}}}\n`;
  const functions = 'functions: {buy: {handler: buy.h}}\n';
  for (const id of ['BuyLambdaFunction', 'BuyLogGroup', 'ApiGatewayRestApi'])
    expect((await load(HEAD + functions + resources(id))).resources.map((one) => one.id)).toEqual(['Q']);
  await expect(load(HEAD + functions + resources('Orders'))).rejects.toThrow('the resource Orders has no Type');
});

// Version 1 took a pattern for what is a variable, mostly so that names of AWS were left to CloudFormation.
test.each([
  ['names of AWS are left', '\\\\${((?!AWS)[ ~:a-zA-Z0-9._,/()-]+?)}', '${self:custom.name}'],
  ['some sources', '\\\\${(?!AWS::)((?:self|opt):[a-z.,]+?)}', '${self:custom.name}'],
  ['two braces', '\\\\${{([ ~:a-zA-Z0-9._,/()-]+?)}}', '${{self:custom.${{self:custom.which}}}}'],
])('variableSyntax: %s', async (_, pattern, variable) => {
  const provider = `provider:\n  name: aws\n  runtime: nodejs22.x\n  variableSyntax: "${pattern}"\n`;
  const environment = `  environment: {A: '${variable}', B: !Sub 'x-\${AWS::Region}'}\n`;
  const custom = 'custom: {name: orders, which: name}\n';
  const app = await load(
    `service: shop\n${provider}${environment}${custom}functions:\n  buy:\n    handler: src/buy.handler\n`,
  );
  expect(app.functions[0]?.environment).toEqual({ A: 'orders', B: 'x-us-east-1' });
});
