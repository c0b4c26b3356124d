import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

/*
 * The example of PureSec's e-book "AWS Lambda Security Best Practices": a function behind a topic that stores what it gets,
 * under a role that may do anything in S3. What the e-book's tool wrote for it: s3:PutObject on one bucket's objects, and
 * its own log group. The handler is ours; the e-book prints none.
 */
const TEMPLATE = `
service: insecure-project-demo
provider:
  name: aws
  runtime: python3.13
  region: us-east-1
  iam: { role: { statements: [{ Effect: Allow, Action: ["s3:*"], Resource: "*" }] } }
functions:
  demo-main:
    handler: handler.main
    events:
      - sns: arn:aws:sns:us-east-1:123456789012:production-topic
`;
const HANDLER = `
import boto3

s3 = boto3.client("s3")


def main(event, context):
    for record in event["Records"]:
        message = record["Sns"]
        s3.put_object(Bucket="upload-to-s3-and-postprocess", Key=message["MessageId"], Body=message["Message"])
`;

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-ebook-'));
  writeFileSync(path.join(root, 'serverless.yml'), TEMPLATE);
  writeFileSync(path.join(root, 'handler.py'), HANDLER);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const roles = async (...args: string[]) => {
  const { io, kept } = fakeIo({ cwd: root });
  return { code: await run(['roles', '.', ...args], io), ...kept };
};

it('writes the role that the e-book shows', async () => {
  const { out } = await roles('--format', 'json', '--function', 'demo-main');
  const [{ policy }] = (JSON.parse(out) as { functions: [{ policy: { Statement: object[] } }] }).functions;
  expect(policy.Statement).toEqual([
    {
      Effect: 'Allow',
      // The e-book's has logs:CreateLogGroup too; the framework declares the group, so that the function need not make it.
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [expect.stringMatching(/:logs:.*:log-group:\/aws\/lambda\/.*:\*$/)],
    },
    {
      Effect: 'Allow',
      Action: ['s3:PutObject'],
      Resource: [expect.stringMatching(/:s3:::upload-to-s3-and-postprocess\/\*$/)],
    },
  ]);
});

it('says what the role of the template grants besides', async () => {
  const { code, out } = await roles('--diff', '--fail-on', 'over-privileged');
  expect(code).toBe(1);
  expect(out).toContain('too broad: s3:* → s3:PutObject');
});
