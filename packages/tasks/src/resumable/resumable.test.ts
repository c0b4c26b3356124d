import { correlationStore } from '@bulkhead/core';
import { describe, expect, it, vi } from 'vitest';
import type { TaskContext } from '../context.ts';
import type { TaskError } from '../errors.ts';
import { memoryStore } from '../store/memory.ts';
import type { TaskStore } from '../store/types.ts';
import { type Clock, clockAt, contextOf } from '../testing/context.ts';
import { resumable } from './resumable.ts';
import { sendToQueue } from './send-to-queue.ts';
import type { HandOver, ResumableOptions, Step } from './types.ts';

type Event = { readonly file: string } & Record<string, unknown>;

interface Scene {
  readonly clock: Clock;
  /** Items that were worked on, in order. */
  readonly worked: number[];
  readonly sent: HandOver[];
  readonly warnings: TaskError[];
  /** Milliseconds that one batch takes. */
  batchMs: number;
  handler: ReturnType<typeof resumable<Event, number, string>>;
  invocation(event?: unknown, requestId?: string, timeoutMs?: number): Promise<unknown>;
  /** Runs what is handed over until nothing is. */
  chain(event?: unknown): Promise<unknown[]>;
}

const ITEMS = 100;

/** A task of 100 items in an invocation of 10 s, where a batch of 5 takes 1 s. */
function scene(more: Partial<ResumableOptions<Event, number>> = {}, store: TaskStore | 'none' = memoryStore()): Scene {
  const clock = clockAt(1_795_000_000_000);
  const made: Scene = {
    clock,
    worked: [],
    sent: [],
    warnings: [],
    batchMs: 1000,
    handler: resumable(
      async (_: Event, position, { batch }): Promise<Step<number, string>> => {
        const end = Math.min(position + batch, ITEMS);
        for (let item = position; item < end; item++) made.worked.push(item);
        clock.pass(made.batchMs);
        return end < ITEMS ? { next: end } : { done: 'all' };
      },
      {
        start: 0,
        batch: '5',
        save: async (next) => made.sent.push(next),
        store,
        now: clock.now,
        onWarning: (warning) => made.warnings.push(warning),
        ...more,
      },
    ),
    invocation: (event = { file: 'f' }, requestId = 'request-1', timeoutMs = 10_000) =>
      made.handler(event as Event, contextOf(clock, timeoutMs, requestId)),
    async chain(event) {
      const outcomes = [await made.invocation(event)];
      for (let next = made.sent.shift(); next; next = made.sent.shift()) {
        outcomes.push(await made.invocation(JSON.parse(next.body), `request-${next.hop}`));
      }
      return outcomes;
    },
  };
  return made;
}

const upTo = (count: number) => Array.from({ length: count }, (_, item) => item);

