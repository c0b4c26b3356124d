import { setImmediate as turn } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { theStore } from '../correlation/store.ts';
import { contextOf, correlation, forEachRecord, withTelemetry } from '../index.ts';

const printed: string[] = [];
vi.mock('../print.ts', () => ({ writeWhole: (line: string) => printed.push(line) }));

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const message = (n: number, group?: string) => ({
  messageId: `m-${n}`,
  eventSource: 'aws:sqs',
  body: String(n),
  attributes: group === undefined ? {} : { MessageGroupId: group },
  messageAttributes: { 'x-correlation-id': { stringValue: `id-${n}`, dataType: 'String' } },
});
const change = (n: number, key = 'k') => ({
  eventID: `shard:${n}`,
  eventSource: 'aws:kinesis',
  kinesis: {
    sequenceNumber: String(n),
    partitionKey: key,
    data: base64({ __context: { 'x-correlation-id': `id-${n}` }, n }),
  },
});
const list = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n));
const failed = (...names: unknown[]) => ({ batchItemFailures: names.map((itemIdentifier) => ({ itemIdentifier })) });

let requests = 0;
const run = (handler: (event: never) => unknown, event: unknown) =>
  Reflect.apply(withTelemetry(handler as (event: unknown) => unknown), undefined, [
    event,
    { awsRequestId: `req-${++requests}` },
  ]) as Promise<unknown>;

beforeEach(() => theStore().configure({ debugRate: 0 }));

describe('each record has a scope of its own', () => {
  it('ten in parallel', async () => {
    const seen: unknown[] = [];
    const handler = (event: unknown) =>
      forEachRecord<{ body: string }>(event, async (record) => {
        for (let i = 0; i < 10 - Number(record.body); i++) await turn();
        seen.push([record.body, correlation.get()]);
      });
    expect(await run(handler, { Records: list(10, (n) => message(n)) })).toEqual(failed());
    expect(seen.sort()).toEqual(list(10, (n) => [String(n), `id-${n}`]));
  });

  it('the batch itself is a request of its own', async () => {
    const ids = async () => correlation.get();
    expect(await run(ids, { Records: list(2, (n) => message(n)) })).toBe(`req-${requests}`);
    expect(await run(ids, { Records: [message(5)] })).toBe('id-5');
  });

  it('an invocation with a payload of its own is one request, whatever it has records of', async () => {
    const ids = async () => correlation.get();
    const __context = { 'x-correlation-id': 'sender' };
    expect(await run(ids, { __context, records: [{ a: 1 }, { a: 2 }] })).toBe('sender');
    expect(await run(ids, { __context__: __context, Records: list(2, (n) => message(n)) })).toBe('sender');
    expect(await run(ids, { __context, messages: [{ a: 1 }, { a: 2 }] })).toBe('sender');
  });

  it('messages of Amazon MQ', async () => {
    const data = (n: number) => base64({ n, __context: { 'x-correlation-id': `id-${n}` } });
    const seen: unknown[] = [];
    const handler = (event: unknown) => forEachRecord(event, () => seen.push(correlation.get()));
    await run(handler, { eventSource: 'aws:mq', messages: [{ data: data(1) }, { data: data(2) }] });
    await run(handler, {
      eventSource: 'aws:rmq',
      rmqMessagesByQueue: { 'orders::/': [{ data: data(3) }], 'other::/': [{ data: data(4) }] },
    });
    expect(seen).toEqual(['id-1', 'id-2', 'id-3', 'id-4']);
    const failing = (event: unknown) => forEachRecord(event, () => Promise.reject(new Error('no')));
    await expect(run(failing, { eventSource: 'aws:mq', messages: [{ data: data(1) }] })).rejects.toThrow('1 of 1');
  });

  it('a generator is run to its end', async () => {
    const seen: unknown[] = [];
    const handler = (event: unknown) =>
      forEachRecord<{ body: string }>(event, async function* (record) {
        yield await turn();
        seen.push(correlation.get());
        if (record.body === '1') throw new Error('no');
      });
    expect(await run(handler, { Records: list(2, (n) => message(n)) })).toEqual(failed('m-1'));
    expect(seen.sort()).toEqual(['id-0', 'id-1']);
  });

  it('a record without ids begins a request that AWS’s own id names, the same at each delivery', async () => {
    const bare = { ...message(1), messageAttributes: {} };
    const handler = (event: { Records: unknown[] }) => event.Records.map((record) => contextOf(record).fields);
    expect(await run(handler as never, { Records: [bare, message(2)] })).toEqual([
      { 'x-correlation-id': 'm-1' },
      { 'x-correlation-id': 'id-2' },
    ]);
  });

  it('a handler that takes the batch asks for the context of a record', async () => {
    const handler = async (event: { Records: unknown[] }) =>
      Promise.all(
        event.Records.map((record) =>
          correlation.run(contextOf(record), async () => {
            await turn();
            return correlation.get();
          }),
        ),
      );
    expect(await run(handler as never, { Records: list(3, (n) => message(n)) })).toEqual(['id-0', 'id-1', 'id-2']);
  });
});

