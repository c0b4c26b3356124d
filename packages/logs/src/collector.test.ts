import { encodeLine } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { createCollector } from './collector.ts';
import { hmacSha256 } from './hmac.ts';
import { attackRecord, coverageRecord, faultRecord, STREAM } from './testing/samples.ts';
import type { LogLine } from './types.ts';

const KEY = hmacSha256('key');
const T = '2026-11-20T09:08:07.006Z';
const REPORT =
  'REPORT RequestId: a1\tDuration: 3 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t';
const START = 'START RequestId: a1 Version: $LATEST';

function collect(lines: readonly (string | [string, number])[], limit?: number) {
  const collector = createCollector({ verify: [KEY], ...(limit ? { limit } : {}) });
  for (const line of lines) {
    const [text, time] = typeof line === 'string' ? [line, 1_000] : line;
    collector.push({ stream: STREAM, time, text });
  }
  return collector;
}

const ours = (record: Parameters<typeof encodeLine>[0], key = KEY) => encodeLine(record, STREAM.logStream, key);

describe('how an invocation ended', () => {
  it.each([
    ['nothing objects', [START, REPORT], 'success', undefined],
    [
      'Node.js handler throws',
      [START, `${T}\ta1\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"x"}`, REPORT],
      'error',
      'TypeError',
    ],
    [
      'Node.js unhandled rejection',
      [
        START,
        `${T}\ta1\tERROR\tUnhandled Promise Rejection \t{"errorType":"Runtime.UnhandledPromiseRejection"}`,
        REPORT,
      ],
      'error',
      'Runtime.UnhandledPromiseRejection',
    ],
    [
      'Python handler raises',
      [START, '[ERROR] ValueError: no\nTraceback (most recent call last):', 'END RequestId: a1', REPORT],
      'error',
      'ValueError',
    ],
    [
      'the process exits',
      [START, 'RequestId: a1 Error: Runtime exited with error: exit status 1\nRuntime.ExitError', REPORT],
      'error',
      'Runtime.ExitError',
    ],
    ['a timeout before the REPORT', [START, `${T} a1 Task timed out after 3.00 seconds`, REPORT], 'timeout', undefined],
    ['a timeout after the REPORT', [START, REPORT, `${T} a1 Task timed out after 3.00 seconds`], 'timeout', undefined],
    [
      'a timeout over an error',
      [START, `${T} a1 Task timed out after 3.00 seconds`, `${T}\ta1\tERROR\tInvoke Error \t{"errorType":"E"}`, REPORT],
      'timeout',
      undefined,
    ],
    [
      'the REPORT says it',
      [START, `${REPORT}Status: error\tError Type: Runtime.OutOfMemory`],
      'error',
      'Runtime.OutOfMemory',
    ],
    [
      'a handler that logs an error and goes on',
      [START, `${T}\ta1\tERROR\tInvoke Error {"errorType":"TypeError"}`, REPORT],
      'success',
      undefined,
    ],
    [
      'an error of another request',
      [START, `${T}\tb2\tERROR\tInvoke Error \t{"errorType":"TypeError"}`, REPORT],
      'success',
      undefined,
    ],
  ] as const)('%s', (_name, lines, status, errorType) => {
    const { executions } = collect(lines).take();
    expect(executions).toHaveLength(1);
    expect(executions[0]).toMatchObject({ requestId: 'a1', status, ...(errorType ? { errorType } : {}) });
  });

  it('hands a taken execution on again when a late line corrects it', () => {
    const collector = collect([START, REPORT]);
    expect(collector.take().executions).toMatchObject([{ status: 'success', time: 1_000 }]);
    collector.push({ stream: STREAM, time: 1_001, text: `${T} a1 Task timed out after 3.00 seconds` });
    expect(collector.take().executions).toMatchObject([{ status: 'timeout', time: 1_000, durationMs: 3 }]);
  });
});

const said = (fields: object = {}) =>
  JSON.stringify({ timestamp: T, level: 'INFO', message: 'm', 'x-correlation-id': 'c1', ...fields });

