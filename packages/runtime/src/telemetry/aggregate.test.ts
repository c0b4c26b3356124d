import type { AttackRecord } from '@bulkhead/core';
import { beforeEach, expect, test } from 'vitest';
import { createAggregator, RECORDS_A_WINDOW, REQUESTS_BY_THEMSELVES, WINDOW_MS } from './aggregate.ts';

const T0 = 1_800_000_000_000;
let printed: AttackRecord[];
let aggregator: ReturnType<typeof createAggregator>;

beforeEach(() => {
  printed = [];
  aggregator = createAggregator((record) => printed.push(record));
});

let ids = 0;
function record(time: number, parts: Partial<AttackRecord> = {}): AttackRecord {
  return {
    kind: 'attack',
    id: `id-${++ids}`,
    time,
    lastTime: time,
    count: 1,
    rule: 'detector/sqli',
    ruleVersion: '1',
    class: 'sqli',
    severity: 'high',
    confidence: 'high',
    action: 'observed',
    message: 'm',
    source: 'sqs',
    path: 'Records[0].body',
    excerpt: "' or 1=1--",
    function: { name: 'f', version: '1', region: 'eu-west-1', account: '', runtime: 'nodejs22.x' },
    requestId: 'r',
    coldStart: false,
    ...parts,
  };
}

test('where no event data is involved, targets are told apart, but not by their numbers', () => {
  const read = (target: string) =>
    record(T0, { path: '', excerpt: '', sink: { operation: 'fs.readFileSync', target } });
  for (const target of ['/tmp/a', '/var/task/index.js', '/tmp/a', '/tmp/x-17', '/tmp/x-18'])
    aggregator.add(read(target));
  expect(printed.map((r) => [r.sink?.target, r.count])).toEqual([
    ['/tmp/a', 1],
    ['/var/task/index.js', 1],
    ['/tmp/a', 2],
    ['/tmp/x-17', 1],
    ['/tmp/x-17', 2],
  ]);
});

test('repeats are printed at powers of two under the first id, the rest after the window', () => {
  for (let i = 0; i < 11; i++) aggregator.add(record(T0 + i, { path: `Records[${i}].body` }));
  expect(printed.map((r) => r.count)).toEqual([1, 2, 4, 8]);
  expect(new Set(printed.map((r) => r.id)).size).toBe(1);
  aggregator.flush(T0 + WINDOW_MS - 1);
  expect(printed).toHaveLength(4);
  aggregator.flush(T0 + WINDOW_MS);
  expect(printed.at(-1)).toMatchObject({ count: 11, time: T0, lastTime: T0 + 10 });
  aggregator.flush(T0 + WINDOW_MS * 3);
  expect(printed).toHaveLength(5);
});

test.each<[string, Partial<AttackRecord>]>([
  ['rule', { rule: 'detector/xss' }],
  ['path', { path: 'Records[0].messageAttributes.a' }],
  ['action', { action: 'blocked' }],
  ['excerpt', { excerpt: "' or 2=2--" }],
  ['operation', { sink: { operation: 'child_process.exec', target: '' } }],
])('another %s is another record', (_name, parts) => {
  aggregator.add(record(T0));
  aggregator.add(record(T0, parts));
  expect(printed.map((r) => r.count)).toEqual([1, 1]);
});

test('blocked requests have a record each, up to a limit', () => {
  const blocked = (requestId: string) => aggregator.add(record(T0, { action: 'blocked', requestId }));
  for (let i = 0; i < REQUESTS_BY_THEMSELVES; i++) blocked(`request ${i}`);
  expect(printed.map((r) => r.requestId)).toEqual(
    Array.from({ length: REQUESTS_BY_THEMSELVES }, (_, i) => `request ${i}`),
  );
  blocked('request 0');
  expect(printed.at(-1)).toMatchObject({ requestId: 'request 0', count: 2 });
  for (let i = 0; i < 100; i++) blocked(`later ${i}`);
  expect(printed).toHaveLength(REQUESTS_BY_THEMSELVES + 1 + 7);
  expect(printed.at(-1)).toMatchObject({ requestId: 'later 0', count: 64 });
  aggregator.flush(T0 + WINDOW_MS);
  expect(printed.at(-1)).toMatchObject({ count: 100 });
});

const SINK = { operation: 'child_process.exec', target: 'sh -c "ls ;env"' };

