import type { AttackRecord, Execution } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { createHappenings } from './happenings.ts';

const FUNCTION = { name: 'pay', version: '1', region: 'eu-west-1', account: '1', runtime: 'nodejs24.x' };
const STREAM = { logGroup: '/aws/lambda/pay', logStream: 'a', function: FUNCTION };
const attack = (given: Partial<AttackRecord>): AttackRecord => ({
  kind: 'attack',
  id: '1',
  time: 0,
  lastTime: 0,
  count: 1,
  rule: 'detector/sqli',
  ruleVersion: '1',
  class: 'sqli',
  severity: 'high',
  confidence: 'high',
  action: 'observed',
  message: 'SQL injection in event data.',
  source: 'apigateway-v2',
  path: 'queryStringParameters.id',
  excerpt: '',
  function: FUNCTION,
  requestId: 'r',
  coldStart: false,
  ...given,
});
const ended = (given: Partial<Execution>): Execution => ({
  kind: 'execution',
  requestId: 'r',
  time: 0,
  function: FUNCTION,
  logStream: 'a',
  status: 'error',
  durationMs: 3000.4,
  billedMs: 3001,
  memoryMb: 128,
  maxMemoryMb: 60,
  ...given,
});
const counters = { forged: 0, malformed: 0, dropped: 0 };

function terminal(failures = true) {
  const said: string[] = [];
  let time = 0;
  const take = createHappenings({
    say: (text) => said.push(text),
    paint: (_, text) => text,
    now: () => time,
    root: '/srv/shop',
    failures,
  });
  const line = (text: string) => ({ functionId: 'pay', stream: STREAM, time: 0, text });
  return {
    said,
    pass: (ms: number) => {
      time += ms;
    },
    attacks: (...records: AttackRecord[]) => take(line('{}'), { records, executions: [], lines: [], counters }),
    ends: (...executions: Execution[]) => take(line('REPORT'), { records: [], executions, lines: [], counters }),
    prints: (text: string) => take(line(text), { records: [], executions: [], lines: [], counters }),
  };
}

describe('what up tells while it runs', () => {
  it('attacks, alerted and stopped, in one line each', () => {
    const { said, attacks } = terminal();
    attacks(
      attack({}),
      attack({ class: 'cmdi', action: 'blocked', sink: { operation: 'child_process.exec', target: 'ls' } }),
    );
    expect(said).toEqual([
      'alert pay: SQL injection in queryStringParameters.id',
      'blocked pay: OS command injection in queryStringParameters.id, stopped at child_process.exec',
    ]);
  });

  it('a name that a stranger chose stays on its line', () => {
    const { said, attacks } = terminal();
    attacks(attack({ path: 'query.a\n\u001b[2Kpay: all is well\u202e' }));
    expect(said[0]).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  it('the same once in ten seconds, and of a flood that there is more', () => {
    const { said, attacks, pass } = terminal();
    for (let i = 0; i < 3; i++) attacks(attack({}));
    expect(said).toHaveLength(1);
    for (let i = 0; i < 100; i++) attacks(attack({ path: `body|json.f${i}` }));
    expect(said).toHaveLength(20);
    pass(10_001);
    attacks(attack({}));
    expect(said.slice(20)).toEqual([
      '81 more are in the console',
      'alert pay: SQL injection in queryStringParameters.id',
    ]);
  });

  it.each([
    [
      'a handler that throws',
      '2026-01-01T00:00:00.000Z\tr\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"x is no function","stack":["TypeError: x is no function","    at Runtime.handler (/srv/shop/src/pay.ts:6:27)"]}',
      {},
      'failed pay: TypeError: x is no function at src/pay.ts:6:27',
    ],
    ['Python', "[ERROR] KeyError: 'id'\nTraceback (most recent call last):", {}, "failed pay: KeyError: 'id'"],
    [
      'Python, with a traceback',
      `[ERROR] KeyError: 'id'\nTraceback (most recent call last):\n\u00a0\u00a0File "/srv/shop/app.py", line 3, in handler\n\u00a0\u00a0\u00a0\u00a0return find(event)\n\u00a0\u00a0File "/srv/shop/lib/find.py", line 7, in find\n\u00a0\u00a0File "/usr/lib/python3/json.py", line 9, in loads`,
      {},
      "failed pay: KeyError: 'id' at lib/find.py:7",
    ],
    ['a process that ends', 'bye', { errorType: 'Runtime.ExitError' }, 'failed pay: Runtime.ExitError'],
    ['a timeout', 'still here', { status: 'timeout' as const }, 'failed pay: timed out after 3000 ms'],
  ])('%s, with its reason and place', (_name, text, given, expected) => {
    const { said, prints, ends } = terminal();
    prints(text);
    ends(ended(given));
    ends(ended({ status: 'success' }));
    expect(said).toEqual([expected]);
    const quiet = terminal(false);
    quiet.prints(text);
    quiet.ends(ended(given));
    expect(quiet.said).toEqual([]);
  });
});