describe('resumable', () => {
  it('works while there is time, hands its position over, and does every item once', async () => {
    const { chain, worked } = scene();
    const outcomes = await chain();
    expect(worked).toEqual(upTo(ITEMS));
    // Batches of 1 s; the next one may begin while 1.5 s and the floor of 2 s are left: 7 in 10 s.
    expect(outcomes).toMatchObject([
      { status: 'handed over', position: 35, hop: 1 },
      { status: 'handed over', position: 70, hop: 2 },
      { status: 'done', result: 'all', hop: 2 },
    ]);
  });

  it.each<[string, Partial<ResumableOptions<Event, number>>, number, number]>([
    ['the slowest batch and the floor', {}, 1000, 7],
    ['a higher floor, at most a quarter of the invocation', { floorMs: 60_000 }, 1000, 7],
    ['no floor', { floorMs: 0 }, 1000, 9],
    ['quick batches', {}, 100, 20],
    ['slow batches', {}, 4000, 1],
    ['batches longer than the invocation: one at least', {}, 11_000, 1],
  ])('leaves time for %s', async (_, options, batchMs, batches) => {
    const made = scene(options);
    made.batchMs = batchMs;
    await made.invocation();
    expect(made.worked).toHaveLength(batches * 5);
  });

  it('hands the slowest batch on, so that the next invocation knows', async () => {
    const made = scene();
    made.batchMs = 3000;
    await made.invocation();
    made.batchMs = 10;
    await made.invocation(JSON.parse(made.sent[0]!.body));
    expect((JSON.parse(made.sent[0]!.body) as { __task: unknown }).__task).toMatchObject({ slowestMs: 3000 });
    // 4.5 s and the floor of 2 s stay free.
    expect(made.worked.length).toBe(10 + (ITEMS - 10));
    expect(made.sent).toHaveLength(1);
  });

  it.each<[unknown, number]>([
    ['5', 5],
    [' 7 ', 7],
    [5, 5],
    [undefined, 100],
  ])('takes a batch of %j as %d', async (batch, size) => {
    const made = scene({ batch: batch as string });
    made.batchMs = 100_000;
    await made.invocation();
    expect(made.worked).toHaveLength(size);
  });

  it.each<[string, object]>([
    ['a batch of 0', { batch: 0 }],
    ['a batch of ""', { batch: '' }],
    ['a batch of 5x', { batch: '5x' }],
    ['a batch of 1.5', { batch: 1.5 }],
    ['maxHops of -1', { maxHops: -1 }],
    ['no save', { save: undefined }],
    ['no store', { store: undefined }],
  ])('refuses %s when it is made', (_, options) => {
    expect(() => scene(options)).toThrow(expect.objectContaining({ code: 'TASK_BAD_OPTION' }));
  });

  it('hands nothing over to a queue that has no address', () => {
    expect(() => sendToQueue({ client: async () => ({}), queueUrl: undefined })).toThrow(
      expect.objectContaining({ code: 'TASK_BAD_OPTION' }),
    );
  });

  it('refuses to run without Lambda’s context', async () => {
    await expect(scene().handler({ file: 'f' }, undefined as never)).rejects.toMatchObject({ code: 'TASK_BAD_OPTION' });
  });

  it.each<[string, unknown, unknown, Partial<ResumableOptions<Event, unknown>>, string | undefined]>([
    ['the same number', 5, 5, {}, 'TASK_NO_PROGRESS'],
    ['a smaller number', 5, 4, {}, 'TASK_NO_PROGRESS'],
    [
      'a smaller number, where that is progress',
      5,
      4,
      { advances: (from, to) => Number(to) < Number(from) },
      undefined,
    ],
    ['the same marker', 'k1', 'k1', {}, 'TASK_NO_PROGRESS'],
    ['another marker', 'k1', 'a0', {}, undefined],
    ['an object with the same fields', { a: 1, b: [2] }, { b: [2], a: 1 }, {}, 'TASK_NO_PROGRESS'],
    ['an object with another field', { a: 1 }, { a: 1, b: null }, {}, undefined],
    ['from null', null, { LastEvaluatedKey: { id: { S: 'x' } } }, {}, undefined],
    ['not a number', 5, Number.NaN, {}, 'TASK_BAD_INPUT'],
    ['a date', 'x', new Date(0), {}, 'TASK_BAD_INPUT'],
    ['a position larger than its bound', '', 'x'.repeat(33_000), {}, 'TASK_TOO_LARGE'],
  ])('position: %s', async (_, start, next, options, code) => {
    const sent: HandOver[] = [];
    const clock = clockAt(0);
    const handler = resumable(
      (event: Event, _position: unknown) => {
        clock.pass(60_000);
        return event.file === 'f' ? { next } : { done: 1 };
      },
      { start, save: async (over) => sent.push(over), store: memoryStore(), now: clock.now, ...options },
    );
    const run = handler({ file: 'f' }, contextOf(clock, 10_000));
    if (code) {
      await expect(run).rejects.toMatchObject({ code, retryable: false });
      expect(sent).toEqual([]);
    } else {
      expect(await run).toMatchObject({ status: 'handed over', position: next });
      expect((JSON.parse(sent[0]!.body) as { __task: { position: unknown } }).__task.position).toEqual(next);
    }
  });

  it.each([undefined, null, {}, { next: undefined }, 5])('refuses the step %j', async (step) => {
    const handler = resumable(async () => step as never, { start: 0, save: async () => {}, store: memoryStore() });
    await expect(handler({}, contextOf(clockAt(0), 1000))).rejects.toMatchObject({ code: 'TASK_BAD_STEP' });
  });

  it('stops at the hop limit with what to do, keeps the place, and goes on from it when the limit is raised', async () => {
    const store = memoryStore();
    const strict = scene({ maxHops: 1 }, store);
    await strict.invocation();
    const second = JSON.parse(strict.sent[0]!.body);
    for (let delivery = 0; delivery < 3; delivery++) {
      await expect(strict.invocation(second)).rejects.toMatchObject({
        code: 'TASK_HOP_LIMIT',
        message: expect.stringMatching(/handed over 1 times and has come to position 70.*maxHops.*RecursiveLoop/),
      });
    }
    expect(strict.worked).toEqual(upTo(70));
    const raised = scene({ maxHops: 2 }, store);
    raised.clock.pass(60_000);
    expect(await raised.invocation(second)).toMatchObject({ status: 'handed over', position: 70, hop: 2 });
    expect(raised.worked).toEqual([]);
  });

  it('is bounded at 15 hops unless told otherwise, one fewer than Lambda’s own limit of invocations', async () => {
    const made = scene();
    made.batchMs = 60_000;
    await expect(made.chain()).rejects.toMatchObject({ code: 'TASK_HOP_LIMIT' });
    expect(made.worked).toEqual(upTo(80));
  });

  describe('deliveries that come again', () => {
    it('does three at once one time', async () => {
      const made = scene();
      const answers = await Promise.allSettled([1, 2, 3].map(() => made.invocation()));
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const answer of answers) {
        if (answer.status === 'rejected')
          expect(answer.reason).toMatchObject({ code: 'TASK_IN_PROGRESS', retryable: true });
      }
      expect(made.sent).toHaveLength(1);
      expect(made.worked).toEqual(upTo(35));
    });

    it('tells later ones what the first came to, at every hop', async () => {
      const made = scene();
      const first = await made.invocation();
      const next = JSON.parse(made.sent[0]!.body);
      expect(await made.invocation()).toEqual({ ...(first as object), repeated: true });
      await made.invocation(next);
      expect(await made.invocation(next)).toMatchObject({ status: 'handed over', position: 70, repeated: true });
      const last = JSON.parse(made.sent[1]!.body);
      await made.invocation(last);
      expect(await made.invocation(last)).toMatchObject({ status: 'done', result: 'all', repeated: true });
      expect(made.sent).toHaveLength(2);
      expect(made.worked).toEqual(upTo(ITEMS));
    });

    it('does not hand over twice when it is killed between handing over and keeping that it did', async () => {
      const store = memoryStore();
      let dead = false;
      const dying: TaskStore = {
        claim: (claim) => store.claim(claim),
        change: (change) => (dead ? new Promise(() => {}) : store.change(change)),
      };
      const first = scene({}, dying);
      first.handler = resumable(
        async (_: Event, position) => {
          first.clock.pass(7000);
          return { next: position + 5 };
        },
        {
          start: 0,
          save: async (next) => {
            first.sent.push(next);
            dead = true;
          },
          store: dying,
          now: first.clock.now,
        },
      );
      void first.invocation();
      await vi.waitFor(() => expect(dead).toBe(true));
      const retry = scene({}, store);
      retry.clock.pass(60_000);
      expect(await retry.invocation()).toMatchObject({ status: 'handed over', position: 5, hop: 1 });
      expect(retry.worked).toEqual([]);
      // The position goes out again under the same token, and the next hop takes one of the two.
      expect(retry.sent[0]).toMatchObject({ token: first.sent[0]!.token, position: 5 });
      await retry.invocation(JSON.parse(first.sent[0]!.body));
      expect(await retry.invocation(JSON.parse(retry.sent[0]!.body))).toMatchObject({ repeated: true });
      // One batch: the slowest one so far took 7 s.
      expect(retry.worked).toEqual(upTo(10).slice(5));
    });

    it('goes on behind the last position kept when it is killed in a batch', async () => {
      const store = memoryStore();
      const made = scene({}, store);
      const killed = resumable(
        (_: Event, position) => {
          if (position === 15) return new Promise<Step<number, string>>(() => {});
          made.clock.pass(1000);
          return { next: position + 5 };
        },
        { start: 0, save: async () => {}, store, now: made.clock.now },
      );
      void killed({ file: 'f' }, contextOf(made.clock, 10_000));
      await vi.waitFor(() => expect(made.clock.now()).toBe(1_795_000_003_000));
      await new Promise((resolve) => setImmediate(resolve));
      // Kept at second 3 with the 7 s that were left; 1 s of grace.
      made.clock.pass(7999);
      await expect(made.invocation()).rejects.toMatchObject({ code: 'TASK_IN_PROGRESS', retryAfterMs: 1 });
      made.clock.pass(1);
      await made.invocation();
      expect(made.worked[0]).toBe(15);
    });

    it('goes on behind the last position kept when the handler fails', async () => {
      const store = memoryStore();
      const made = scene({}, store);
      const error = new Error('poison');
      const failing = resumable(
        async (_: Event, position) => {
          if (position === 10) throw error;
          made.clock.pass(1000);
          return { next: position + 5 };
        },
        { start: 0, save: async () => {}, store, now: made.clock.now },
      );
      await expect(failing({ file: 'f' }, contextOf(made.clock, 10_000))).rejects.toBe(error);
      await made.invocation();
      expect(made.worked[0]).toBe(10);
    });

    it('hands over again, without working again, when handing over failed', async () => {
      let fail = true;
      const made = scene({
        save: async (next) => {
          if (fail) throw new Error('throttled');
          made.sent.push(next);
        },
      });
      await expect(made.invocation()).rejects.toMatchObject({
        code: 'TASK_HAND_OVER_FAILED',
        retryable: true,
        cause: { message: 'throttled' },
      });
      fail = false;
      expect(await made.invocation()).toMatchObject({ status: 'handed over', position: 35 });
      expect(made.worked).toEqual(upTo(35));
    });

    it('stops an invocation that was taken over at its next position', async () => {
      const store = memoryStore();
      const other = scene({}, store);
      const slow = scene({ leaseMs: 500 }, store);
      const work = slow.handler;
      const running = work({ file: 'f' }, contextOf(slow.clock, 10_000));
      // Its first batch takes longer than its lease; meanwhile another one begins.
      other.clock.pass(1500);
      const taken = other.invocation();
      await expect(running).rejects.toMatchObject({ code: 'TASK_TAKEN_OVER' });
      await taken;
      expect(slow.sent).toEqual([]);
      expect(other.sent).toHaveLength(1);
    });

    it('refuses the same hop at another position', async () => {
      const made = scene();
      await made.invocation();
      const next = JSON.parse(made.sent[0]!.body);
      await made.invocation(next);
      const forged = { ...next, __task: { ...next.__task, position: 0 } };
      await expect(made.invocation(forged)).rejects.toMatchObject({ code: 'TASK_PAYLOAD_CHANGED' });
    });

    it('works without a store, at the price of doing it again', async () => {
      const made = scene({}, 'none');
      expect(await made.chain()).toHaveLength(3);
      await made.invocation();
      expect(made.worked).toEqual([...upTo(ITEMS), ...upTo(35)]);
    });

    it.each<[string, unknown, unknown, boolean]>([
      ['Lambda’s retry: the same request id', { file: 'f' }, { file: 'f' }, true],
      [
        'SQS',
        { Records: [{ messageId: 'm1', body: 'x', receiptHandle: '1' }] },
        { Records: [{ messageId: 'm1', body: 'x', receiptHandle: '2' }] },
        true,
      ],
      ['another message', { Records: [{ messageId: 'm1' }] }, { Records: [{ messageId: 'm2' }] }, false],
      ['S3 notifying twice', s3('1'), s3('1'), true],
      ['S3 notifying of the next change', s3('1'), s3('2'), false],
      ['SNS', { Records: [{ Sns: { MessageId: 'n1' } }] }, { Records: [{ Sns: { MessageId: 'n1' } }] }, true],
      ['EventBridge', { id: 'e1', 'detail-type': 'x' }, { id: 'e1', 'detail-type': 'x' }, true],
      ['a stream', { Records: [{ eventID: 's:1' }] }, { Records: [{ eventID: 's:2' }] }, false],
    ])('knows %s', async (name, one, two, same) => {
      const made = scene();
      await made.invocation(one, 'r1');
      const again = await made.invocation(two, name.includes('request id') ? 'r1' : 'r2');
      expect('repeated' in (again as object)).toBe(same);
    });

    it('takes two events for one task when told so', async () => {
      const made = scene({ id: ({ file }) => file });
      await made.invocation({ file: 'f' }, 'r1');
      expect(await made.invocation({ file: 'f', more: 1 }, 'r2')).toMatchObject({ repeated: true });
    });
  });

  describe('what is handed over', () => {
    it('is the first event and the position', async () => {
      const made = scene();
      await made.invocation({ file: 'f', __context: { 'x-correlation-id': 'c1' } });
      const [over] = made.sent;
      expect(JSON.parse(over!.body)).toEqual({
        file: 'f',
        __context: { 'x-correlation-id': 'c1' },
        __task: { v: 1, id: over!.taskId, hop: 1, position: 35, slowestMs: 1000 },
      });
      expect(over!.token).toMatch(/^[\w-]{45}$/);
    });

    it.each([['text'], [[1, 2]], [null], [5]])('carries the event %j', async (event) => {
      const seen: unknown[] = [];
      const sent: HandOver[] = [];
      const clock = clockAt(0);
      const handler = resumable(
        (event: unknown, position) => {
          seen.push(event);
          clock.pass(60_000);
          return position < 2 ? { next: position + 1 } : { done: 'x' };
        },
        { start: 0, save: async (over) => sent.push(over), store: memoryStore(), now: clock.now },
      );
      await handler(event, contextOf(clock, 1000));
      await handler(JSON.parse(sent[0]!.body), contextOf(clock, 1000));
      expect(seen).toEqual([event, event]);
    });

    it('carries the correlation ids of the running request', async () => {
      const outgoing = { 'x-correlation-id': 'c2', 'x-correlation-parent-id': 'r1' };
      const store = { current: () => ({ outgoing: () => outgoing }) };
      const registry = correlationStore(globalThis);
      const registered = registry.register(store as never);
      const spy = vi.spyOn(registered, 'current').mockReturnValue({ outgoing: () => outgoing } as never);
      const made = scene();
      await made.invocation({ file: 'f', __context: { 'x-correlation-id': 'old' } });
      expect(JSON.parse(made.sent[0]!.body)).toMatchObject({ __context: outgoing });
      spy.mockReturnValue(undefined);
    });

    it('is found in the one message of a queue', async () => {
      const made = scene();
      await made.invocation();
      const record = { eventSource: 'aws:sqs', messageId: 'm1', body: made.sent[0]!.body };
      expect(await made.invocation({ Records: [record] })).toMatchObject({ status: 'handed over', position: 70 });
      await expect(made.invocation({ Records: [record, { ...record, body: '{}' }] })).rejects.toMatchObject({
        code: 'TASK_BAD_HAND_OVER',
        message: expect.stringContaining('BatchSize'),
      });
    });

    const good = { v: 1, id: 'a'.repeat(43), hop: 1, position: 5, slowestMs: 10 };
    it.each<[string, unknown]>([
      ['null', null],
      ['a list', [good]],
      ['another version', { ...good, v: 2 }],
      ['an id that is none', { ...good, id: '../../etc/passwd' }],
      ['a long id', { ...good, id: 'a'.repeat(10_000) }],
      ['hop 0', { ...good, hop: 0 }],
      ['a negative hop', { ...good, hop: -1 }],
      ['half a hop', { ...good, hop: 1.5 }],
      ['a hop as text', { ...good, hop: '1' }],
      ['no position', { ...good, position: undefined }],
      ['a slowest batch of an hour', { ...good, slowestMs: 3_600_000 }],
      ['a negative one', { ...good, slowestMs: -1 }],
    ])('is refused when it is %s', async (_, task) => {
      const made = scene();
      await expect(made.invocation(JSON.parse(JSON.stringify({ file: 'f', __task: task })))).rejects.toMatchObject({
        code: 'TASK_BAD_HAND_OVER',
        retryable: false,
      });
      expect(made.worked).toEqual([]);
    });

    it.each<[string, unknown]>([
      ['a body that is no JSON', { Records: [{ eventSource: 'aws:sqs', messageId: 'm', body: '{"__task":' }] }],
      [
        'a body that only speaks of it',
        { Records: [{ eventSource: 'aws:sqs', messageId: 'm', body: '{"text":"__task"}' }] },
      ],
      ['records of another source', { Records: [{ eventSource: 'aws:sns', messageId: 'm', body: '{"__task":1}' }] }],
      ['records that are none', { Records: [null, 5, 'x'] }],
    ])('begins a task for %s', async (_, event) => {
      expect(await scene().invocation(event)).toMatchObject({ status: 'handed over', hop: 1 });
    });

    it('is checked by parse, and a hop beyond the limit does not go on', async () => {
      const parse = (position: unknown) => {
        if (typeof position !== 'number') throw new Error('no offset');
        return position;
      };
      const made = scene({ parse, maxHops: 3 });
      await expect(made.invocation({ __task: { ...good, position: { $gt: '' } } })).rejects.toThrow('no offset');
      await expect(made.invocation({ __task: { ...good, hop: 1e9 } })).rejects.toMatchObject({
        code: 'TASK_HOP_LIMIT',
      });
    });
  });

  it('infers the types of position and result', async () => {
    const handler = resumable(
      async (event: { bucket: string }, position) => {
        const text: string | null = position.marker;
        return text === null ? { next: { marker: event.bucket } } : { done: { count: 1 } };
      },
      { start: { marker: null as string | null }, save: async () => {}, store: 'none' },
    );
    const outcome = await handler({ bucket: 'b' }, contextOf(clockAt(0), 1000) satisfies TaskContext);
    if (outcome.status === 'done') {
      const count: number = outcome.result.count;
      expect(count).toBe(1);
    } else expect(outcome.position.marker).toBe('b');
    // @ts-expect-error the event has no such field
    void (() => handler({ bucket: 5 }, contextOf(clockAt(0), 1000)));
  });
});

function s3(sequencer: string): unknown {
  return {
    Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key: 'k', sequencer } } }],
  };
}