test('an attack that is alerted and then stopped is one record, told again', () => {
  aggregator.add(record(T0));
  aggregator.add(record(T0 + 1, { action: 'blocked', rule: 'hook/child-process', sink: SINK }));
  expect(printed.map((r) => [r.action, r.count, r.time])).toEqual([
    ['observed', 1, T0],
    ['blocked', 1, T0],
  ]);
  expect(new Set(printed.map((r) => r.id)).size).toBe(1);
});

test.each<[string, Partial<AttackRecord>]>([
  ['another request', { requestId: 'other' }],
  ['another place in the event', { path: 'Records[0].messageAttributes.a' }],
  ['no value of the event', { path: '' }],
])('what is stopped for %s is a record of its own', (_, parts) => {
  aggregator.add(record(T0));
  aggregator.add(record(T0, { action: 'blocked', rule: 'hook/sql', sink: SINK, ...parts }));
  expect(new Set(printed.map((r) => r.id)).size).toBe(2);
});

test('a value with two patterns that is stopped leaves the other pattern', () => {
  aggregator.add(record(T0, { class: 'ssrf', rule: 'detector/ssrf' }));
  aggregator.add(record(T0, { class: 'cmdi', rule: 'detector/cmdi' }));
  aggregator.add(record(T0, { class: 'cmdi', action: 'blocked', rule: 'hook/child-process', sink: SINK }));
  const last = new Map(printed.map((r) => [r.id, `${r.class} ${r.action}`]));
  expect([...last.values()]).toEqual(['ssrf observed', 'cmdi blocked']);
});

test('a value that is stopped as something else than its pattern is one attack', () => {
  aggregator.add(record(T0, { class: 'ssrf', rule: 'detector/ssrf' }));
  aggregator.add(record(T0, { class: 'traversal', action: 'blocked', rule: 'hook/files', sink: SINK }));
  expect(new Set(printed.map((r) => r.id)).size).toBe(1);
});

test('what a hook alerts of is no pattern: what is stopped after it is a record of its own', () => {
  const parts = { path: '', excerpt: '', rule: 'hook/outbound' };
  aggregator.add(record(T0, { ...parts, sink: { operation: 'net.connect', target: 'a:1' } }));
  aggregator.add(record(T0, { ...parts, action: 'blocked', sink: { operation: 'net.connect', target: 'b:1' } }));
  const at = { path: 'body', rule: 'hook/outbound' };
  aggregator.add(record(T0, { ...at, sink: { operation: 'net.connect', target: 'c:1' } }));
  aggregator.add(record(T0, { ...at, action: 'blocked', sink: { operation: 'net.connect', target: 'd:1' } }));
  expect(new Set(printed.map((r) => r.id)).size).toBe(4);
});

test('the same attack again and again counts each time once, but for one a window', () => {
  const REQUESTS = 40;
  for (let i = 0; i < REQUESTS; i++) {
    aggregator.add(record(T0 + i, { requestId: `request ${i}` }));
    aggregator.add(record(T0 + i, { requestId: `request ${i}`, action: 'blocked', rule: 'hook/sql', sink: SINK }));
  }
  aggregator.flush(T0 + WINDOW_MS);
  const last = new Map(printed.map((r) => [r.id, r]));
  const sum = (action: string) =>
    [...last.values()].filter((r) => r.action === action).reduce((all, { count }) => all + count, 0);
  expect([sum('blocked'), sum('observed')]).toEqual([REQUESTS, 1]);
  // No line a request once they are counted together.
  expect(printed.length).toBeLessThan(2 * REQUESTS_BY_THEMSELVES + 10);
});

test('a new window starts a new record', () => {
  aggregator.add(record(T0));
  aggregator.add(record(T0 + WINDOW_MS));
  expect(printed.map((r) => r.count)).toEqual([1, 1]);
  expect(printed[0]?.id).not.toBe(printed[1]?.id);
});

test('over the limit is counted in the next record, and none is lost at the end of the window', () => {
  for (let i = 0; i < RECORDS_A_WINDOW + 7; i++) aggregator.add(record(T0, { excerpt: `payload ${i}` }));
  expect(printed).toHaveLength(RECORDS_A_WINDOW);
  aggregator.add(record(T0 + 1, { excerpt: 'payload 0' }));
  expect(printed.at(-1)).toMatchObject({ count: 2, dropped: 7 });
  aggregator.add(record(T0 + 2, { excerpt: 'one more' }));
  aggregator.flush(T0 + WINDOW_MS);
  expect(printed.at(-1)?.dropped).toBe(1);
  const total = printed.reduce((sum, r) => sum + (r.dropped ?? 0), 0);
  expect(total).toBe(8);
});
