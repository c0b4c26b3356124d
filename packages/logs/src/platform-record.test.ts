import { describe, expect, it } from 'vitest';
import { parsePlatformRecord } from './platform-record.ts';
import { STREAM } from './testing/samples.ts';

const TIME = '2026-10-08T07:30:29.470Z';
const METRICS = { durationMs: 1233.96, billedDurationMs: 1698, memorySizeMB: 256, maxMemoryUsedMB: 123 };
const report = (record: object) => ({ time: TIME, type: 'platform.report', record: { requestId: 'a1', ...record } });

describe('a JSON platform record', () => {
  it.each([
    ['success', { metrics: METRICS, status: 'success' }, { status: 'success', durationMs: 1233.96, billedMs: 1698 }],
    ['cold start', { metrics: { ...METRICS, initDurationMs: 463.5 }, status: 'success' }, { initMs: 463.5 }],
    ['SnapStart', { metrics: { ...METRICS, restoreDurationMs: 89.1 }, status: 'success' }, { initMs: 89.1 }],
    ['timeout', { metrics: METRICS, status: 'timeout' }, { status: 'timeout' }],
    [
      'handler error',
      { metrics: METRICS, status: 'failure', errorType: 'TypeError' },
      { status: 'error', errorType: 'TypeError' },
    ],
    [
      'crash',
      { metrics: METRICS, status: 'error', errorType: 'Runtime.ExitError' },
      { status: 'error', errorType: 'Runtime.ExitError' },
    ],
    [
      'X-Ray',
      { metrics: METRICS, tracing: { type: 'X-Amzn-Trace-Id', value: 'Root=1-63-ab;Parent=35;Sampled=1' } },
      { traceId: '1-63-ab' },
    ],
    [
      'Managed Instances',
      { metrics: { durationMs: 5 }, status: 'success' },
      { durationMs: 5, billedMs: 0, memoryMb: 0 },
    ],
  ])('platform.report: %s', (_name, record, expected) => {
    expect(parsePlatformRecord(report(record), STREAM, 5)).toMatchObject({
      is: 'execution',
      execution: { requestId: 'a1', time: Date.parse(TIME), ...expected },
    });
  });

  it.each([
    ['platform.start', { requestId: 'a1', version: '$LATEST' }, 'a1'],
    ['platform.initStart', { initializationType: 'on-demand', phase: 'init' }, undefined],
    ['platform.runtimeDone', { requestId: 'a1', status: 'success' }, 'a1'],
    ['platform.logsDropped', { droppedRecords: 12 }, undefined],
    ['platform.report', { requestId: 'a1' }, 'a1'],
    ['platform.report', null, undefined],
  ])('%s %j is a platform line', (type, record, requestId) => {
    expect(parsePlatformRecord({ time: TIME, type, record }, STREAM, 5)).toEqual({
      is: 'platform',
      event: type,
      ...(requestId ? { requestId } : {}),
    });
  });

  it('takes the time of the line where its own cannot be read', () => {
    const item = parsePlatformRecord({ ...report({ metrics: METRICS }), time: 'yesterday' }, STREAM, 5);
    expect(item).toMatchObject({ execution: { time: 5 }, statusGiven: false });
  });

  it.each([[{ type: 'function' }], [{ type: 7 }], [{}], [{ type: `platform.${'x'.repeat(80)}` }]])(
    '%j is none',
    (outer) => {
      expect(parsePlatformRecord(outer, STREAM, 5)).toBeUndefined();
    },
  );
});
