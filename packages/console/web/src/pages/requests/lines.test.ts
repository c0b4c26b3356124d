import type { ShownLine } from '@bulkhead/console-contract';
import { describe, expect, it } from 'vitest';
import { isOpenAtFirst, linesByInvocation } from './lines.ts';

const line = (invocation: string, level: ShownLine['level']): ShownLine => ({
  id: `${invocation}-${level}`,
  invocation,
  time: 0,
  level,
  message: '',
  error: '',
  fields: '',
});
const ALL = [line('a', 'DEBUG'), line('a', 'INFO'), line('b', null), line('b', 'WARN'), line('b', 'FATAL')];

it.each([
  ['', { a: ['a-DEBUG', 'a-INFO'], b: ['b-null', 'b-WARN', 'b-FATAL'] }],
  ['INFO', { a: ['a-INFO'], b: ['b-null', 'b-WARN', 'b-FATAL'] }],
  ['WARN', { b: ['b-WARN', 'b-FATAL'] }],
  ['ERROR', { b: ['b-FATAL'] }],
] as const)('lines from level %j', (least, expected) => {
  const found = [...linesByInvocation(ALL, least)].map(([key, lines]) => [key, lines.map(({ id }) => id)]);
  expect(Object.fromEntries(found)).toEqual(expected);
});

describe('a row is open at first', () => {
  const report = (status: 'success' | 'error' | 'timeout') =>
    ({
      status,
      errorType: '',
      durationMs: 1,
      billedMs: 1,
      memoryMb: 1,
      maxMemoryMb: 1,
      initMs: null,
      cost: 0,
    }) as const;
  it.each([
    ['nothing happened', { report: report('success'), events: [] }, [line('a', 'WARN')], false, false],
    ['no report yet', { report: null, events: [] }, [], false, false],
    ['it is the only one', { report: null, events: [] }, [], true, true],
    ['it failed', { report: report('error'), events: [] }, [], false, true],
    ['it timed out', { report: report('timeout'), events: [] }, [], false, true],
    ['it was attacked', { report: report('success'), events: ['e'] }, [], false, true],
    ['it logged an error', { report: report('success'), events: [] }, [line('a', 'ERROR')], false, true],
  ])('%s', (_name, invocation, lines, alone, open) => expect(isOpenAtFirst(invocation, lines, alone)).toBe(open));
});
