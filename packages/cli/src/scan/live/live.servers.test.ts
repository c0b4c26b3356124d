import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { zip } from '@bulkhead/iac';
import { findMoto, startMoto } from '@bulkhead/lab';
import { type ScanReport, scan } from '@bulkhead/posture';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fakeIo } from '../../testing/fake-io.ts';
import { LIVE_CALLS } from './calls.ts';
import { type LiveFlags, type LiveRead, readLiveApps } from './live-apps.ts';
import { livePolicy } from './policy.ts';
import { createMore, recordCalls } from './testing/more.ts';
import { createStack, QUEUE_POLICY, SHOP } from './testing/shop.ts';

const [moto] = findMoto(process.env);
const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };
/** Runs what a caller of its API says. */
const SOURCE = `const { exec } = require('node:child_process');
exports.handler = async (event) => {
  exec('convert ' + event.queryStringParameters.file);
};
`;
const CODE = zip([
  { name: 'index.js', bytes: Buffer.from(SOURCE) },
  { name: '../../outside.js', bytes: Buffer.from('1') },
]);
const NOW = Date.UTC(2026, 10, 21);

/**
 * Where moto asks for another action than IAM does (https://docs.aws.amazon.com/service-authorization/latest/reference/),
 * whose actions our policy has: it takes paths of API Gateway for operations, and settings of buckets for a list of objects.
 */
const MOTO_NAMES = ['apigateway:Get*', 'apigatewayv2:Get*', 'monitoring:DescribeAlarms', 's3:ListBucket'];

/** moto checks the signature of a path with the ARN in it decoded, which no client signs. */
const MOTO_UNCHECKED = 'not allowed: lambda:ListTags';

/** The one `send` that clients of all services inherit. */
const base = Object.getPrototypeOf(LambdaClient.prototype) as {
  send(command: { schema: readonly unknown[]; input: unknown }): Promise<unknown>;
};
const realSend = base.send;

