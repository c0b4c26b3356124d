import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json } from '../../events/src/testing/matrix.ts';
import { identifierOf, type PollRequest, type PollResult, pollBatch } from '../../events/src/testing/poller.ts';
import { BATCH_KINDS, type BatchKind, batchOf, READ_RECORDS } from './testing/batch-records.ts';
import { builtPackage, tempFolder } from './testing/built.ts';
import { type Environment, startEnvironment } from './testing/lambda.ts';
import { nodeBinaries, runtimeClient } from './testing/nodes.ts';
import { startWorker, type Worker } from './testing/worker.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

const HOSTILE = "blue' OR '1'='1' --";
const BLOCK = { detectors: { sqli: 'block' } };
const KEEP = 'arn:aws:sqs:eu-west-1:123456789012:taken-out';

/** Prints the id of each record that it has processed. */
const HANDLER = `${READ_RECORDS}
exports.handler = async (event) => {
  for (const record of recordsOf(event)) console.log('processed ' + idOf(record));
};`;

const workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
});

function start(policy: unknown, code = HANDLER): Worker {
  const worker = startWorker({ dist, folder, code, ...(policy !== undefined && { options: { policy } }) });
  workers.push(worker);
  return worker;
}

interface Polled extends PollResult {
  /** Ids of the records that the handler has processed, in order. */
  readonly processed: readonly string[];
  readonly outcome: Awaited<ReturnType<Worker['close']>>;
}

async function poll(worker: Worker, request: Omit<PollRequest, 'invoke'>): Promise<Polled> {
  const result = await pollBatch({ ...request, invoke: worker.invoke });
  const outcome = await worker.close();
  expect(outcome.stderr).toBe('');
  return { ...result, outcome, processed: processedIn(outcome.output) };
}

function processedIn(output: readonly string[]): string[] {
  return output.filter((line) => line.startsWith('processed ')).map((line) => line.slice('processed '.length));
}

function idsOf(kind: BatchKind, records: readonly Json[], without: readonly number[]): string[] {
  return records
    .filter((_record, number) => !without.includes(number))
    .map((record) => String(identifierOf(kind.source, record)));
}

const ONCE = (records: readonly Json[]) => ({
  deliveries: records.map(() => 1),
  invocations: 1,
  deadLetters: [],
  stalled: [],
});

const kindOf = (source: BatchKind['source']): BatchKind => BATCH_KINDS.find((kind) => kind.source === source)!;
const SOURCES = [...new Set(BATCH_KINDS.map(({ source }) => source))];

describe('one hostile record among 100: the 99 are processed once, nothing is retried, nothing stalls', () => {
  it.each(BATCH_KINDS.flatMap((kind) => [false, true].map((reports) => ({ ...kind, reports }))))(
    '$source, $carried, reporting failures: $reports',
    async ({ reports, ...kind }) => {
      const records = batchOf(kind, { 42: HOSTILE });
      const { source } = kind;
      const worker = start(BLOCK);
      const { processed, outcome, ...result } = await poll(worker, {
        source,
        records,
        reportBatchItemFailures: reports,
      });
      expect(result).toEqual(ONCE(records));
      expect(processed.toSorted()).toEqual(idsOf(kind, records, [42]).toSorted());
      expect(outcome.faults).toEqual([]);
      expect(outcome.attacks.map(({ class: found, action, path, count }) => [found, action, path, count])).toEqual([
        ['sqli', 'blocked', kind.path(42), 1],
      ]);
    },
  );

  it.each(BATCH_KINDS)('$source, $carried: without the block, all 100 are processed', async (kind) => {
    const records = batchOf(kind, { 42: HOSTILE });
    const { processed, outcome, ...result } = await poll(start(undefined), { source: kind.source, records });
    expect(result).toEqual(ONCE(records));
    expect(processed.toSorted()).toEqual(idsOf(kind, records, []).toSorted());
    expect(outcome.attacks.map(({ action, path }) => [action, path])).toEqual([['observed', kind.path(42)]]);
  });
});

describe('a record that was taken out is kept whole in the log', () => {
  const policy = { ...BLOCK, records: { keep: KEEP } };

  it.each(BATCH_KINDS.flatMap((kind) => [0, 200_000].map((size) => ({ ...kind, size }))))(
    '$source, $carried, size: $size characters more',
    async ({ size, ...kind }) => {
      const records = batchOf(kind, { 42: 'some words \u00e9"\\ '.repeat(size / 14) + HOSTILE });
      const { processed, outcome } = await poll(start(policy), { source: kind.source, records });
      expect(processed).toHaveLength(99);
      const { removed } = outcome;
      expect(new Set(removed.map(({ of }) => of)).size).toBe(1);
      expect(removed.map(({ part }) => part)).toEqual(Array.from({ length: removed[0]!.parts }, (_, part) => part));
      expect(removed[0]).toMatchObject({ queue: KEEP, requestId: 'request-0' });
      const whole = JSON.parse(removed.map(({ data }) => data).join('')) as Json;
      expect(whole).toEqual(records[42]);
      expect(JSON.stringify(whole).length).toBeGreaterThan(size);
    },
  );

  it('each of several by itself', async () => {
    const kind = kindOf('kinesis');
    const records = batchOf(kind, { 3: HOSTILE, 4: `${HOSTILE} `, 99: `a${HOSTILE}` });
    const { outcome } = await poll(start(policy), { source: 'kinesis', records });
    const kept = new Map<string, string>();
    for (const { of, data } of outcome.removed) kept.set(of, (kept.get(of) ?? '') + data);
    expect([...kept.values()].map((text) => JSON.parse(text) as Json)).toEqual([3, 4, 99].map((i) => records[i]!));
  });
});

