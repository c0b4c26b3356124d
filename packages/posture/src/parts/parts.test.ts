import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { type ScanOptions, type ScanReport, scan } from '../scan.ts';
import { FIXTURE_DAY, makeProject } from '../testing/project.ts';
import type { PartWorker } from './messages.ts';
import { servePart } from './part.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bulkhead-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A part in this thread, behind a channel that copies what goes through it as one between threads does. */
function startPart(): PartWorker {
  const { port1, port2 } = new MessageChannel();
  const failed: ((error: Error) => void)[] = [];
  servePart(port2).catch((error: Error) => {
    for (const listener of failed) listener(error);
  });
  return {
    postMessage: (message) => port1.postMessage(message),
    on: (event: string, listener: (told: never) => void) =>
      event === 'error'
        ? failed.push(listener as (error: Error) => void)
        : port1.on(event as 'message', listener as (message: unknown) => void),
    terminate: async () => port1.close(),
  };
}

interface Run {
  readonly report: unknown;
  readonly started: number;
}

async function run(root: string, count: number, more: Partial<ScanOptions> = {}, start = startPart): Promise<Run> {
  let started = 0;
  const workers = {
    count,
    start: () => {
      started++;
      return start();
    },
  };
  const options = { now: FIXTURE_DAY, env: {}, enable: ['egress-open'], ...more };
  return { report: plain(await scan(root, count > 1 ? { ...options, workers } : options)), started };
}

/** All that a report tells, but for what rules looked at. */
function plain({ models: _models, lines: _lines, rules, appOf, unread, ...report }: ScanReport) {
  return {
    ...report,
    rules: rules.map(({ id }) => id),
    owners: report.findings.map((finding) => appOf.get(finding)?.file),
    unread: unread.map(({ code, message, place, next }) => ({ code, message, place, next })),
  };
}

const send = `
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
const sqs = new SQSClient({});
export const handler = async (event) => {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.TARGET, MessageBody: eval(event.body) }));
};
`;

const sam = (name: string, resources = '') => `Transform: AWS::Serverless-2016-10-31
Resources:
  ${name}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs18.x
      Handler: index.handler
      CodeUri: src/
      Environment: { Variables: { TARGET: !ImportValue ${name}-url } }
      Events: { Job: { Type: SQS, Properties: { Queue: !ImportValue ${name}-arn } } }
${resources}`;

const queue = (name: string) => `Resources:
  Jobs: { Type: AWS::SQS::Queue }
Outputs:
  Arn: { Value: !GetAtt Jobs.Arn, Export: { Name: ${name}-arn } }
  Url: { Value: !Ref Jobs, Export: { Name: ${name}-url } }
`;

const service = (name: string) => `service: ${name}
provider: { name: aws, runtime: nodejs18.x }
functions:
  go: { handler: src/index.handler, events: [{ httpApi: 'POST /' }] }
`;

/** Stacks that loop through queues of others, bring others in, share code, cannot be read, accept findings. */
const files = (): Record<string, string> => ({
  ...Object.fromEntries(
    [...'ABCDEFGHIJKLM'].flatMap((name) => [
      [`work-${name}/template.yaml`, sam(name)],
      [`work-${name}/src/index.mjs`, send],
      [`queues/${name}.yaml`, queue(name)],
    ]),
  ),
  ...Object.fromEntries(
    [...'rstuvwxyz'].flatMap((name) => [
      [`service-${name}/serverless.yml`, service(name)],
      [`service-${name}/src/index.js`, 'exports.handler = async (event) => eval(event.body);'],
    ]),
  ),
  'parent/template.yaml': sam(
    'P',
    '  Child: { Type: AWS::Serverless::Application, Properties: { Location: ../children/child.yaml } }\n',
  ),
  'parent/src/index.mjs': send,
  'children/child.yaml': sam('Z'),
  'children/src/index.mjs': send,
  'broken/template.yaml': 'AWSTemplateFormatVersion: 2010-09-09\nResources: { A: { Type: AWS::SQS::Queue }\n',
  'broken/src/index.mjs': send,
  'shared/a.yaml': `${sam('S')}`.replace('src/', '../work-A/src/'),
  'accepted/template.yaml': sam('Q').replace(
    '      Runtime',
    '      # bulkhead-ignore lambda-runtime-end-of-life reason=known\n      Runtime',
  ),
  'accepted/src/index.mjs': send,
  'cdk/cdk.json': '{"app":"node app.js"}',
  'cdk/app.js':
    "const { Stack, App } = require('aws-cdk-lib');\nconst sqs = require('aws-cdk-lib/aws-sqs');\nclass S extends Stack { constructor(a, b) { super(a, b); new sqs.Queue(this, 'Q'); } }\nnew S(new App(), 'S');\n",
  'tf/main.tf': 'resource "aws_sqs_queue" "q" {\n  name = "q"\n}\n',
});

