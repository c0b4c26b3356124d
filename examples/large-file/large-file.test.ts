import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type App, isUnknown } from '@bulkhead/core';
import { loadApp, localValue } from '@bulkhead/iac';
import { type Lab, type LabLine, startLab } from '@bulkhead/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aws, MOTO, startAws } from '../../packages/tasks/src/testing/aws.ts';
import { requireComponent } from '../../test/support/components.ts';
import { eventually } from '../../test/support/eventually.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const FUNCTION = 'CountSalesFunction';
const PRICES: Record<string, number> = { apple: 40, bread: 250, Käse: 999 };
/** What the example is made for takes two minutes: `LARGE_FILE_MB=50 npx vitest run examples/large-file`. */
const MEGABYTES = Number(process.env['LARGE_FILE_MB'] ?? 4);
/**
 * A file is longer than an invocation on any machine, since services take so long to answer. A small one has a shorter timeout and
 * smaller batches, so that it is as many of both.
 */
const { delayMs, timeoutSeconds, batch, killedBytes } =
  MEGABYTES >= 20
    ? { delayMs: 700, timeoutSeconds: 30, batch: 3_000_000, killedBytes: 12_000_000 }
    : { delayMs: 200, timeoutSeconds: 10, batch: 200_000, killedBytes: 1_600_000 };
const PADDING = 'x'.repeat(40);

/** A file of about `bytes` bytes, and what it adds up to. */
function salesFile(bytes: number): { file: Buffer; sales: number; cents: number } {
  const articles = Object.keys(PRICES);
  const lines: string[] = [];
  let cents = 0;
  for (let length = 0; length < bytes; ) {
    const article = articles[lines.length % 3]!;
    const count = (lines.length % 7) + 1;
    const line = `${article},${count},${lines.length},${PADDING}`;
    cents += PRICES[article]! * count;
    length += Buffer.byteLength(line) + 1;
    lines.push(line);
  }
  return { file: Buffer.from(`${lines.join('\n')}\n`), sales: lines.length, cents };
}

const ready = requireComponent('moto_server', MOTO !== undefined, 'tools/setup-services.sh');

describe.skipIf(!ready)('large-file, run by the lab against moto', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-large-file-'));
  const killFile = join(folder, 'kill');
  let aws: Aws;
  let lab: Lab;
  let lines: LabLine[] = [];
  let totalsTable: string;
  let bucket: string;

  /** Where the template leaves a name to AWS, the lab's own. */
  function local(app: App, name: string): string {
    const value = app.functions[0]!.environment[name]!;
    return isUnknown(value) ? localValue(app, value)! : value;
  }

  beforeAll(async () => {
    aws = await startAws(delayMs);
    const template = await loadApp(FOLDER);
    const functions = template.functions.map((each) => ({
      ...each,
      timeoutSeconds,
      environment: { ...each.environment, BATCH_SIZE: String(batch) },
    }));
    const app: App = { ...template, functions, region: 'eu-west-1' };
    totalsTable = local(app, 'TOTALS_TABLE');
    bucket = 'large-file-sales';
    for (const TableName of [local(app, 'TASKS_TABLE'), totalsTable]) {
      await aws.server.call('dynamodb', 'DynamoDB_20120810.CreateTable', {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      });
    }
    const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' } as const;
    for (const Bucket of [bucket, local(app, 'PRICES_BUCKET')]) {
      await aws.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    }
    await aws.s3.send(
      new PutObjectCommand({ Bucket: local(app, 'PRICES_BUCKET'), Key: 'prices.json', Body: JSON.stringify(PRICES) }),
    );
    // Kills the process in the middle of an invocation: it stands still between them.
    const killer = join(folder, 'killer.cjs');
    writeFileSync(
      killer,
      `const { renameSync, existsSync } = require('node:fs');
       setInterval(() => {
         if (!existsSync(${JSON.stringify(killFile)})) return;
         try { renameSync(${JSON.stringify(killFile)}, ${JSON.stringify(`${killFile}.done`)}); } catch { return; }
         process.kill(process.pid, 'SIGKILL');
       }, 5).unref();`,
    );
    lab = await startLab({
      app,
      port: 0,
      watch: false,
      onLine: (line) => lines.push(line),
      onNotice: () => {},
      awsEndpoint: aws.url,
      recursionStop: 200,
      environment: { NODE_OPTIONS: `--require ${killer}` },
    });
  }, 120_000);
  afterAll(async () => {
    await lab?.close();
    await aws?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const taskOf = (sequencer: string, key: string) =>
    createHash('sha256')
      .update(JSON.stringify([JSON.stringify(['ObjectCreated:Put', bucket, key, sequencer])]))
      .digest('base64url');

  async function totals(task: string): Promise<{ sales: number; cents: number } | undefined> {
    const input = { TableName: totalsTable, Key: { id: { S: task } }, ConsistentRead: true };
    const { Item } = await aws.dynamo.send(new GetItemCommand(input));
    return Item && { sales: Number(Item['sales']!.N), cents: Number(Item['cents']!.N) };
  }

  async function upload(bytes: number, sequencer: string) {
    const { file, ...expected } = salesFile(bytes);
    const Key = `sales (${sequencer}).csv`;
    await aws.s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: file }));
    const key = encodeURIComponent(Key).replaceAll('%20', '+');
    const object = { key, size: file.length, sequencer };
    const payload = JSON.stringify({
      Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object } }],
    });
    lines = [];
    return { payload, expected, size: file.length, task: taskOf(sequencer, key) };
  }

  const worked = () =>
    lines.filter(({ text }) => / sales from byte /.test(text)).map(({ text }) => text.match(/byte (\d+)/)![1]);
  const hops = () => new Set(lines.flatMap(({ text }) => text.match(/hop (\d+):/)?.[1] ?? []));

  it(`counts each line of ${MEGABYTES} MB once, in several invocations, for three deliveries of one event at once`, async () => {
    const { payload, expected, task } = await upload(MEGABYTES * 1_000_000, '1');
    const answers = await Promise.all([1, 2, 3].map(() => lab.invoke(FUNCTION, { payload, invocationType: 'Event' })));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202]);
    await eventually(async () => expect(await totals(task)).toEqual(expected), 260_000);
    expect(hops().size).toBeGreaterThan(1);
    // Nothing comes after the end.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(await totals(task)).toEqual(expected);
    expect(new Set(worked()).size).toBeGreaterThanOrEqual(Math.ceil((MEGABYTES * 1_000_000) / batch));
    console.info(`${MEGABYTES} MB: ${hops().size} invocations, ${worked().length} batches, ${expected.sales} lines`);
  }, 300_000);

  it('counts each line once although an invocation is killed in the middle', async () => {
    const { payload, expected, task } = await upload(killedBytes, '2');
    await lab.invoke(FUNCTION, { payload, invocationType: 'Event' });
    await eventually(async () => expect((await totals(task))?.sales).toBeGreaterThan(0), 30_000);
    writeFileSync(killFile, '');
    await eventually(async () => expect(existsSync(`${killFile}.done`)).toBe(true), 30_000);
    // S3 and Lambda may bring an event again at any time; until the killed one's time is over it is refused.
    await eventually(async () => {
      const again = await lab.invoke(FUNCTION, { payload });
      expect(String(again.payload)).toContain('"status"');
    }, 60_000);
    await eventually(async () => expect(await totals(task)).toEqual(expected), 100_000);
    expect(lines.some(({ text }) => /Runtime\.ExitError|signal: killed/.test(text))).toBe(true);
    console.info(`killed: ${worked().length} batches done, ${new Set(worked()).size} counted`);
  }, 200_000);
});