describe('a queue with a dead-letter queue', () => {
  const policy = { ...BLOCK, records: { deadLetter: true } };
  /** Reports message 50 as failed the first time. */
  const FAILS_ONCE = `${READ_RECORDS}
    let failed = false;
    exports.handler = async (event) => {
      const failures = recordsOf(event).map(idOf).filter((id) => id === 'message-50' && !failed);
      failed ||= failures.length > 0;
      for (const id of recordsOf(event).map(idOf)) if (!failures.includes(id)) console.log('processed ' + id);
      return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) };
    };`;
  const request = { reportBatchItemFailures: true, maxReceiveCount: 3 };

  it('gets the hostile message of a standard queue, and what the handler reports itself is tried again', async () => {
    const kind = kindOf('sqs');
    const records = batchOf(kind, { 42: HOSTILE });
    const worker = start(policy, FAILS_ONCE);
    const { processed, ...result } = await poll(worker, { source: 'sqs', records, ...request });
    expect(result).toMatchObject({ deadLetters: [42], stalled: [], invocations: 3 });
    expect(result.deliveries).toEqual(records.map((_record, i) => (i === 42 ? 3 : i === 50 ? 2 : 1)));
    expect(processed.toSorted()).toEqual(idsOf(kind, records, [42]).toSorted());
  });

  it('answers with both identifiers', async () => {
    const records = batchOf(kindOf('sqs'), { 42: HOSTILE });
    const response = await start(policy, FAILS_ONCE).invoke({ Records: records });
    expect(response).toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-50' }, { itemIdentifier: 'message-42' }],
    });
  });

  it('never gets one of a FIFO queue, which would wait for it', async () => {
    const kind = kindOf('sqs-fifo');
    const records = batchOf(kind, { 42: HOSTILE });
    const { processed, ...result } = await poll(start(policy), { source: 'sqs-fifo', records, ...request });
    expect(result).toMatchObject(ONCE(records));
    expect(processed.toSorted()).toEqual(idsOf(kind, records, [42]).toSorted());
  });
});

describe('Kafka with partial failures', () => {
  it('the partition of what the handler reports goes on from there, the other one is done', async () => {
    const FAILS_ONCE = `${READ_RECORDS}
      let failed = false;
      exports.handler = async (event) => {
        const batchItemFailures = [];
        for (const [partition, records] of Object.entries(event.records)) {
          for (const record of records) {
            if (record.offset === 50 && !failed) {
              failed = true;
              batchItemFailures.push({ itemIdentifier: { partition, offset: record.offset } });
              break;
            }
            console.log('processed ' + idOf(record));
          }
        }
        return { batchItemFailures };
      };`;
    const kind = kindOf('kafka');
    const records = batchOf(kind, { 42: HOSTILE });
    const request = { source: 'kafka', records, reportBatchItemFailures: true } as const;
    const { processed, ...result } = await poll(start(BLOCK, FAILS_ONCE), request);
    expect(result).toMatchObject({ invocations: 2, stalled: [] });
    expect(result.deliveries).toEqual(records.map((_record, i) => (i >= 50 && i % 2 === 0 ? 2 : 1)));
    expect(processed.toSorted()).toEqual(idsOf(kind, records, [42]).toSorted());
  });
});

