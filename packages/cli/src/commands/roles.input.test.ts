import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Good:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs22.x, Handler: good.handler }
  Bad:
    Type: AWS::Serverless::Function
    Properties: { Runtime: RUNTIME, Handler: bad.handler }
`;
const GOOD = `const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
exports.handler = () => new S3Client({}).send(new GetObjectCommand({ Bucket: 'far', Key: 'k' }));
`;
const CLIENT =
  "const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');\nconst client = new SQSClient({});\n";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function roles(bad: string | undefined, file: string, template = TEMPLATE) {
  const folder = mkdtempSync(join(tmpdir(), 'roles-bad-'));
  folders.push(folder);
  const runtime = file.endsWith('.py') ? 'python3.13' : 'nodejs22.x';
  const files = {
    'template.yaml': template.replace('RUNTIME', runtime),
    'good.js': GOOD,
    ...(bad === undefined ? {} : { [file]: bad }),
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { io, kept } = fakeIo();
  const code = await run(['roles', folder, '--format', 'json'], io);
  return { code, ...kept };
}

/** Minified: one long line without a break. */
const MINIFIED = `exports.handler=async()=>{${'const a=1;'}${Array.from({ length: 9_000 }, (_, i) => `var v${i}=${i};`).join('')}};`;

describe('bulkhead roles with input that cannot be read whole', () => {
  it.each([
    [
      0,
      'a method that is decided at run time',
      'bad.py',
      "import boto3\n\ns3 = boto3.client('s3')\n\n\ndef handler(event, context):\n    return getattr(s3, event['do'])()\n",
      'bad.py:7:',
      'decided at run time',
    ],
    [
      0,
      'a command that is decided at run time',
      'bad.js',
      "const sqs = require('@aws-sdk/client-sqs');\nconst client = new sqs.SQSClient({});\nexports.handler = (event) => client.send(new sqs[event.name]({}));\n",
      'bad.js:3:',
      'decided at run time',
    ],
    [
      0,
      'a service that is decided at run time',
      'bad.py',
      "import boto3\n\n\ndef handler(event, context):\n    return boto3.client(event['service']).list_things()\n",
      'bad.py:5:',
      'service',
    ],
    [
      0,
      'a service that nobody knows',
      'bad.js',
      "const { TeapotClient, BrewCommand } = require('@aws-sdk/client-teapot');\nexports.handler = () => new TeapotClient({}).send(new BrewCommand({}));\n",
      'bad.js:2:',
      'teapot',
    ],
    [
      0,
      'an operation that nobody knows',
      'bad.py',
      "import boto3\n\n\ndef handler(event, context):\n    return boto3.client('s3').brew_tea()\n",
      'bad.py:5:',
      'brew_tea',
    ],
    [
      2,
      'a syntax error in JavaScript',
      'bad.js',
      `${CLIENT}exports.handler = async () => { await client.send(;\n`,
      'bad.js:3:',
      '',
    ],
    [2, 'a syntax error in Python', 'bad.py', 'def handler(event, context):\n    return (\n', 'bad.py:', ''],
    [2, 'a bundle that is minified', 'bad.js', MINIFIED, 'bad.js:1:', 'minified'],
    [2, 'a source that is missing', 'bad.js', undefined, 'template.yaml:', 'bad'],
    [
      2,
      'a module that is missing',
      'bad.js',
      "require('./none');\nexports.handler = async () => 1;\n",
      'bad.js:1:',
      'none',
    ],
    [
      0,
      'a module under a computed name',
      'bad.js',
      'exports.handler = async (event) => require(`./${event.name}`).run();\n',
      'bad.js:1:',
      'the code computes',
    ],
    [
      2,
      'a handler that is missing',
      'bad.js',
      'exports.other = async () => 1;\n',
      'template.yaml:8:',
      'bad.js has no function handler',
    ],
  ])(
    'ends with %i for %s: named with file and line, the rest is written',
    async (exit, _title, file, bad, place, message) => {
      const { code, out, err } = await roles(bad, file);
      expect(
        err.split('\n').filter((line) => line.includes(place) && line.includes(message)),
        err,
      ).not.toEqual([]);
      expect(JSON.stringify(JSON.parse(out))).toContain('arn:${AWS::Partition}:s3:::far/k');
      expect(code).toBe(exit);
    },
  );

  it('a template that cannot be read ends with 2', async () => {
    const { code, out, err } = await roles(GOOD, 'bad.js', 'Resources: [\n');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/template\.yaml:\d/);
  });
});