describe('lines that name their request', () => {
  const TIME = Date.parse(T);

  it('are handed on with where they were printed; others are not', () => {
    const { lines } = collect([START, [said({ requestId: 'a1' }), TIME + 5], 'hello', said({ _aws: {} })]).take();
    expect(lines).toEqual([
      {
        kind: 'line',
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        correlationId: 'c1',
        requestId: 'a1',
        ids: {},
        time: TIME,
        level: 'INFO',
        message: 'm',
        function: STREAM.function,
        logStream: STREAM.logStream,
      },
    ]);
  });

  it.each<[string, string | undefined, string]>([
    ['its own', 'b2', 'b2'],
    ['of the invocation that runs in the stream', undefined, 'a1'],
  ])('carry a request id: %s', (_name, requestId, expected) => {
    expect(collect([START, said({ requestId })]).take().lines).toMatchObject([{ requestId: expected }]);
  });

  it('carry none where nobody tells', () => {
    expect(collect([said()]).take().lines).toMatchObject([{ requestId: '' }]);
  });

  it.each<[string, string, number, number]>([
    ['its own, which is finer', T, TIME + 400, TIME],
    ["the event's, where the function's clock is wrong", '1999-01-01T00:00:00Z', TIME, TIME],
    ["the event's, where the function's clock is ahead", '2099-01-01T00:00:00Z', TIME, TIME],
    ['its own, where the event has none', T, 0, TIME],
  ])('have a time: %s', (_name, timestamp, eventTime, expected) => {
    expect(collect([[said({ timestamp }), eventTime]]).take().lines).toMatchObject([{ time: expected }]);
  });

  it('keep their id whoever delivers them, and differ by event, text, time and stream', () => {
    const idOf = (line: Partial<LogLine>) => {
      const collector = createCollector({ verify: [] });
      collector.push({ stream: STREAM, time: 1, text: said(), ...line });
      return collector.take().lines![0]!.id;
    };
    expect(idOf({})).toBe(idOf({}));
    const others = [
      { id: 'event-1' },
      { id: 'event-2' },
      { text: said({ message: 'n' }) },
      { time: 2 },
      { stream: { ...STREAM, logStream: 'other' } },
    ];
    expect(new Set([idOf({}), ...others.map(idOf)]).size).toBe(6);
  });

  it('count once in one batch, and are bounded in bytes', () => {
    expect(collect([said(), said()]).take().lines).toHaveLength(1);
    const collector = createCollector({ verify: [], lineBytes: 10_000 });
    for (let n = 0; n < 20; n++) {
      collector.push({ stream: STREAM, time: n, text: said({ message: 'x'.repeat(4_000) }) });
    }
    const batch = collector.take();
    expect([batch.lines!.length, batch.counters.dropped]).toEqual([2, 18]);
    collector.push({ stream: STREAM, time: 99, text: said() });
    expect(collector.take().lines).toHaveLength(1);
  });

  it('still tell that an invocation failed', () => {
    const failed = `${T}\ta1\tERROR\tInvoke Error \t{"errorType":"TypeError","x-correlation-id":"c1"}`;
    expect(collect([START, failed, REPORT]).take().executions).toMatchObject([{ status: 'error' }]);
  });
});

describe('counting', () => {
  it('counts a line that comes twice once, and each try of a retried invocation', () => {
    expect(collect([REPORT, REPORT]).take().executions).toHaveLength(1);
    const tries = collect([START, [REPORT, 1_000], START, [REPORT, 61_000]]).take().executions;
    expect(tries.map((execution) => execution.time)).toEqual([1_000, 61_000]);
  });

  it('keeps the highest count of a record', () => {
    const counts = [1, 7, 3].map((count) => ours(attackRecord({ count })));
    expect(collect(counts).take().records).toMatchObject([{ count: 7 }]);
  });

  it.each([
    ['observed', 'blocked'],
    ['blocked', 'observed'],
  ] as const)('of an attack that was alerted and then stopped keeps that it was stopped: %s, %s', (...actions) => {
    const lines = actions.map((action) => ours(attackRecord({ action })));
    expect(collect(lines).take().records).toMatchObject([{ action: 'blocked' }]);
  });

  it('never believes what is forged, unsigned or malformed, and counts it', () => {
    const lines = [
      ours(attackRecord(), hmacSha256('another')),
      encodeLine(attackRecord(), STREAM.logStream, undefined),
      '{"bulkhead":1,"record":7}',
      `${T}\ta1\tINFO\t${ours(attackRecord(), () => 'guess')}`,
    ];
    expect(collect(lines).take()).toEqual({
      records: [],
      executions: [],
      lines: [],
      counters: { forged: 3, malformed: 1, dropped: 0 },
    });
  });

  it('hands over coverage and faults, then starts anew', () => {
    const collector = collect([ours(coverageRecord()), ours(faultRecord())]);
    expect(collector.size).toBe(2);
    expect(collector.take().records.map((record) => record.kind)).toEqual(['coverage', 'fault']);
    expect(collector.take()).toEqual({
      records: [],
      executions: [],
      lines: [],
      counters: { forged: 0, malformed: 0, dropped: 0 },
    });
  });

  it('drops past its limit, and counts what it dropped', () => {
    const lines = Array.from({ length: 25 }, (_, i) => REPORT.replace('a1', `r${i}`));
    const batch = collect(lines, 10).take();
    expect(
      collect(
        Array.from({ length: 25 }, (_, n) => said({ message: `m${n}` })),
        10,
      ).take(),
    ).toMatchObject({
      lines: { length: 10 },
      counters: { dropped: 15 },
    });
    expect(batch.executions).toHaveLength(10);
    expect(batch.counters.dropped).toBe(15);
  });
});