it('an event of EventBridge without ids begins a request by its own id, the same at each delivery', () => {
  const event = () => ({ id: 'b-1', 'detail-type': 'paid', source: 'shop', detail: {} });
  expect(contextOf(event()).fields['x-correlation-id']).toBe('b-1');
  expect(contextOf(event()).debug).toBe(contextOf(event()).debug);
});

describe('Kinesis and Firehose records are rid of what rode along', () => {
  it('Kinesis', async () => {
    const handler = async (event: { Records: ReturnType<typeof change>[] }) =>
      event.Records.map((record) => [
        Buffer.from(record.kinesis.data, 'base64').toString(),
        contextOf(record).fields['x-correlation-id'],
      ]);
    const event = { Records: [change(1), { ...change(2), kinesis: { ...change(2).kinesis, data: 'AAEC' } }] };
    const before = structuredClone(event);
    expect(await run(handler as never, event)).toEqual([
      ['{"n":1}', 'id-1'],
      ['\u0000\u0001\u0002', 'shard:2'],
    ]);
    expect(event).toEqual(before);
  });

  it('Firehose', async () => {
    const handler = async (event: { records: { data: string }[] }) =>
      event.records.map(({ data }) => Buffer.from(data, 'base64').toString());
    const records = [{ recordId: '1', data: base64({ a: 1, __context__: { 'x-correlation-id': 'f' } }) }];
    expect(await run(handler as never, { deliveryStreamArn: 'arn', records })).toEqual(['{"a":1}']);
  });

  it('bytes that are no UTF-8 stay as they are', async () => {
    const data = Buffer.concat([Buffer.from('{"__context":{},"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const event = { Records: [{ eventSource: 'aws:kinesis', kinesis: { data: data.toString('base64') } }] };
    expect(await run((given) => Promise.resolve(given), event)).toBe(event);
  });
});

describe('failures', () => {
  const failAt =
    (...bad: string[]) =>
    async (record: { body: string }) => {
      if (bad.includes(record.body)) throw new Error(`bad ${record.body}`);
    };
  const each = (records: unknown[], work: (record: never) => unknown, options = {}) =>
    run((event) => forEachRecord(event, work as (record: unknown) => unknown, options), { Records: records });

  it('a standard queue: the failed ones come again', async () => {
    expect(
      await each(
        list(10, (n) => message(n)),
        failAt('3', '7'),
      ),
    ).toEqual(failed('m-3', 'm-7'));
  });

  it('a FIFO queue: the rest of the group waits, others go on', async () => {
    const records = [message(0, 'a'), message(1, 'b'), message(2, 'a'), message(3, 'b'), message(4, 'a')];
    expect(await each(records, failAt('0'))).toEqual(failed('m-0', 'm-2', 'm-4'));
  });

  it('a shard: in its order, and nothing behind the failure is tried', async () => {
    const tried: number[] = [];
    const work = async (record: ReturnType<typeof change>) => {
      const n = Number(record.kinesis.sequenceNumber);
      tried.push(n);
      if (n === 2) throw new Error('no');
    };
    const records = list(5, (n) => change(n, n % 2 ? 'odd' : 'even'));
    expect(await each(records, work)).toEqual(failed('2', '3', '4'));
    expect(tried).toEqual([0, 1, 2]);
  });

  it('a shard in parallel: every key as far as it goes, so that nothing below the lowest failure is left out', async () => {
    const tried: number[] = [];
    const work = async (record: ReturnType<typeof change>) => {
      const n = Number(record.kinesis.sequenceNumber);
      await turn();
      tried.push(n);
      if (n === 2) throw new Error('no');
    };
    const records = list(6, (n) => change(n, n % 2 ? 'odd' : 'even'));
    expect(await each(records, work, { concurrency: 2 })).toEqual(failed('2', '4'));
    expect(tried.sort()).toEqual([0, 1, 2, 3, 5]);
  });

  it('DynamoDB', async () => {
    const row = (n: number) => ({
      eventID: `${n}`,
      eventSource: 'aws:dynamodb',
      dynamodb: { SequenceNumber: `s-${n}`, Keys: { id: { S: 'a' } } },
    });
    const work = async (record: { eventID: string }) => {
      if (record.eventID === '1') throw new Error('no');
    };
    expect(await each([row(0), row(1), row(2)], work)).toEqual(failed('s-1', 's-2'));
  });

  it('Kafka: each partition by itself', async () => {
    const record = (partition: number, offset: number) => ({ topic: 't', partition, offset, headers: [] });
    const event = { records: { 't-0': [record(0, 1), record(0, 2)], 't-1': [record(1, 9)] } };
    const work = async ({ partition, offset }: { partition: number; offset: number }) => {
      if (partition === 0 && offset === 1) throw new Error('no');
    };
    expect(await run((given) => forEachRecord(given, work as (record: unknown) => unknown), event)).toEqual(
      failed({ partition: 't-0', offset: 1 }, { partition: 't-0', offset: 2 }),
    );
  });

  it.each<[string, unknown]>([
    ['SNS', { EventSource: 'aws:sns', Sns: { MessageId: 'x', Message: 'y' } }],
    ['S3', { eventSource: 'aws:s3', s3: {} }],
    ['a message without an id', { eventSource: 'aws:sqs', body: 'x' }],
    ['no object', 7],
  ])('%s: the invocation fails', async (_name, record) => {
    const work = async () => {
      throw new Error('no');
    };
    const failing = each([record], work);
    await expect(failing).rejects.toThrow('1 of 1 records failed');
    await expect(failing).rejects.toBeInstanceOf(AggregateError);
  });

  it('tells each error with its record', async () => {
    const told: unknown[] = [];
    const onError = (error: unknown, record: unknown) => {
      told.push([(error as Error).message, (record as { messageId: string }).messageId]);
      throw new Error('and fails itself');
    };
    await each([message(0), message(1)], failAt('1'), { onError });
    expect(told).toEqual([['bad 1', 'm-1']]);
  });

  it('logs each error with the ids of its record, since the invocation goes well', async () => {
    printed.length = 0;
    const busy = Object.assign(new Error('another has it'), { retryable: true });
    const handler = (event: unknown) =>
      forEachRecord(event, ({ body }: { body: string }) => {
        if (body !== '0') throw body === '1' ? new Error('bad 1') : busy;
      });
    expect(await run(handler, { Records: list(3, message) })).toEqual(failed('m-1', 'm-2'));
    expect(printed.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 'ERROR', message: 'record failed', 'x-correlation-id': 'id-1', error: { message: 'bad 1' } },
      { level: 'WARN', message: 'record failed', 'x-correlation-id': 'id-2', error: { message: 'another has it' } },
    ]);
  });

  it('logs nothing where somebody else is told', async () => {
    printed.length = 0;
    await each([message(1)], failAt('1'), { onError: () => {} });
    expect(printed).toEqual([]);
  });

  it.each([{ Records: [] }, { eventSource: 'aws:kafka', records: {} }])(
    'an empty list of records (%j) is done',
    async (event) => {
      expect(await forEachRecord(event, failAt('x') as never)).toEqual(failed());
    },
  );

  it.each([{}, null, 'x', { body: '{}', requestContext: {} }, { detail: {} }])(
    'an event without records (%j) is not taken for one that is done',
    async (event) => {
      await expect(forEachRecord(event, failAt('x') as never)).rejects.toThrow(TypeError);
    },
  );

  it.each([
    ['EventBridge', { 'detail-type': 'paid', source: 'shop', detail: { id: 1 } }, ['paid']],
    [
      'DocumentDB',
      {
        eventSource: 'aws:docdb',
        events: [{ event: { operationType: 'insert' } }, { event: { operationType: 'drop' } }],
      },
      ['insert', 'drop'],
    ],
  ])('works off what %s sends', async (_name, event, expected) => {
    const seen: unknown[] = [];
    await forEachRecord(event, (record: Record<string, Record<string, unknown>>) => {
      seen.push(record['detail-type'] ?? record['event']!['operationType']);
    });
    expect(seen).toEqual(expected);
  });
});
