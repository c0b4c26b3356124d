import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findMoto } from '@bulkhead/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{}',
  'template.yaml': `
Transform: AWS::Serverless-2016-10-31
Resources:
  Inbox: { Type: AWS::S3::Bucket }
  Jobs: { Type: AWS::SQS::Queue }
  Sort:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: sort.handler
      Environment: { Variables: { JOBS: !Ref Jobs } }
      Events:
        Upload: { Type: S3, Properties: { Bucket: !Ref Inbox, Events: s3:ObjectCreated:* } }
  Hide:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs20.x
      Handler: hide.handler
      Environment: { Variables: { JOBS: !Ref Jobs } }
`,
  'sort.js': `
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const s3 = new S3Client({ forcePathStyle: true });
const sqs = new SQSClient({});
exports.handler = async ({ Records: [{ s3: { bucket, object } }] }) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket.name, Key: object.key }));
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.JOBS, MessageBody: await Body.transformToString() }));
};`,
  // Which command it is, only the event says.
  'hide.js': `
const sqs = require('@aws-sdk/client-sqs');
const client = new sqs.SQSClient({});
exports.handler = ({ name }) => client.send(new sqs[name]({ QueueUrl: process.env.JOBS, MessageBody: 'x' }));`,
  'text.txt': 'sort me',
  'hide.json': '{"name": "SendMessageCommand"}',
};

describe.skipIf(!requireComponent('moto', findMoto(process.env).length > 0, 'tools/setup-services.sh'))(
  'bulkhead roles --verify',
  () => {
    let root: string;
    beforeAll(() => {
      // Below the repository, so that the programs find the SDK.
      const parent = resolve(import.meta.dirname, '../../dist');
      mkdirSync(parent, { recursive: true });
      root = mkdtempSync(join(parent, 'verify-roles-'));
      for (const [name, text] of Object.entries(FILES)) writeFileSync(join(root, name), text);
    });
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    const verify = async (...args: string[]) => {
      const { io, kept } = fakeIo();
      const code = await run(['roles', root, '--verify', ...args], io);
      return { code, ...kept };
    };

    it('proves a role by an object that is put first', async () => {
      const { code, out } = await verify('--function', 'Sort', '--object', `Inbox/a.txt=${join(root, 'text.txt')}`);
      expect(out).toMatch(/^Sort {2}2 calls, 0 denied, 2 of 2 statements proven$/m);
      expect(out).toContain('2 of 2 wrong names and conditions are denied.');
      expect(code).toBe(0);
    }, 60_000);

    it('ends with 1 where a call is denied, with the rest as JSON', async () => {
      const { code, out, err } = await verify(
        '--function',
        'Hide',
        '--event',
        `Hide=${join(root, 'hide.json')}`,
        '--format',
        'json',
      );
      expect(err).toContain('hide.js:4:');
      const { sufficient, functions } = JSON.parse(out);
      expect(sufficient).toBe(false);
      expect(functions[0].denied[0].call).toBe('sqs:SendMessage');
      expect(code).toBe(1);
    }, 60_000);
  },
);