describe('a scan by several threads', () => {
  const root = makeProject(files());

  it.each([2, 3, 4])('tells what one by itself tells: %i', async (count) => {
    const alone = await run(root, 1);
    expect(alone.started).toBe(0);
    const rules = (alone.report as ScanReport).findings.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['code-injection', 'recursion-direct', 'lambda-runtime-end-of-life']));
    expect((alone.report as ScanReport).unread.map(({ place }) => place?.file)).toEqual(['broken/template.yaml']);
    expect((alone.report as ScanReport).suppressed.length).toBe(1);
    const shared = await run(root, count);
    expect(shared.report).toEqual(alone.report);
    expect(shared.started).toBe(count - 1);
  });

  it('templates alone, where there are enough of them', async () => {
    expect((await run(root, 4, { withoutCode: true })).started).toBe(0);
    const many = makeProject(Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`q/${i}.yaml`, queue(`n${i}`)])));
    // Code that no template names could make a difference: there is none.
    writeFileSync(path.join(many, 'fn.yaml'), sam('F'));
    const alone = await run(many, 1, { withoutCode: true });
    const shared = await run(many, 2, { withoutCode: true });
    expect(shared).toEqual({ report: alone.report, started: 1 });
  });

  it('leaves the same in the cache, and shares what is not in it', async () => {
    const own = makeProject(files());
    const cache = (name: string) => ({ cache: { folder: path.join(folder, name), tool: '1' } });
    const alone = await run(own, 1, cache('alone'));
    expect((await run(own, 3, cache('shared'))).report).toEqual(alone.report);
    // All is known now, whoever has read it: nobody is asked.
    const read: string[] = [];
    const again = await run(own, 3, { ...cache('shared'), onApp: ({ file }) => read.push(file) });
    expect(again.report).toEqual(alone.report);
    expect(again.started).toBe(0);
    const before = read.length;
    writeFileSync(path.join(own, 'queues/A.yaml'), queue('moved'));
    const changed = await run(own, 3, { ...cache('shared'), onApp: ({ file }) => read.push(file) });
    expect(changed.report).toEqual((await run(own, 1)).report);
    expect(read.slice(before)).toContain('work-A/template.yaml');
  });

  const dead = () => new Worker('throw new Error("no memory")', { eval: true });
  const silent = () => new Worker('setTimeout(() => process.exit(), 20)', { eval: true });
  it.each([
    ['fails', dead],
    ['ends', silent],
  ])('one that %s leaves all to the caller', async (_how, start) => {
    const { report } = await run(root, 3, {}, start);
    expect(report).toEqual((await run(root, 1)).report);
  });

  it('one that stops half-way leaves all to the caller', async () => {
    const half = (): PartWorker => {
      const part = startPart();
      let end = (_code: number): void => undefined;
      let told = 0;
      return {
        ...part,
        on(event: string, listener: (told: never) => void) {
          if (event === 'exit') end = listener as typeof end;
          if (event === 'message') part.on(event, (message) => (++told > 1 ? end(1) : listener(message as never)));
        },
      };
    };
    expect((await run(root, 2, {}, half)).report).toEqual((await run(root, 1)).report);
  });

  it('templates without any function: code counts as one without a template', async () => {
    const code = makeProject({
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`q/${i}.yaml`, queue(`n${i}`)])),
      'src/index.js': 'exports.handler = async (event) => eval(event.body);',
    });
    expect((await run(code, 2)).report).toEqual((await run(code, 1)).report);
  });
});
