import { describe, expect, test } from 'vitest';
import { diffText, roleDifferences } from '../roles/diff-rows.ts';
import { readRoles } from '../roles/read-roles.ts';
import { makeProject } from '../testing/project.ts';
import { ROLE_WRITERS } from '../write/index.ts';
import { keptVersions, versionsText } from './kept-versions.ts';

const CODE = {
  'src/i.js': `const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
exports.h = (e) => new DynamoDBClient({}).send(new PutItemCommand({ TableName: 'orders', Item: e }));
`,
};
const SAM = (more: string, policies: string) => ({
  ...CODE,
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Main:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: i.h, CodeUri: src/, ${more} Policies: [${policies}] }
`,
});
const NEEDED =
  '{ Statement: [{ Effect: Allow, Action: dynamodb:PutItem, Resource: !Sub "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders" }] }';
const OTHER = '{ Statement: [{ Effect: Allow, Action: sqs:SendMessage, Resource: "*" }] }';

const load = { params: {}, env: {} };
const rolesOf = (files: Readonly<Record<string, string>>) => readRoles(makeProject(files), load);

describe('versions that stay', () => {
  test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ['AutoPublishAlias', SAM('AutoPublishAlias: live,', OTHER), 'its published versions (alias live)'],
    ['none', SAM('', OTHER), undefined],
    [
      'the Serverless Framework',
      {
        ...CODE,
        'serverless.yml':
          'service: s\nprovider: { name: aws, runtime: nodejs22.x }\nfunctions:\n  Main: { handler: src/i.h }\n',
      },
      'its published versions',
    ],
    [
      'switched off',
      {
        ...CODE,
        'serverless.yml':
          'service: s\nprovider: { name: aws, runtime: nodejs22.x, versionFunctions: false }\nfunctions:\n  Main: { handler: src/i.h }\n',
      },
      undefined,
    ],
    [
      'Terraform that publishes',
      {
        ...CODE,
        'main.tf':
          'resource "aws_lambda_function" "main" {\n  function_name = "m"\n  filename = "src"\n  handler = "i.h"\n  runtime = "nodejs22.x"\n  role = "arn:aws:iam::123456789012:role/r"\n  publish = true\n}\n',
      },
      'its published versions',
    ],
    [
      'Terraform that does not',
      {
        ...CODE,
        'main.tf':
          'resource "aws_lambda_function" "main" {\n  function_name = "m"\n  filename = "src"\n  handler = "i.h"\n  runtime = "nodejs22.x"\n  role = "arn:aws:iam::123456789012:role/r"\n}\n',
      },
      undefined,
    ],
  ])('%s', async (_, files, expected) => {
    const { app, resources, input } = await rolesOf(files);
    const [kept] = keptVersions(app, resources, input.own);
    expect(kept && versionsText(kept)).toBe(expected);
  });

  test('those of an account count whatever the template says', async () => {
    const { app, resources, input } = await rolesOf(SAM('', OTHER));
    const live = new Map([['Main', [{ version: '$LATEST' }, { version: '3' }, { version: '7', aliases: ['live'] }]]]);
    const [kept] = keptVersions(app, resources, input.own, live);
    expect(kept && versionsText(kept)).toBe('its published versions 3, 7 (live)');
  });
});

test.each([
  [['dev', 'prod'], 'the aliases dev and prod share its role and its data'],
  [['blue', 'green'], undefined],
  [['prod'], undefined],
])('aliases %j', async (names, expected) => {
  const aliases = names.map(
    (name) =>
      `  A${name}: { Type: AWS::Lambda::Alias, Properties: { FunctionName: !Ref Main, FunctionVersion: "1", Name: ${name} } }\n`,
  );
  const files = SAM('', NEEDED);
  const roles = await rolesOf({ ...files, 'template.yaml': files['template.yaml'] + aliases.join('') });
  const row = roleDifferences(roles).find(({ kind }) => kind === 'stages');
  expect(row?.what.split(':')[0]).toBe(expected);
  if (row) expect(diffText(row)).toMatch(/^template\.yaml:6:\d+: Main: stages: /);
});

describe('--diff', () => {
  test.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    [
      'a new grant and one that goes',
      SAM('AutoPublishAlias: live,', OTHER),
      'what is granted now and what is taken away also reaches its published versions (alias live)',
    ],
    ['nothing changes', SAM('AutoPublishAlias: live,', NEEDED), undefined],
    ['no versions', SAM('', OTHER), undefined],
  ])('%s', async (_, files, expected) => {
    const roles = await rolesOf(files);
    const rows = roleDifferences({ ...roles, app: { ...roles.app, region: 'eu-west-1' } });
    const row = rows.find(({ kind }) => kind === 'versions');
    expect(row?.what.split(':')[0]).toBe(expected);
    if (row) expect(diffText(row)).toMatch(/^template\.yaml:5:\d+: Main: versions: /);
  });
});

test('a role for each version has the digest of what it grants, and stays', async () => {
  const write = async (files: Readonly<Record<string, string>>) =>
    ROLE_WRITERS.cloudformation({ ...(await rolesOf(files)).input, perVersion: true });
  const one = await write(SAM('', OTHER));
  expect(one).toMatch(/^ {2}MainRole[0-9a-f]{8}:\n {4}Type: AWS::IAM::Role\n.*\n {4}DeletionPolicy: Retain$/m);
  // Nothing that the policy depends on has changed: the same role.
  expect(await write(SAM('', NEEDED))).toBe(one);
  const other = SAM('', OTHER);
  const changed = { ...other, 'src/i.js': other['src/i.js'].replace("'orders'", "'sales'") };
  expect((await write(changed)).match(/MainRole\w+/)?.[0]).not.toBe(one.match(/MainRole\w+/)?.[0]);
});
