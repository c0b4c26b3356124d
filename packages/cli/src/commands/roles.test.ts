import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const FILES: Readonly<Record<string, string>> = {
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Save:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: save.handler
      CodeUri: src/
      Environment: { Variables: { TABLE: !Ref Orders } }
      Policies:
        - Statement:
            - Effect: Allow
              Action: dynamodb:*
              Resource: '*'
  Read:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: read.handler
      CodeUri: src/
      Environment: { Variables: { TABLE: !Ref Orders } }
      Policies:
        - Statement:
            - Effect: Allow
              Action: dynamodb:GetItem
              Resource: !GetAtt Orders.Arn
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      BillingMode: PAY_PER_REQUEST
`,
  'src/save.mjs': `import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = async (event) => {
  await client.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { id: { S: event.id } } }));
};
`,
  'src/read.py': `import os
import boto3

table = boto3.resource('dynamodb').Table(os.environ['TABLE'])


def handler(event, context):
    return table.get_item(Key={'id': event['id']})['Item']
`,
};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roles-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function roles(...args: string[]) {
  const { io, kept } = fakeIo();
  const code = await run(['roles', folder, ...args], io);
  return { code, ...kept };
}

describe('bulkhead roles', () => {
  it('writes what each function needs in the language of the template', async () => {
    const { code, out } = await roles();
    expect(code).toBe(0);
    expect(out).toContain('  Save:\n    Properties:\n      Policies:');
    expect(out).toContain('# src/save.mjs:4 dynamodb PutItem');
    expect(out).toMatch(/Action: dynamodb:PutItem\n\s+Resource: !GetAtt Orders\.Arn/);
    expect(out).toMatch(/Action: dynamodb:GetItem\n\s+Resource: !GetAtt Orders\.Arn/);
  });

  it('writes one function alone, into a file', async () => {
    const file = join(folder, 'roles.yaml');
    const { code, out } = await roles('--function', 'Read', '--format', 'cloudformation', '-o', file);
    expect([code, out]).toEqual([0, '']);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('ReadRole:');
    expect(text).not.toContain('SaveRole:');
    expect(text).toContain("log-group:/aws/lambda/${Read}:*'");
  });

  it('compares with what is granted', async () => {
    const { code, out } = await roles('--diff');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^template\.yaml:\d+:\d+: Save: too broad: dynamodb:\* → dynamodb:PutItem \(needed at src\/save\.mjs:4:\d+\)$/m,
    );
    expect(out).toMatch(/^template\.yaml:\d+:\d+: Save: too broad: \* → \$\{Orders\.Arn\}/m);
    expect(out).not.toContain(' Read: ');
  });

  it('fails on a role that grants more than is needed', async () => {
    expect((await roles('--fail-on', 'over-privileged')).code).toBe(1);
    expect((await roles('--function', 'Read', '--fail-on', 'over-privileged')).code).toBe(0);
  });

  it('gives rows as JSON', async () => {
    const rows = JSON.parse((await roles('--diff', '--format', 'json')).out) as { kind: string; function: string }[];
    expect(rows.map((row) => `${row.function} ${row.kind}`)).toEqual(['Save too-broad', 'Save too-broad']);
  });

  it('says what it was not asked right', async () => {
    const { code, err } = await roles('--function', 'Sve');
    expect(code).toBe(2);
    expect(err).toContain('Did you mean Save?');
  });

  it.each([
    [['--event', 'Save=event.json'], '--event only means something with --verify'],
    [['--moto', 'moto_server'], '--moto only means something with --verify'],
    [['--aws-endpoint', 'http://127.0.0.1:1'], '--aws-endpoint only means something with --verify'],
    [['--verify', '--diff'], '--verify runs alone'],
    [['--verify', '--from-cloudtrail', 'trail'], '--verify runs alone'],
    [['--verify', '--format', 'terraform'], 'as text or json, not as terraform'],
    [['--verify', '--event', 'Save'], 'Give FUNCTION=FILE.'],
    [['--verify', '--object', 'Bucket=file'], 'Give BUCKET/KEY=FILE.'],
    [['--verify', '--event', 'Sve=event.json', '--aws-endpoint', 'http://127.0.0.1:1'], 'names no function of'],
    [['--verify', '--event', 'Save=no.json', '--aws-endpoint', 'http://127.0.0.1:1'], 'no.json: ENOENT'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await roles(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it('gives the same text in every run', async () => {
    expect((await roles('--format', 'json')).out).toBe((await roles('--format', 'json')).out);
  });
});
