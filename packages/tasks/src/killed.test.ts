import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resumable } from './resumable/resumable.ts';
import { sendToQueue } from './resumable/send-to-queue.ts';
import type { Step } from './resumable/types.ts';
import { type Aws, MOTO, startAws, TABLE } from './testing/aws.ts';
import { clockAt, contextOf } from './testing/context.ts';

const WORKER = `
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoStore, idempotent } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
const client = new DynamoDBClient({ endpoint: process.env.URL, region: 'eu-west-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } });
const charge = idempotent(async () => {
  console.log('working');
  if (process.env.HANG) await new Promise((resolve) => setTimeout(resolve, 60000));
  return 'paid by ' + process.env.NAME;
}, { key: 'id', name: 'killed', graceMs: 100, store: dynamoStore({ client, UpdateItemCommand, tableName: '${TABLE}' }) });
const deadline = Date.now() + 1500;
charge({ id: 'o-1' }, { getRemainingTimeInMillis: () => deadline - Date.now() }).then(console.log, (error) => console.log(error.code));
`;

describe.skipIf(!MOTO)('with real processes and moto', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-tasks-'));
  const worker = join(folder, 'worker.cjs');
  let aws: Aws;
  beforeAll(async () => {
    aws = await startAws();
    await build({
      stdin: { contents: WORKER, resolveDir: import.meta.dirname },
      outfile: worker,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      conditions: ['bulkhead-source'],
    });
    writeFileSync(join(folder, 'package.json'), '{}');
  });
  afterAll(async () => {
    await aws.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(name: string, hang: boolean) {
    const child = spawn(process.execPath, [worker], {
      env: { URL: aws.url, NAME: name, ...(hang ? { HANG: '1' } : {}) },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    const closed = once(child, 'close');
    return { child, closed, out: () => out.trim().split('\n') };
  }

  it('idempotent: a killed process is taken over when its time is over, not before', async () => {
    const first = start('first', true);
    await once(first.child.stdout, 'data');
    expect(first.out()).toEqual(['working']);
    first.child.kill('SIGKILL');
    await first.closed;
    const answers: string[][] = [];
    for (let attempt = 0; attempt < 20; attempt++) {
      const again = start(`attempt ${attempt}`, false);
      await again.closed;
      answers.push(again.out());
      if (answers.at(-1)![0] === 'working') break;
      await sleep(200);
    }
    const last = answers.pop()!;
    for (const answer of answers) expect(answer).toEqual(['TASK_IN_PROGRESS']);
    expect(last).toEqual(['working', expect.stringMatching(/^paid by attempt/)]);
    const later = start('later', false);
    await later.closed;
    expect(later.out()).toEqual([last[1]]);
  });

  it.each(['', '.fifo'])(
    'resumable goes through a real queue (%j), once, although it is handed over twice',
    async (suffix) => {
      const { QueueUrl } = (await aws.server.call('sqs', 'AmazonSQS.CreateQueue', {
        QueueName: `tasks${suffix}`,
        ...(suffix ? { Attributes: { FifoQueue: 'true' } } : {}),
      })) as { QueueUrl: string };
      const clock = clockAt(Date.now());
      const worked: number[] = [];
      const save = sendToQueue({ client: aws.sqs, SendMessageCommand, queueUrl: QueueUrl });
      const handler = resumable(
        async (_: unknown, position): Promise<Step<number, string>> => {
          worked.push(position);
          clock.pass(60_000);
          return position < 3 ? { next: position + 1 } : { done: 'all' };
        },
        {
          start: 0,
          name: `queue${suffix}`,
          store: aws.stores['DynamoDB']!,
          now: clock.now,
          // As after a lost answer: SQS has it twice.
          save: async (next) => {
            await save(next);
            await save(next);
          },
        },
      );
      await handler({ file: 'f' }, contextOf(clock, 10_000));
      let messages = 0;
      const outcomes: unknown[] = [];
      for (;;) {
        const { Messages = [] } = await aws.sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600 }));
        if (Messages.length === 0) break;
        for (const { Body, MessageId } of Messages) {
          messages++;
          const record = { eventSource: 'aws:sqs', messageId: MessageId, body: Body };
          outcomes.push(await handler({ Records: [record] }, contextOf(clock, 10_000)));
        }
        // A FIFO queue gives the next of a group when the last is deleted.
        if (suffix) {
          for (const { ReceiptHandle } of Messages) {
            await aws.server.call('sqs', 'AmazonSQS.DeleteMessage', { QueueUrl, ReceiptHandle: ReceiptHandle! });
          }
        }
      }
      expect(worked).toEqual([0, 1, 2, 3]);
      expect(messages).toBe(suffix ? 3 : 6);
      expect(outcomes.at(-1)).toMatchObject({ status: 'done', result: 'all' });
    },
  );
});
