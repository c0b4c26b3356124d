import type { CorrelationScope } from '@bulkhead/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBuffer } from '../logger/buffer.ts';
import { extras } from '../logger/extras.ts';
import { createLog } from '../logger/log.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { sampleScope } from '../testing/scope.ts';
import { createDeadline } from './deadline.ts';
import { digestOf } from './digest.ts';
import { noteCall } from './last-call.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  extras.keep = undefined;
});

function setUp(scope: CorrelationScope = sampleScope()) {
  const texts: string[] = [];
  const parts = {
    env: () => ({}),
    current: () => scope,
    print: (line: string) => void texts.push(line),
    now: Date.now,
  };
  const log = createLog(parts.print, () => ({ current: parts.current }), Date.now, {});
  const metrics = createMetrics(parts);
  const begun = Date.now();
  const context = { getRemainingTimeInMillis: () => 3_000 - (Date.now() - begun) };
  const aspect = createDeadline({ margin: 10, log, metrics, now: Date.now });
  return {
    texts,
    log,
    metrics,
    scope,
    context,
    aspect,
    lines: () => texts.map((text) => JSON.parse(text) as Record<string, unknown>),
  };
}

const EVENT = { Records: [{ eventSource: 'aws:sqs', body: 'of the customer', attributes: { a: '1' } }, {}] };

test('says what the invocation was doing, 10 ms before its deadline', () => {
  const { texts, lines, metrics, scope, context, aspect } = setUp();
  const end = aspect(scope, EVENT, context);
  metrics.count('Orders');
  vi.advanceTimersByTime(2_000);
  noteCall('SQS SendMessage', Date.now(), scope);
  vi.advanceTimersByTime(989);
  expect(texts).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(lines()).toMatchObject([
    {
      level: 'ERROR',
      message: 'invocation about to time out',
      requestId: 'request-1',
      remaining: 10,
      event: {
        trigger: 'aws:sqs',
        records: 2,
        shape: { eventSource: 'text(7)', body: 'text(15)', attributes: 'object(1)' },
      },
      lastCall: { operation: 'SQS SendMessage', millisecondsAgo: 990 },
    },
    { Orders: 1, Timeouts: 1 },
  ]);
  expect(texts.join('')).not.toContain('customer');
  end?.(undefined);
  expect(vi.getTimerCount()).toBe(0);
});

test('nothing is left of an invocation that ends', () => {
  const { texts, scope, context, aspect } = setUp();
  for (const error of [undefined, new Error('x')]) aspect(scope, EVENT, context)?.(error);
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(10_000);
  expect(texts).toEqual([]);
});

test.each([
  ['no context', undefined],
  ['no deadline', {}],
  ['no number', { getRemainingTimeInMillis: () => Number.NaN }],
  ['already over', { getRemainingTimeInMillis: () => 5 }],
  [
    'one that throws',
    {
      getRemainingTimeInMillis: () => {
        throw new Error('x');
      },
    },
  ],
])('%s: no timer', (_name, context) => {
  const { scope, aspect } = setUp();
  expect(aspect(scope, EVENT, context)).toBe(undefined);
  expect(vi.getTimerCount()).toBe(0);
});

test('DEBUG lines that were kept come first', () => {
  const { texts, lines, log, scope, context, aspect } = setUp();
  extras.keep = createBuffer({ lines: 3 }, (text) => void texts.push(...text.trimEnd().split('\n')));
  aspect(scope, EVENT, context);
  for (let i = 0; i < 5; i++) log.debug(`step ${i}`);
  expect(texts).toEqual([]);
  vi.advanceTimersByTime(2_990);
  expect(lines().map((line) => line['message'])).toEqual([
    'step 2',
    'step 3',
    'step 4',
    'invocation about to time out',
    undefined,
  ]);
});

test('an event that resists is no second fault', () => {
  const { texts, scope, context, aspect } = setUp();
  aspect(
    scope,
    new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    ),
    context,
  );
  vi.advanceTimersByTime(2_990);
  expect(texts).toHaveLength(2);
});

const digests: [string, unknown, object][] = [
  [
    'HTTP',
    { requestContext: {}, headers: { a: 'b' }, body: null },
    { trigger: 'http', shape: { requestContext: 'object(0)', headers: 'object(1)', body: 'null' } },
  ],
  ['a bus', { 'detail-type': 'Order', detail: { a: [1] } }, { trigger: 'aws:events' }],
  ['a text', 'abc', { trigger: 'invoke', shape: { '': 'text(3)' }, size: '3' }],
  ['nothing', undefined, { trigger: 'invoke', shape: { '': 'undefined' } }],
  [
    'many names',
    Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, true])),
    { shape: { k29: 'boolean', '…': '70 more' } },
  ],
  ['large', { list: Array.from({ length: 100_000 }, () => 'x') }, { size: 'more than 4' }],
];
test.each(digests)('digest: %s', (_name, event, expected) => {
  const digest = digestOf(event);
  if ('size' in expected && String(expected.size).startsWith('more')) expect(digest.size).toMatch(/^more than \d+$/);
  else expect(digest).toMatchObject(expected);
});
