import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TaskError } from './errors.ts';
import { type IdempotentOptions, idempotent } from './idempotent.ts';
import { memoryStore } from './store/memory.ts';
import type { TaskStore } from './store/types.ts';
import { type Aws, MOTO, startAws } from './testing/aws.ts';
import { clockAt, contextOf } from './testing/context.ts';

interface Order {
  readonly id: string;
  readonly amount: number;
}

const NOW = 1_795_000_000_000;
const order: Order = { id: 'o-1', amount: 5 };

/** One store, and wrappers of one function as several execution environments would have them. */
function setUp(store: TaskStore = memoryStore(), options: Partial<IdempotentOptions<[Order]>> = {}) {
  const clock = clockAt(NOW);
  const warnings: TaskError[] = [];
  const work = vi.fn(async (order: Order): Promise<unknown> => ({ receipt: `r-${order.id}` }));
  const environment = (): ((order: Order, context?: ReturnType<typeof contextOf>) => Promise<unknown>) =>
    idempotent((order: Order) => work(order), {
      key: (order) => order.id,
      store,
      name: 'charge',
      now: clock.now,
      onWarning: (warning) => warnings.push(warning),
      ...options,
    });
  return { clock, warnings, work, environment };
}

describe('idempotent', () => {
  it('works once and gives the result again', async () => {
    const { work, environment, clock } = setUp();
    expect(await environment()(order)).toEqual({ receipt: 'r-o-1' });
    clock.pass(3_599_000);
    expect(await environment()(order)).toEqual({ receipt: 'r-o-1' });
    expect(await environment()({ id: 'o-2', amount: 1 })).toEqual({ receipt: 'r-o-2' });
    expect(work).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'done'],
    ['zero', 0],
    ['a list', [1, { a: [] }]],
  ])('gives %s again', async (_, result) => {
    const { work, environment } = setUp();
    work.mockResolvedValue(result);
    expect(await environment()(order)).toEqual(result);
    expect(await environment()(order)).toEqual(result);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it.each<[string, (carried: object, amount: number) => unknown]>([
    ['an event of a bus', (c, amount) => ({ 'detail-type': 'x', detail: { ...c, id: 'o-1', amount } })],
    ['an own payload', (c, amount) => ({ ...c, id: 'o-1', amount })],
    ['a message', (c, amount) => ({ body: JSON.stringify({ ...c, id: 'o-1', amount }) })],
    ['a topic', (c, amount) => ({ Sns: { Message: JSON.stringify({ ...c, id: 'o-1', amount }) } })],
    ['a stream', (c, amount) => ({ kinesis: { data: btoa(JSON.stringify({ ...c, id: 'o-1', amount })) } })],
  ])('what its sender has sent again with other ids is no other payload: %s', async (_, eventOf) => {
    const work = vi.fn(async () => 'done');
    const once = idempotent((_event: unknown) => work(), { key: () => 'o-1', store: memoryStore(), name: 'n' });
    await once(eventOf({ __context: { 'x-correlation-parent-id': 'r-1' } }, 5));
    await once(eventOf({ __context: { 'x-correlation-parent-id': 'r-2' } }, 5));
    expect(work).toHaveBeenCalledTimes(1);
    const changed = once(eventOf({ __context: { 'x-correlation-parent-id': 'r-2' } }, 6));
    await expect(changed).rejects.toMatchObject({ code: 'TASK_PAYLOAD_CHANGED' });
  });

  it('refuses the same key with another payload, whether the work runs, is done or was killed', async () => {
    const { work, environment, clock } = setUp();
    const tampered = { ...order, amount: 5000 };
    let finish = () => {};
    work.mockImplementationOnce(() => new Promise((resolve) => (finish = () => resolve('paid'))));
    const first = environment()(order, contextOf(clock, 3000));
    await vi.waitFor(() => expect(work).toHaveBeenCalled());
    const refused = expect.objectContaining({ code: 'TASK_PAYLOAD_CHANGED', retryable: false });
    await expect(environment()(tampered)).rejects.toThrow(refused);
    clock.pass(60_000);
    await expect(environment()(tampered)).rejects.toThrow(refused);
    finish();
    await first;
    await expect(environment()(tampered)).rejects.toThrow(refused);
    expect(await environment()({ amount: 5, id: 'o-1' })).toBe('paid');
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('frees the key when the work fails, and passes the error on', async () => {
    const { work, environment } = setUp();
    const error = new Error('declined');
    work.mockRejectedValueOnce(error);
    await expect(environment()(order)).rejects.toBe(error);
    expect(await environment()({ ...order, amount: 6 })).toEqual({ receipt: 'r-o-1' });
  });

  it.each([
    ['a millisecond before its time and the grace are over', 3999, 'refused', 1],
    ['when they are over', 4000, 'done', 0],
  ])('takes a killed invocation over: %s', async (_, ms, expected, retryAfterMs) => {
    const { work, environment, clock } = setUp();
    work.mockImplementationOnce(() => new Promise(() => {}));
    void environment()(order, contextOf(clock, 3000));
    await vi.waitFor(() => expect(work).toHaveBeenCalled());
    clock.pass(ms);
    const again = environment()(order, contextOf(clock, 3000));
    if (expected === 'done') expect(await again).toEqual({ receipt: 'r-o-1' });
    else await expect(again).rejects.toMatchObject({ code: 'TASK_IN_PROGRESS', retryable: true, retryAfterMs });
  });

  it.each<[string, Partial<IdempotentOptions<[Order]>>, boolean, number]>([
    ['15 minutes without a context', {}, false, 901_000],
    ['leaseMs, where the invocation may live longer', { leaseMs: 500 }, true, 1500],
    ['no time at all, and the grace', { leaseMs: 0 }, true, 1000],
    ['a grace of its own', { graceMs: 0 }, true, 3000],
    ['no shorter than its time, whatever the ttl', { ttl: 1 }, true, 4000],
  ])('leaves work in progress alone for %s', async (_, options, withContext, ms) => {
    const { work, environment, clock } = setUp(undefined, options);
    work.mockImplementationOnce(() => new Promise(() => {}));
    void environment()(order, withContext ? contextOf(clock, 3000) : undefined);
    await vi.waitFor(() => expect(work).toHaveBeenCalled());
    clock.pass(ms - 1);
    await expect(environment()(order)).rejects.toMatchObject({ retryAfterMs: 1 });
    clock.pass(1);
    expect(await environment()(order)).toEqual({ receipt: 'r-o-1' });
  });

  it('does not let an invocation that was taken over write its result', async () => {
    const { work, environment, clock, warnings } = setUp();
    let finish = () => {};
    work.mockImplementationOnce(() => new Promise((resolve) => (finish = () => resolve('late'))));
    const slow = environment()(order, contextOf(clock, 1000));
    await vi.waitFor(() => expect(work).toHaveBeenCalled());
    clock.pass(2000);
    await environment()(order);
    finish();
    expect(await slow).toBe('late');
    expect(warnings.map(({ code }) => code)).toEqual(['TASK_TAKEN_OVER']);
    expect(await environment()(order)).toEqual({ receipt: 'r-o-1' });
  });

  it.each<[string, unknown, RegExp]>([
    ['too large', 'x'.repeat(400_000), /is 4000\d\d bytes large and only 350000 are kept/],
    ['a bigint', 5n, /nothing that JSON can hold/],
  ])('a result that is %s goes to the first caller; later ones hear that the work is done', async (_, result, text) => {
    const { work, environment } = setUp();
    work.mockResolvedValue(result);
    expect(await environment()(order)).toBe(result);
    await expect(environment()(order)).rejects.toMatchObject({
      code: 'TASK_RESULT_NOT_KEPT',
      message: expect.stringMatching(text),
    });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('keeps a result up to its bound in bytes, not characters', async () => {
    const { work, environment } = setUp(undefined, { maxResultBytes: 21 });
    work.mockResolvedValueOnce('ääää');
    await environment()(order);
    expect(await environment()(order)).toBe('ääää');
    work.mockResolvedValueOnce('äääää');
    await environment()({ id: 'o-2', amount: 1 });
    await expect(environment()({ id: 'o-2', amount: 1 })).rejects.toMatchObject({ code: 'TASK_RESULT_NOT_KEPT' });
  });

  it('does not fail work that is done when its result cannot be kept', async () => {
    const store = memoryStore();
    const broken = { ...store, change: () => Promise.reject(new Error('throttled')) };
    const { environment, warnings } = setUp(broken);
    expect(await environment()(order)).toEqual({ receipt: 'r-o-1' });
    expect(warnings).toMatchObject([{ code: 'TASK_STORE_FAILED', cause: { message: 'throttled' } }]);
  });

  it('works on nothing while the store does not answer', async () => {
    const { environment, work } = setUp({ ...memoryStore(), claim: () => Promise.reject(new Error('down')) });
    await expect(environment()(order)).rejects.toThrow('down');
    expect(work).not.toHaveBeenCalled();
  });

  it.each([undefined, null, ''])('refuses a call whose key is %j, or lets it run when told so', async (id) => {
    const strict = setUp();
    await expect(strict.environment()({ id, amount: 1 } as never)).rejects.toMatchObject({ code: 'TASK_NO_KEY' });
    const lax = setUp(undefined, { missingKey: 'run' });
    await lax.environment()({ id, amount: 1 } as never);
    await lax.environment()({ id, amount: 1 } as never);
    expect(lax.work).toHaveBeenCalledTimes(2);
  });

  it('keeps functions of different names apart', async () => {
    const store = memoryStore();
    const one = idempotent(async (_: Order) => 1, { key: 'id', store, name: 'one' });
    const two = idempotent(async (_: Order) => 2, { key: 'id', store, name: 'two' });
    expect([await one(order), await two(order), await one(order)]).toEqual([1, 2, 1]);
  });

  it.each<[string, () => unknown]>([
    ['a ttl of 0', () => setUp(undefined, { ttl: 0 }).environment()],
    ['a ttl that is no number', () => setUp(undefined, { ttl: Number.NaN }).environment()],
    ['no store', () => idempotent(async () => {}, { key: 'id' } as never)],
    ['a path that cannot be read', () => setUp(undefined, { key: 'a..b' }).environment()],
  ])('refuses %s when it is made', (_, make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'TASK_BAD_OPTION' }));
  });

  it('refuses a payload that would end the stack', async () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const { environment } = setUp();
    await expect(environment()({ ...order, deep } as never)).rejects.toMatchObject({ code: 'TASK_BAD_INPUT' });
  });

  it('works as the handler of a queue: each record once, a redelivered one is known', async () => {
    const store = memoryStore();
    const work = vi.fn(async (order: Order) => {
      if (order.amount < 0) throw new Error('declined');
      return order.id;
    });
    const charge = idempotent(work, { key: 'id', store, name: 'charge' });
    const clock = clockAt(NOW);
    type Message = { messageId: string; body: string };
    const handler = async (event: { Records: Message[] }) => {
      const failed = await Promise.all(
        event.Records.map(({ messageId, body }) =>
          charge(JSON.parse(body), contextOf(clock, 3000)).then(
            () => [],
            () => [{ itemIdentifier: messageId }],
          ),
        ),
      );
      return { batchItemFailures: failed.flat() };
    };
    const message = (messageId: string, order: Order) => ({ messageId, body: JSON.stringify(order) });
    const Records = [
      message('m1', order),
      message('m2', { id: 'o-2', amount: -1 }),
      message('m3', { id: 'o-3', amount: 1 }),
    ];
    expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
    expect(await handler({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
    expect(work).toHaveBeenCalledTimes(4);
  });

  it('wraps a handler with an SQS record: a redelivery differs in receipt and count, and is the same message', async () => {
    const store = memoryStore();
    const work = vi.fn(async (record: { messageId: string; body: string }) => record.body);
    const once = idempotent(work, { key: 'messageId', store });
    const record = (count: string) => ({
      messageId: 'm1',
      receiptHandle: `handle ${count}`,
      body: '{"id":"o-1"}',
      attributes: { ApproximateReceiveCount: count },
      eventSource: 'aws:sqs',
    });
    await once(record('1'));
    expect(await once(record('2'))).toBe('{"id":"o-1"}');
    await expect(once({ ...record('3'), body: '{"id":"o-2"}' })).rejects.toMatchObject({
      code: 'TASK_PAYLOAD_CHANGED',
    });
    expect(work).toHaveBeenCalledTimes(1);
  });
});

describe.skipIf(!MOTO)('idempotent on DynamoDB, with a real client and moto', () => {
  let aws: Aws;
  beforeAll(async () => {
    aws = await startAws();
  });
  afterAll(() => aws.close());

  it('does the work of three deliveries at once one time; each gets the result when it comes again', async () => {
    for (const store of Object.values(aws.stores)) {
      const { work, environment } = setUp(store, { name: `three ${Math.random()}` });
      let finish = () => {};
      work.mockImplementation(() => new Promise((resolve) => (finish = () => resolve('paid'))));
      const deliveries = [1, 2, 3].map(() => environment()(order));
      const settled = Promise.allSettled(deliveries);
      const first = await Promise.race(deliveries.map((delivery, i) => delivery.catch(() => i)));
      expect(first).not.toBe('paid');
      await vi.waitFor(() => expect(work).toHaveBeenCalled());
      await new Promise((resolve) => setTimeout(resolve, 100));
      finish();
      const answers = await settled;
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const answer of answers) {
        if (answer.status === 'rejected')
          expect(answer.reason).toMatchObject({ code: 'TASK_IN_PROGRESS', retryable: true });
      }
      expect(await Promise.all([1, 2, 3].map(() => environment()(order)))).toEqual(['paid', 'paid', 'paid']);
      expect(work).toHaveBeenCalledTimes(1);
    }
  });

  it('keeps a result of the largest size that it takes', async () => {
    const { work, environment } = setUp(aws.stores['DynamoDB']!, { name: 'large' });
    work.mockResolvedValue('x'.repeat(349_980));
    await environment()(order);
    expect(await environment()(order)).toHaveLength(349_980);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
