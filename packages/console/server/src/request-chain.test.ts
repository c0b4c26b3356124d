import { describe, expect, it } from 'vitest';
import { requestChain } from './request-chain.ts';
import type { InvocationPart, StoredExecution, StoredRequest } from './store/store.ts';
import { requestLine, T0, VOTE } from './testing/samples.ts';

const PLACE = { account: VOTE.account, region: VOTE.region, fn: VOTE.name };

function part(
  requestId: string,
  parentId: string | null,
  at: number,
  changes: Partial<InvocationPart> = {},
): InvocationPart {
  const [lines, errorLines, debugOn, debugOff] = [1, 0, null, null];
  return {
    requestId,
    parentId,
    ...PLACE,
    lines,
    errorLines,
    debugOn,
    debugOff,
    first: T0 + at,
    last: T0 + at,
    ...changes,
  };
}

function report(
  requestId: string,
  start: number,
  durationMs: number,
  changes: Partial<StoredExecution> = {},
): StoredExecution {
  return {
    requestId,
    time: T0 + start + durationMs,
    ...PLACE,
    version: '7',
    runtime: 'nodejs22.x',
    status: 'success',
    errorType: '',
    durationMs,
    billedMs: durationMs,
    memoryMb: 128,
    maxMemoryMb: 70,
    initMs: null,
    traceId: '',
    ...changes,
  };
}

const chain = (request: Partial<StoredRequest>) =>
  requestChain({ parts: [], executions: [], lines: [], findings: [], ...request });
/** `depth requestId` of each row, with what is missing of it. */
const drawn = (request: Partial<StoredRequest>) =>
  chain(request).map(
    (one) =>
      `${'  '.repeat(one.depth)}${one.requestId}${one.execution ? '' : ' no report'}${one.seen === 'lines' ? '' : ` ${one.seen}`}`,
  );

describe('the order in which a request is drawn', () => {
  it.each<[string, Partial<StoredRequest>, string[]]>([
    ['nothing', {}, []],
    ['one invocation', { parts: [part('a', null, 0)], executions: [report('a', 0, 5)] }, ['a']],
    [
      'a chain, whatever the order in which it came',
      {
        parts: [part('c', 'b', 0), part('b', 'a', 10), part('a', null, 20)],
        executions: [report('a', 0, 5), report('b', 10, 5), report('c', 20, 5)],
      },
      ['a', '  b', '    c'],
    ],
    [
      'a fan-out, calls of one caller by time',
      { parts: [part('a', null, 0), part('late', 'a', 30), part('early', 'a', 10), part('deep', 'early', 40)] },
      ['a no report', '  early no report', '    deep no report', '  late no report'],
    ],
    ['no caller named: by time', { parts: [part('b', null, 10), part('a', null, 0)] }, ['a no report', 'b no report']],
    [
      'a caller that nothing is known of',
      { parts: [part('b', 'gone', 10), part('c', 'gone', 5)] },
      ['gone no report unknown', '  c no report', '  b no report'],
    ],
    [
      'a caller that printed no line',
      { parts: [part('b', 'quiet', 10)], executions: [report('quiet', 0, 20)] },
      ['quiet silent', '  b no report'],
    ],
    ['its own caller', { parts: [part('a', 'a', 0)] }, ['a no report']],
    ['callers in a circle', { parts: [part('a', 'b', 0), part('b', 'a', 5)] }, ['b no report', '  a no report']],
    [
      'lines that tell no request id',
      { parts: [part('', null, 0), part('a', null, 5)] },
      [' no report', 'a no report'],
    ],
  ])('%s', (_name, request, expected) => expect(drawn(request)).toEqual(expected));

  it('is quick and whole for a chain as long as the limit, in any order', () => {
    const parts = Array.from({ length: 500 }, (_, n) => part(`r${n}`, n === 0 ? null : `r${n - 1}`, n)).reverse();
    const rows = chain({ parts });
    expect([rows.length, rows[0]!.requestId, rows[499]!.depth]).toEqual([500, 'r0', 499]);
  });
});

describe('a retried invocation', () => {
  const line = (n: number, at: number) =>
    requestLine({ id: n.toString(16).padStart(32, '0'), requestId: 'b', time: T0 + at });
  const request: Partial<StoredRequest> = {
    parts: [part('a', null, 0), part('b', 'a', 10, { lines: 4 }), part('c', 'b', 60_020), part('d', 'b', 30)],
    executions: [report('a', 0, 5), report('b', 10, 50, { status: 'error' }), report('b', 60_000, 40)],
    lines: [line(1, 20), line(2, 61), line(3, 60_010), line(4, 99_000)],
  };

  it('has a row for each try, each with the lines that it printed and the calls that it made', () => {
    const rows = chain(request);
    expect(rows.map((one) => [one.requestId, one.attempt, one.depth, one.lines.length])).toEqual([
      ['a', 1, 0, 0],
      ['b', 1, 1, 2],
      ['d', 1, 2, 0],
      ['b', 2, 1, 2],
      ['c', 1, 2, 0],
    ]);
    expect(new Set(rows.map((one) => one.key)).size).toBe(5);
  });
});

it('takes begin and end from REPORT, and from the lines where there is none', () => {
  const [a, b] = chain({
    parts: [part('a', null, 3), part('b', 'a', 8, { last: T0 + 19 })],
    executions: [report('a', 0, 50)],
  });
  expect([a!.start - T0, a!.end - T0, b!.start - T0, b!.end - T0]).toEqual([0, 50, 8, 19]);
  expect([a!.function!.version, b!.function!.version]).toEqual(['7', '']);
});

it.each([
  [true, null, true],
  [null, true, false],
  [true, true, true],
  [null, null, null],
])('debug decision: on %s, off %s is %s', (debugOn, debugOff, expected) => {
  expect(chain({ parts: [part('a', null, 0, { debugOn, debugOff })] })[0]!.debug).toBe(expected);
});