describe('a hook that blocks in the middle of a batch fails the delivery, and the next one goes without the record', () => {
  /** Starts a program with data of each record, one after the other. */
  const STARTS = `${READ_RECORDS}
    const { execSync } = require('node:child_process');
    exports.handler = async (event) => {
      for (const record of recordsOf(event)) {
        execSync('echo ' + noteOf(record));
        console.log('processed ' + idOf(record));
      }
    };`;
  const times = (processed: readonly string[], id: string) => processed.filter((other) => other === id).length;

  it.each(SOURCES)('%s: records 1 to 41 run twice (at least once), 43 to 100 once, number 42 never', async (source) => {
    const kind = kindOf(source);
    const records = batchOf(kind, { 41: 'blue; id' }).map((record) => ({ ...record, partition: 0 }));
    const worker = start(undefined, STARTS);
    const { processed, outcome, ...result } = await poll(worker, { source, records, reportBatchItemFailures: true });
    expect(result).toEqual({ deliveries: records.map(() => 2), invocations: 2, deadLetters: [], stalled: [] });
    const runs = records.map((record) => times(processed, String(identifierOf(source, record))));
    expect(runs).toEqual(records.map((_record, place) => (place < 41 ? 2 : place === 41 ? 0 : 1)));
    const blocked = outcome.attacks.filter(({ action }) => action === 'blocked');
    expect(blocked.map(({ rule, class: found }) => [rule, found])).toEqual([
      ['hook/child-process', 'cmdi'],
      ['hook/repeated', 'cmdi'],
    ]);
  });

  it('two such records cost two deliveries: what stands before both runs three times', async () => {
    const kind = kindOf('kinesis');
    const records = batchOf(kind, { 41: 'blue; id', 60: 'red; id' });
    const { processed, ...result } = await poll(start(undefined, STARTS), { source: 'kinesis', records });
    expect(result).toMatchObject({ invocations: 3, stalled: [] });
    const runs = records.map((record) => times(processed, String(identifierOf('kinesis', record))));
    expect(runs).toEqual(records.map((_record, i) => (i === 41 || i === 60 ? 0 : i < 41 ? 3 : i < 60 ? 2 : 1)));
  });

  it('each environment learns it for itself: with two in turn the batch comes three times', async () => {
    const kind = kindOf('kinesis');
    const records = batchOf(kind, { 41: 'blue; id' });
    const both = [start(undefined, STARTS), start(undefined, STARTS)];
    let calls = 0;
    const result = await pollBatch({
      source: 'kinesis',
      records,
      invoke: (event) => both[calls++ % 2]!.invoke(event),
    });
    expect(result).toMatchObject({ invocations: 3, stalled: [] });
    const outcomes = await Promise.all(both.map((worker) => worker.close()));
    const runs = outcomes.map(({ output }) => processedIn(output).length);
    expect(runs).toEqual([41 + 99, 41]);
  });

  /** As batch processors of libraries do: each record by itself, those that failed are reported. */
  const CATCHES = `${READ_RECORDS}
    const { execSync } = require('node:child_process');
    exports.handler = async (event) => {
      const batchItemFailures = [];
      for (const record of recordsOf(event)) {
        try {
          execSync('echo ' + noteOf(record));
          console.log('processed ' + idOf(record));
        } catch {
          batchItemFailures.push({ itemIdentifier: idOf(record) });
        }
      }
      return { batchItemFailures };
    };`;

  // Nothing is learned from a block that the handler catches: the record comes again until it expires.
  it.each(SOURCES.filter((source) => source !== 'kafka'))(
    '%s: a handler that catches the block and reports the record gets it once more at most',
    async (source) => {
      const records = batchOf(kindOf(source), { 41: 'blue; id' });
      const worker = start(undefined, CATCHES);
      const request = { source, records, reportBatchItemFailures: true, maxInvocations: 4 };
      const { processed, ...result } = await poll(worker, request);
      expect(result).toMatchObject({ invocations: 2, stalled: [] });
      expect(new Set(processed).size).toBe(99);
    },
  );
});

describe('on the real runtime client of Lambda, by layer', () => {
  const BLOCK_BY_ENV = JSON.stringify({ v: 1, mode: 'block', ...BLOCK, hooks: {} });
  let environment: Environment | undefined;
  afterEach(async () => {
    await environment?.close();
    environment = undefined;
  });

  const runtimes = (['3', '4'] as const).flatMap((major) => {
    const client = runtimeClient(major);
    const node = nodeBinaries().findLast((one) => one.client === major);
    return client && node ? [{ major, client, node: node.path, name: node.name }] : [];
  });

  it
    .skipIf(runtimes.length === 0)
    .each(runtimes.flatMap((runtime) => SOURCES.map((source) => ({ ...runtime, source }))))(
    '$name, $source: the 99 are processed once',
    async ({ source, ...runtime }) => {
      const kind = kindOf(source);
      const records = batchOf(kind, { 42: HOSTILE });
      const code = mkdtempSync(join(folder, 'task-'));
      writeFileSync(join(code, 'index.cjs'), HANDLER);
      environment = await startEnvironment({
        ...runtime,
        handler: 'index.handler',
        code,
        preload: join(dist, 'preload.cjs'),
        env: { BULKHEAD_POLICY: BLOCK_BY_ENV },
      });
      const result = await pollBatch({
        source,
        records,
        invoke: async (event) => {
          const { is, body } = await environment!.invoke(event);
          if (is !== 'response') throw new Error(body);
          return JSON.parse(body === '' ? 'null' : body);
        },
      });
      expect(result).toEqual(ONCE(records));
      const { lines } = await environment.close();
      const ids = lines.flatMap((line) => /processed (\S+)/.exec(line)?.[1] ?? []);
      expect(ids.toSorted()).toEqual(idsOf(kind, records, [42]).toSorted());
    },
  );
});
