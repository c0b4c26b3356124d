import { describe, expect, it } from 'vitest';
import {
  billedMs,
  doneRecords,
  exitLine,
  type InvocationReport,
  initReportLine,
  initStartLine,
  reportLine,
  startLine,
  systemRecordLine,
  timeoutLine,
} from './report-lines.ts';

const ID = '13222b1e-f16b-4550-89df-869ab0a9806d';
const base: InvocationReport = {
  requestId: ID,
  status: 'success',
  durationMs: 2.366,
  memoryMb: 1024,
  maxMemoryMb: 95,
  producedBytes: 4,
  trace: 'Root=1-6ac7d554-62c6be2f6c1bd8032dac9acf;Parent=854892f93105b5ae;Sampled=0',
};

describe('REPORT', () => {
  // Each expectation is a line that a deployed function printed in 2025 or 2026.
  it.each<[string, Partial<InvocationReport>, string]>([
    ['warm', {}, 'Duration: 2.37 ms\tBilled Duration: 3 ms\tMemory Size: 1024 MB\tMax Memory Used: 95 MB\t'],
    [
      'cold: initialization is billed',
      { initMs: 423.98 },
      'Duration: 2.37 ms\tBilled Duration: 427 ms\tMemory Size: 1024 MB\tMax Memory Used: 95 MB\tInit Duration: 423.98 ms\t',
    ],
    [
      'timeout',
      { status: 'timeout', durationMs: 3000, memoryMb: 128, maxMemoryMb: 73, initMs: 402.04 },
      'Duration: 3000.00 ms\tBilled Duration: 3403 ms\tMemory Size: 128 MB\tMax Memory Used: 73 MB\tInit Duration: 402.04 ms\tStatus: timeout',
    ],
    [
      'error',
      { status: 'error', errorType: 'Runtime.OutOfMemory', durationMs: 10935.7, maxMemoryMb: 1024 },
      'Duration: 10935.70 ms\tBilled Duration: 10936 ms\tMemory Size: 1024 MB\tMax Memory Used: 1024 MB\tStatus: error\tError Type: Runtime.OutOfMemory',
    ],
  ])('%s', (_name, change, text) => {
    expect(reportLine({ ...base, ...change })).toBe(`REPORT RequestId: ${ID}\t${text}`);
  });

  it('adds XRAY as a second line of the same event when the trace is sampled', () => {
    const line = reportLine({ ...base, trace: base.trace.replace('Sampled=0', 'Sampled=1') });
    expect(line.split('\n')[1]).toBe(
      'XRAY TraceId: 1-6ac7d554-62c6be2f6c1bd8032dac9acf\tSegmentId: 854892f93105b5ae\tSampled: true\t',
    );
  });

  it.each([
    [1, undefined, 1],
    [1.001, undefined, 2],
    [1233.96, 463.512, 1698],
    [0, undefined, 0],
  ])('bills %d ms + %s as %d', (durationMs, initMs, billed) => {
    expect(billedMs(initMs === undefined ? { durationMs } : { durationMs, initMs })).toBe(billed);
  });
});

describe('other lines', () => {
  it.each([
    [startLine(ID, '$LATEST'), `START RequestId: ${ID} Version: $LATEST`],
    [timeoutLine(ID, 3, 0), `1970-01-01T00:00:00.000Z ${ID} Task timed out after 3.00 seconds`],
    [
      exitLine(ID, 'Runtime exited with error: exit status 1'),
      `RequestId: ${ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`,
    ],
    [
      initReportLine({ phase: 'init', status: 'error', errorType: 'Runtime.ImportModuleError', durationMs: 137.691 }),
      'INIT_REPORT Init Duration: 137.69 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError',
    ],
    [
      initReportLine({ phase: 'init', status: 'timeout', durationMs: 9999.56 }),
      'INIT_REPORT Init Duration: 9999.56 ms\tPhase: init\tStatus: timeout',
    ],
    [
      initStartLine({ version: 'nodejs:22.lab', arn: 'arn:aws:lambda:us-east-1::runtime:00' }),
      'INIT_START Runtime Version: nodejs:22.lab\tRuntime Version ARN: arn:aws:lambda:us-east-1::runtime:00',
    ],
  ])('%s', (line, text) => expect(line).toBe(text));
});

describe('JSON mode', () => {
  it('writes platform.report as deployed functions do', () => {
    const [, report] = doneRecords({ ...base, durationMs: 1233.96, memoryMb: 256, maxMemoryMb: 123, initMs: 463.512 });
    expect(systemRecordLine(report!, Date.parse('2026-10-08T07:30:29.470Z'))).toBe(
      `{"time":"2026-10-08T07:30:29.470Z","type":"platform.report","record":{"requestId":"${ID}","metrics":{"durationMs":1233.96,"billedDurationMs":1698,"memorySizeMB":256,"maxMemoryUsedMB":123,"initDurationMs":463.512},"status":"success"}}`,
    );
  });

  it('names status and error type', () => {
    const [done, report] = doneRecords({ ...base, status: 'error', errorType: 'Runtime.ExitError' });
    expect(done!.record).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' });
    expect(report!.record).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' });
  });
});
