import { type App, isUnknown } from '@bulkhead/core';
import { expect, test } from 'vitest';
import { makeProject } from '../test/project.ts';
import { loadApp } from './load-app.ts';
import { functionLogicalId, localResourceName, localValue } from './local-value.ts';

function localEnvironment(app: App): Record<string, string | undefined> {
  const entries = app.functions.flatMap((fn) => Object.entries(fn.environment));
  return Object.fromEntries(entries.map(([key, value]) => [key, isUnknown(value) ? localValue(app, value) : value]));
}

const SERVERLESS = `service: shop
provider: {name: aws, runtime: nodejs22.x, region: eu-west-1}
custom: {prefix: orders}
functions:
  f:
    handler: f.h
    environment:
      TABLE: !Ref Table
      QUEUE: !Ref Jobs
      ARN: arn:aws:sns:\${aws:region}:\${aws:accountId}:\${self:custom.prefix}
      SUB: !Sub "\${AWS::StackName}/\${Table.Arn}"
      SELF: !GetAtt FLambdaFunction.Arn
      NONE: \${ssm:/x}
      MIXED: a-\${ssm:/x}
      OTHER: !ImportValue x
resources:
  Resources:
    Table: {Type: AWS::DynamoDB::Table}
    Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: "\${self:custom.prefix}-jobs"}}
`;

test('what only a deploy decides gets a stable local value', async () => {
  const app = await loadApp(makeProject({ 'serverless.yml': SERVERLESS }), { env: {} });
  expect(localEnvironment(app)).toEqual({
    TABLE: 'shop-dev-table',
    QUEUE: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders-jobs',
    ARN: 'arn:aws:sns:eu-west-1:123456789012:orders',
    SUB: 'shop-dev/arn:aws:dynamodb:eu-west-1:123456789012:table/shop-dev-table',
    SELF: 'arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-f',
    NONE: undefined,
    MIXED: undefined,
    OTHER: undefined,
  });
  expect(localResourceName(app, 'Table')).toBe('shop-dev-table');
  expect(localResourceName(app, 'Jobs')).toBe('orders-jobs');
});

test('a copy of the app gives the same values, as far as its expressions go', async () => {
  const app = await loadApp(makeProject({ 'serverless.yml': SERVERLESS }), { env: {} });
  const copy = localEnvironment(structuredClone(app));
  expect(copy).toMatchObject({
    TABLE: 'shop-dev-table',
    QUEUE: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders-jobs',
    SELF: 'arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-f',
    NONE: undefined,
    OTHER: undefined,
  });
});

test('SAM: the stack is named after the folder', async () => {
  const root = makeProject({
    'my app/template.yaml': `Parameters: {P: {Type: String}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.h
      Runtime: nodejs22.x
      Environment: {Variables: {T: !Ref Table, U: !Sub "https://\${ServerlessRestApi}.x", P: !Ref P}}
  Table: {Type: AWS::Serverless::SimpleTable}
`,
  });
  const app = await loadApp(`${root}/my app`);
  expect(localEnvironment(app)).toEqual({ T: 'my-app-table', U: 'https://my-app-serverlessrestapi.x', P: undefined });
  const { name } = app.functions[0]!;
  expect(isUnknown(name) && localValue(app, name)).toBe('my-app-f');
});

test('logical ids of functions', () => {
  expect(['hello', 'send-mail', 'send_mail', 'sendMail'].map(functionLogicalId)).toEqual([
    'HelloLambdaFunction',
    'SendDashmailLambdaFunction',
    'SendUnderscoremailLambdaFunction',
    'SendMailLambdaFunction',
  ]);
});
