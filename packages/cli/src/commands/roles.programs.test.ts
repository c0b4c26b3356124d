import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const page = readFileSync(new URL('../../../../docs/roles.md', import.meta.url), 'utf8');
const block = (name: string): string =>
  new RegExp(`^\`\`\`\\w+ ${name.replaceAll('.', '\\.')}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';

const STACK = `import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
class News extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    new sns.Topic(this, 'Topic', { topicName: 'news', masterKey: new kms.Key(this, 'Key') });
  }
}
new News(new cdk.App(), 'News');
`;

const PUBLISH = `import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { topic } from './topic';
async function main() {
  await new SNSClient({}).send(new PublishCommand({ TopicArn: topic, Message: 'hello' }));
}
main();
`;

const FILES: Readonly<Record<string, string>> = {
  'report/report.py': block('program/report.py'),
  'news/infra/cdk.json': '{"app": "npx ts-node app.ts"}',
  'news/infra/app.ts': STACK,
  'news/publish.ts': PUBLISH,
  'news/topic.ts': 'export const topic = process.env.TOPIC;\n',
  'news/publish.test.ts': PUBLISH,
  'empty/readme.txt': '',
  'quiet/add.py': 'def add(a, b):\n    return a + b\n',
  'broken/bad.py': 'import boto3\nboto3.client("s3").list_buckets(\n',
};

interface Policies {
  readonly functions: readonly {
    readonly function: string;
    readonly policy: { readonly Statement: readonly { readonly Action: readonly string[] }[] };
  }[];
}

describe('bulkhead roles of a folder with several applications', () => {
  const HANDLER = (bucket: string) =>
    `import boto3\ndef h(event, context):\n    boto3.client('s3').get_object(Bucket='${bucket}', Key='k')\n`;
  const SAM = (id: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  ${id}: { Type: AWS::Serverless::Function, Properties: { Runtime: python3.13, Handler: app.h, CodeUri: ., Policies: [AmazonSQSFullAccess] } }
`;
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'several-'));
    const files = {
      'orders/template.yaml': SAM('Orders'),
      'orders/app.py': HANDLER('orders'),
      'mail/serverless.yml':
        'service: mail\nprovider: { name: aws, runtime: python3.13 }\nfunctions: { send: { handler: app.h } }\n',
      'mail/app.py': HANDLER('mail'),
      'tools/once.py': HANDLER('tools'),
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const roles = async (...args: string[]) => {
    const { io, kept } = fakeIo({ cwd: root });
    return { code: await run(['roles', ...args], io), ...kept };
  };

  it('writes each in its own language, under its name', async () => {
    const { code, out } = await roles();
    expect(code).toBe(0);
    expect(out.match(/^---\n# .*$/gm)).toEqual(['---\n# mail/serverless.yml', '---\n# orders/template.yaml']);
    expect(out).toContain('arn:${AWS::Partition}:s3:::orders/k');
    expect(out).toContain('arn:${AWS::Partition}:s3:::mail/k');
    // No application's, and so no role's.
    expect(out).not.toContain('s3:::tools');
  });

  it('says of each row and document which it is of', async () => {
    const documents = JSON.parse((await roles('--format', 'json')).out) as { applications: { application: string }[] };
    expect(documents.applications.map(({ application }) => application)).toEqual([
      'mail/serverless.yml',
      'orders/template.yaml',
    ]);
    const rows = JSON.parse((await roles('--diff', '--format', 'json')).out) as { application: string; at: string }[];
    expect(new Set(rows.map(({ application }) => application))).toEqual(
      new Set(['mail/serverless.yml', 'orders/template.yaml']),
    );
    expect(rows.every(({ application, at }) => at.startsWith(application.split('/')[0]!))).toBe(true);
    expect((await roles('--fail-on', 'over-privileged')).code).toBe(1);
  });

  it('takes a function by its name, and one application for what is done with one', async () => {
    expect((await roles('--function', 'Orders')).out).not.toContain('mail');
    const none = await roles('--function', 'Ordres');
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('Did you mean Orders?')]);
    const proof = await roles('--verify');
    expect([proof.code, proof.err]).toEqual([
      2,
      expect.stringContaining('Name one: mail/serverless.yml, orders/template.yaml'),
    ]);
  });
});

describe('bulkhead roles without a template', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'programs-'));
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function roles(...args: string[]) {
    const { io, kept } = fakeIo({ cwd: folder });
    const code = await run(['roles', ...args], io);
    return { code, ...kept };
  }
  const actions = (out: string) =>
    (JSON.parse(out) as Policies).functions.map((fn) => [
      fn.function,
      fn.policy.Statement.flatMap((statement) => statement.Action).sort(),
    ]);

  it('prints what docs/roles.md shows', async () => {
    const { code, out } = await roles('report/report.py');
    expect(code).toBe(0);
    const [fn] = (JSON.parse(out) as Policies).functions;
    expect(fn?.policy).toEqual(JSON.parse(block('output-program')));
  });

  it.each([
    [
      'the top level and what it calls',
      ['report/report.py'],
      [['report/report.py', ['s3:ListBucket', 's3:PutObject']]],
    ],
    ['one function of it', ['report/report.py', '--handler', 'names'], [['report/report.py', ['s3:ListBucket']]]],
    // The stack beside it tells the key; tests and what is imported are no programs.
    ['a folder', ['news'], [['publish.ts', ['kms:Decrypt', 'kms:GenerateDataKey', 'sns:Publish']]]],
  ])('%s', async (_, args, expected) => {
    const { code, out } = await roles(...args);
    expect(code).toBe(0);
    expect(actions(out)).toEqual(expected);
  });

  it('says how it was read', async () => {
    const { err } = await roles('news');
    expect(err).toContain('infra/app.ts: read from the source of CDK; npx cdk synth tells more');
    expect(err).toContain('without a template: the policies hold what the code asks for');
  });

  it.each([
    [
      'a function that is not there',
      ['report/report.py', '--handler', 'gone'],
      'report/report.py:1:1: report/report.py has no function gone',
    ],
    ['a handler without a file', ['news', '--handler', 'main'], '--handler needs the path of a source file'],
    ['a comparison', ['report/report.py', '--diff'], 'there is no template here'],
    ['another language', ['report/report.py', '--format', 'sam'], 'is printed as json, not as sam'],
    ['a folder without code', ['empty'], 'holds none of serverless.yml'],
    ['code that calls nothing', ['quiet'], 'holds none of serverless.yml'],
    ['a file that is not there', ['report/gone.py'], 'report/gone.py does not exist'],
  ])('%s: exit code 2', async (_, args, message) => {
    const { code, err, out } = await roles(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('names what cannot be read, and writes the rest', async () => {
    const { code, err } = await roles('broken/bad.py');
    expect(code).toBe(2);
    expect(err).toMatch(/broken\/bad\.py:\d+:\d+: /);
  });
});
