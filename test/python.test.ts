import { join } from 'node:path';
import { compilePolicy, decodeLine, type PolicyDocument, type RuntimeRecord } from '@bulkhead/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTALLED, startTestLab, type TestLab } from '../packages/lab/src/testing/app.ts';
import { builtPackage } from '../packages/runtime/src/testing/built.ts';
import { requireComponent } from './support/components.ts';

const [version] = [...INSTALLED.pythons()][0] ?? [];
const present = requireComponent('Python 3', version !== undefined, 'tools/setup-services.sh');
const { folder: dist } = builtPackage();

/** The talk's function: a command made of what the event says. */
const CODE = `import json, subprocess

def convert(event, context):
    name = event["queryStringParameters"]["name"]
    return {"statusCode": 200, "body": subprocess.check_output("echo " + name, shell=True, text=True)}

def batch(event, context):
    return {"batchItemFailures": [], "seen": [json.loads(record["body"])["name"] for record in event["Records"]]}

def exact(event, context):
    return {"text": json.dumps(event), "big": 12345678901234567890, "name": context.function_name, "arn": context.invoked_function_arn}

def fail(event, context):
    raise ValueError("bad value")

def page(event, context):
    return {"statusCode": 200, "headers": {"content-type": "text/html"}, "body": "<p>" + event["queryStringParameters"]["name"]}
`;

const query = (name: string): unknown => ({
  resource: '/',
  path: '/',
  httpMethod: 'GET',
  headers: { Host: 'example.com' },
  queryStringParameters: { name },
  requestContext: { identity: { sourceIp: '192.0.2.1' }, stage: 'live' },
  body: null,
  isBase64Encoded: false,
});

const queue = (names: readonly string[]): unknown => ({
  Records: names.map((name, index) => ({
    messageId: `id-${index}`,
    receiptHandle: 'handle',
    body: JSON.stringify({ name }),
    attributes: {},
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:jobs',
    awsRegion: 'eu-west-1',
  })),
});

const ATTACK = 'x; cat /etc/passwd';

describe.skipIf(!present)('Python functions behind the proxy', () => {
  const labs: Partial<Record<'block' | 'alert', TestLab>> = {};
  beforeAll(async () => {
    for (const mode of ['block', 'alert'] as const) {
      const document: PolicyDocument = { detectors: { cmdi: mode, xss: mode } };
      const functions = ['convert', 'batch', 'exact', 'fail', 'page'].map((name) => [
        name,
        { runtime: `python${version}`, handler: `app.${name}` },
      ]);
      labs[mode] = await startTestLab({ 'app.py': CODE }, Object.fromEntries(functions), {
        options: {
          protection: {
            preload: join(dist, 'preload.cjs'),
            key: 'key of the lines',
            policyFor: (fn) => compilePolicy(document, fn.id),
          },
        },
      });
    }
  }, 60_000);
  afterAll(async () => {
    for (const lab of Object.values(labs)) await lab?.close();
  });

  const records = (lab: TestLab, id: string): RuntimeRecord[] =>
    lab.lines
      .filter((line) => line.functionId === id)
      .map(({ text }) => decodeLine(text, '', []))
      .flatMap((line) => (line?.is === 'record' ? [line.record] : []));

  it('a command built from the event does not run when the policy blocks it', async () => {
    const lab = labs.block!;
    expect(await lab.call('convert', query('hello'))).toMatchObject({ value: { statusCode: 200, body: 'hello\n' } });
    const { value } = await lab.call('convert', query(ATTACK));
    expect(value).toMatchObject({ statusCode: 403 });
    const [coverage, attack] = records(lab, 'convert');
    expect(coverage).toMatchObject({ kind: 'coverage', installed: 'proxy', handler: 'app.convert', mode: 'block' });
    // Nothing guards what Python does: the line does not say otherwise.
    expect(coverage).toMatchObject({ hooks: expect.not.arrayContaining([expect.objectContaining({ state: 'on' })]) });
    expect(attack).toMatchObject({
      kind: 'attack',
      class: 'cmdi',
      action: 'blocked',
      path: 'queryStringParameters.name',
      function: { runtime: `python${version}` },
    });
  });

  it('alerts, and lets it run, when the policy says so', async () => {
    const lab = labs.alert!;
    const { value } = await lab.call('convert', query('x; echo injected'));
    expect(value).toMatchObject({ statusCode: 200, body: 'x\ninjected\n' });
    await lab.call('convert', query(ATTACK));
    expect(records(lab, 'convert')).toContainEqual(expect.objectContaining({ class: 'cmdi', action: 'observed' }));
    // No hook guards Python, and no pattern blocks by this policy: "Yes, block" would be untrue.
    expect(records(lab, 'convert')).toContainEqual(expect.objectContaining({ kind: 'coverage', mode: 'alert' }));
  });

  it('takes the hostile record out of a batch', async () => {
    const { value } = await labs.block!.call('batch', queue(['first', ATTACK, 'third']));
    expect(value).toMatchObject({ seen: ['first', 'third'] });
  });

  it('hands events and answers on as they came', async () => {
    const payload = '{"n":12345678901234567890,"é":"ü","f":1.0}';
    const result = await labs.block!.invoke('exact', { payload });
    expect(JSON.parse(result.payload.toString())).toMatchObject({ name: 'test-dev-exact' });
    expect(result.payload.toString()).toContain('12345678901234567890,');
    expect(result.payload.toString()).toContain('\\"n\\": 12345678901234567890');
    expect(result.payload.toString()).toContain('\\"f\\": 1.0');
  });

  it('passes errors on as the runtime made them', async () => {
    const { error, value } = await labs.block!.call('fail');
    expect(error).toBe(true);
    expect(value).toMatchObject({ errorType: 'ValueError', errorMessage: 'bad value' });
  });

  it('is shown as protected', () => {
    expect(labs.block!.lab.functions[0]).toMatchObject({ protected: true });
  });
});