describe.skipIf(moto === undefined)('a live account, on moto', () => {
  let server: Awaited<ReturnType<typeof startMoto>>;
  let folder: string;
  const configuration = () => ({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: KEYS,
    // moto answers with 500 where it has not got something; asking it again changes nothing.
    maxAttempts: 1,
  });
  const read = (flags: Partial<LiveFlags> = {}, credentials?: typeof KEYS): Promise<LiveRead> => {
    const { io } = fakeIo({ cwd: folder, env: { BULKHEAD_CACHE: path.join(folder, 'cache') } });
    const asked = { ...configuration(), ...(credentials ? { credentials } : {}) };
    // moto names a host for code that is nobody's.
    const download = () => Promise.resolve(new Response(CODE));
    return readLiveApps({ region: 'eu-west-1', cache: false, ...flags }, io, { configuration: asked, download });
  };
  const judge = async ({ apps }: Pick<LiveRead, 'apps'>, enable: readonly string[] = []): Promise<ScanReport> =>
    scan(folder, { now: NOW, apps, enable });

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'live-'));
    server = await startMoto([moto!]);
    await createStack(server.url, SHOP);
    // moto knows no AWS::SQS::QueuePolicy.
    const sqs = new SQSClient(configuration());
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'jobs' }));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: QUEUE_POLICY } }));
  }, 60_000);
  afterEach(() => {
    base.send = realSend;
  });
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds in the account what it finds in the template', async () => {
    writeFileSync(path.join(folder, 'template.yaml'), SHOP);
    const raw = await scan(path.join(folder, 'template.yaml'), { now: NOW, withoutCode: true });
    const live = await judge(await read());
    const kinds = ({ findings, apps }: ScanReport) =>
      findings.map(({ rule, subject }) => `${rule} ${apps[0]!.types[subject] ?? 'a function'}`).sort();
    expect(kinds(live)).toEqual(kinds(raw));
    expect(live.findings.length).toBeGreaterThan(15);
    expect(live.findings.every(({ place }) => place.file.startsWith('arn:aws:'))).toBe(true);
  });

  it('reads every kind, with the calls that its policy allows and no others', async () => {
    await createMore(configuration());
    const live = await read();
    const made = [...live.log.made.keys()].sort();
    const listed = Object.entries(LIVE_CALLS).flatMap(([service, calls]) => calls.map((call) => `${service}:${call}`));
    // The one call of --function, in place of the list.
    expect(listed.filter((call) => !made.includes(call))).toEqual(['lambda:GetFunctionConfiguration']);
    expect(made.filter((call) => !listed.includes(call))).toEqual([]);
    const report = await judge(live);
    const rules = new Set(report.findings.map(({ rule }) => rule));
    for (const rule of [
      'secret-policy-public',
      'cognito-weak-password',
      'cognito-implicit-grant',
      'eventbridge-target-no-dead-letters',
      'states-no-retry',
      'alarm-silent',
    ])
      expect(rules, rule).toContain(rule);
    const types = new Set(report.models[0]!.resources.map(({ type }) => type));
    for (const type of ['AWS::IAM::AccessKey', 'AWS::Kinesis::Stream', 'AWS::SSM::Parameter', 'AWS::Lambda::Alias']) {
      expect(types, type).toContain(type);
    }
    const routes = live.apps[0]!.functions[0]!.triggers.map((trigger) =>
      'path' in trigger ? `${trigger.type} ${trigger.method} ${trigger.path} ${trigger.authorizer}` : trigger.type,
    );
    expect(routes).toEqual(
      expect.arrayContaining([
        'sqs',
        'dynamodb',
        'sns',
        'eventbridge',
        'apigateway-v1 GET /things none',
        'apigateway-v2 GET /open none',
        'apigateway-v2 GET /mine jwt',
      ]),
    );
    expect(JSON.stringify(report.models.map(({ resources }) => resources))).not.toContain('never-to-be-read');
  });

  it('knows what only an account knows: who recorded calls, and which functions no stack has', async () => {
    const told = async (live: LiveRead) => {
      const { findings, unknown } = await judge(live, ['cloudtrail-no-invocations', 'lambda-made-by-hand']);
      const ours = (list: typeof findings) =>
        list
          .filter(({ rule }) => /^cloudtrail|by-hand$/.test(rule))
          .map(({ rule, subject }) => `${rule} ${subject}`)
          .sort();
      return { findings: ours(findings), unknown: ours(unknown) };
    };
    const trail = 'cloudtrail-no-invocations arn:aws:cloudtrail:eu-west-1:123456789012:trail/all';
    const byHand = 'lambda-made-by-hand arn:aws:lambda:eu-west-1:123456789012:function:worker';
    expect(await told(await read())).toEqual({ findings: [trail, byHand], unknown: [] });
    const denying = (operation: string) => {
      base.send = function (command) {
        return command.schema[2] === operation
          ? Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }))
          : realSend.call(this, command);
      };
    };
    denying('GetEventSelectors');
    expect(await told(await read())).toEqual({ findings: [byHand], unknown: [trail] });
    denying('DescribeTrails');
    expect(await told(await read())).toEqual({ findings: [byHand], unknown: [trail.replace('all', '#unread')] });
    denying('ListTags');
    expect(await told(await read())).toEqual({ findings: [trail], unknown: [byHand] });
    base.send = realSend;
    await recordCalls(configuration());
    expect((await told(await read())).findings).toEqual([byHand]);
  });

  it('claims nothing more where any one call is denied', async () => {
    const answers = new Map<string, Promise<unknown>>();
    let denied = '';
    base.send = function (command) {
      const name = String(command.schema[2]);
      const { serviceId } = (this as unknown as { config: { serviceId: string } }).config;
      if (`${serviceId} ${name}` === denied) {
        return Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' }));
      }
      const key = JSON.stringify([serviceId, name, command.input]);
      if (!answers.has(key)) answers.set(key, realSend.call(this, command));
      return answers.get(key)!;
    };
    const known = (report: ScanReport) => new Set(report.findings.map(({ rule, subject }) => `${rule} ${subject}`));
    const all = known(await judge(await read()));
    const calls = [...new Set([...answers.keys()].map((key) => (JSON.parse(key) as string[]).slice(0, 2).join(' ')))];
    expect(calls.length).toBeGreaterThan(50);
    const wrong: string[] = [];
    for (const call of calls.filter((name) => name !== 'STS GetCallerIdentity')) {
      denied = call;
      const live = await read();
      expect([...live.log.refused.values()].map(({ why }) => why).join(), call).toContain(call.split(' ').at(-1)!);
      for (const claim of known(await judge(live))) if (!all.has(claim)) wrong.push(`${call}: ${claim}`);
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('asks the second time what has no mark, and with --max-age what lists tell', async () => {
    const sum = ({ log }: LiveRead) => [...log.made.values()].reduce((one, other) => one + other, 0);
    const first = await read({ cache: true });
    const second = await read({ cache: true });
    const third = await read({ cache: true, maxAge: '60' });
    expect([...second.log.kept.keys()].sort()).toEqual([
      'cognito-identity-provider:DescribeUserPool',
      'secrets-manager:GetResourcePolicy',
    ]);
    expect(sum(second)).toBeLessThan(sum(first));
    expect(sum(third)).toBeLessThan(sum(first) / 2);
    const known = async (live: LiveRead) => (await judge(live)).findings.map(({ fingerprint }) => fingerprint);
    expect(await known(third)).toEqual(await known(first));
  });

  it('needs what its policy says, asked as somebody with nothing else', async () => {
    const iam = new IAMClient(configuration());
    const asUser = async (UserName: string, document: object) => {
      await iam.send(new CreateUserCommand({ UserName }));
      const PolicyDocument = JSON.stringify(document);
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'scan', PolicyDocument }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
      return { accessKeyId: AccessKey!.AccessKeyId!, secretAccessKey: AccessKey!.SecretAccessKey! };
    };
    const own = livePolicy({ withCode: false });
    const policy = { ...own, Statement: [...own.Statement, { Effect: 'Allow', Action: MOTO_NAMES, Resource: '*' }] };
    const allowed = await asUser('scanner', policy);
    const without = policy.Statement.map((statement) => ({
      ...statement,
      Action: statement.Action.filter((action) => action !== 'sqs:GetQueueAttributes'),
    }));
    const denied = await asUser('half-a-scanner', { ...policy, Statement: without });
    const setAuth = (calls: string) => fetch(`${server.url}/moto-api/reset-auth`, { method: 'POST', body: calls });
    const refusals = ({ log }: LiveRead) => [...log.refused.values()].map(({ why }) => why);
    // From now on moto asks IAM, as AWS does.
    await setAuth('0');
    try {
      const refused = refusals(await read({}, allowed)).filter((why) => why.startsWith('not allowed'));
      expect(refused.filter((why) => why !== MOTO_UNCHECKED)).toEqual([]);
      const half = await read({}, denied);
      expect(refusals(half)).toContain('not allowed: sqs:GetQueueAttributes');
      expect(half.notes.join()).toContain('not allowed: sqs:GetQueueAttributes');
      const { findings, models } = await judge(half);
      expect(findings.map(({ rule }) => rule)).not.toContain('sqs-no-dead-letters');
      const queue = models[0]!.resources.find(({ type }) => type === 'AWS::SQS::Queue');
      expect(queue?.properties['RedrivePolicy']).toMatchObject({
        unknown: 'could not be read: not allowed: sqs:GetQueueAttributes',
      });
    } finally {
      await setAuth('inf');
    }
  });

  it('reads the code that is deployed, where it is asked to', async () => {
    const live = await read({ code: true });
    const { findings } = await judge(live);
    expect(findings.map(({ rule, place }) => `${rule} ${place.file.replace(/^\w+/, '…')}:${place.line}`)).toContain(
      'command-injection …/worker/index.js:3',
    );
    expect(live.notes).toContain(
      'arn:aws:lambda:eu-west-1:123456789012:function:worker: 1 file of its package not unpacked',
    );
    const again = await read({ code: true });
    expect((await judge(again)).findings).toEqual(findings);
  });

  it('reads single functions with what they use', async () => {
    const live = await read({ function: ['worker'] });
    const ids = (await judge(live)).models[0]!.resources.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([expect.stringContaining(':sqs:'), expect.stringContaining(':role/worker-role')]),
    );
    expect(ids.filter((id) => id.includes('userpool') || id.includes(':user/'))).toEqual([]);
    await expect(read({ function: ['nothing'] })).rejects.toThrow(/there is no function nothing/);
  });
});
