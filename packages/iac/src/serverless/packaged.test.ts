import { expect, test } from 'vitest';
import { describeError, failure, makeProject } from '../../test/project.ts';
import { loadApp } from '../load-app.ts';

const SOURCE = `service: shop
provider: {name: aws, runtime: nodejs22.x}
functions:
  send-mail:
    handler: f.h
    name: \${ssm:/name}
    environment:
      KEY: \${ssm:/key}
      TABLE: !Ref Table
      PLAIN: source
  other:
    handler: o.h
    environment: \${file(env.js)}
resources: {Resources: {Table: {Type: AWS::DynamoDB::Table}}}
`;

test('what stayed unknown is completed from serverless-state.json; what the source says stays', async () => {
  const state = {
    service: {
      functions: {
        'send-mail': { name: 'mail', environment: { KEY: 'k', TABLE: { Ref: 'Table' }, PLAIN: 'old', GONE: 'x' } },
        other: { environment: { FROM: 'code', RAW: '${ssm:/x}' } },
      },
    },
  };
  const root = makeProject({ 'serverless.yml': SOURCE, '.serverless/serverless-state.json': JSON.stringify(state) });
  const app = await loadApp(root);
  expect(app.packaged).toBe(true);
  expect(app.functions[0]).toMatchObject({ name: 'mail', environment: { KEY: 'k', PLAIN: 'source' } });
  expect(app.functions[0]?.environment).not.toHaveProperty('GONE');
  expect(app.functions[1]?.environment).toEqual({ FROM: 'code' });
  expect(app.unknowns.map((unknown) => unknown.expression)).toEqual(['!Ref Table', '${file(env.js)}']);
});

test('the packaged CloudFormation template serves as well', async () => {
  const properties = { FunctionName: 'mail', Environment: { Variables: { KEY: 'k', TABLE: { Ref: 'Table' } } } };
  const template = {
    Resources: { SendDashmailLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: properties } },
  };
  const root = makeProject({
    'serverless.yml': SOURCE,
    '.serverless/cloudformation-template-update-stack.json': JSON.stringify(template),
  });
  const app = await loadApp(root);
  expect(app.functions[0]).toMatchObject({ name: 'mail', environment: { KEY: 'k' } });
});

test('a broken package is one message with its place', async () => {
  const root = makeProject({ 'serverless.yml': SOURCE, '.serverless/serverless-state.json': '{"service": ' });
  expect(describeError(await failure(() => loadApp(root)))).toBe(
    '.serverless/serverless-state.json:1:13 is not valid JSON here',
  );
});

test('sam build completes a SAM app', async () => {
  const fn = (name: string) => `Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.h, Runtime: nodejs22.x, CodeUri: src, FunctionName: ${name}, Environment: {Variables: {A: ${name}, B: one}}}
`;
  const root = makeProject({
    'template.yaml': `Parameters: {Name: {Type: String}}\n${fn('!Ref Name').replace('B: one', 'B: two')}`,
    '.aws-sam/build/template.yaml': fn('built').replace('CodeUri: src', 'CodeUri: F'),
  });
  const app = await loadApp(root);
  expect(app.packaged).toBe(true);
  expect(app.functions[0]).toMatchObject({
    name: 'built',
    environment: { A: 'built', B: 'two' },
    codeRoot: `${root}/src`,
  });
  expect(app.unknowns).toEqual([]);
});
