import { describe, expect, it } from 'vitest';
import { STREAM } from './testing/samples.ts';
import { parseTextReport } from './text-report.ts';

const START = 'REPORT RequestId: 8f5-a\t';
const BASE = 'Duration: 1.52 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\t';

const WHOLE = { durationMs: 1.52, billedMs: 2, memoryMb: 128, maxMemoryMb: 70, status: 'success' };

describe('a text REPORT line', () => {
  it.each([
    ['warm', START + BASE, WHOLE],
    ['cold start', `${START}${BASE}Init Duration: 166.38 ms\t`, { ...WHOLE, initMs: 166.38 }],
    [
      'SnapStart',
      `${START}${BASE}Restore Duration: 398.97 ms\tBilled Restore Duration: 182 ms\t`,
      { ...WHOLE, initMs: 398.97 },
    ],
    [
      'X-Ray on the next line',
      `${START}${BASE}\nXRAY TraceId: 1-6352a70e-1e2c502e358361800241fd45\tSegmentId: 7c4eb6a6d56f2a27\tSampled: true\t\n`,
      { ...WHOLE, traceId: '1-6352a70e-1e2c502e358361800241fd45' },
    ],
    ['timeout', `${START}${BASE}Status: timeout`, { ...WHOLE, status: 'timeout' }],
    [
      'crash',
      `${START}${BASE}Status: error\tError Type: Runtime.ExitError`,
      { ...WHOLE, status: 'error', errorType: 'Runtime.ExitError' },
    ],
    [
      'spaces for tabs, as a terminal copies it',
      'REPORT RequestId: 8f5-a Duration: 1.52 ms Billed Duration: 2 ms Memory Size: 128 MB Max Memory Used: 70 MB Status: error Error Type: Runtime.OutOfMemory',
      { ...WHOLE, status: 'error', errorType: 'Runtime.OutOfMemory' },
    ],
    ['no memory', `${START}Duration: 3 ms\t`, { durationMs: 3, billedMs: 0, memoryMb: 0, maxMemoryMb: 0 }],
  ])('%s', (_name, text, expected) => {
    const item = parseTextReport(text, STREAM, 1_795_000_000_123);
    expect(item).toMatchObject({ is: 'execution', execution: { requestId: '8f5-a', ...expected } });
    const { execution } = item as { execution: object };
    expect(execution).toMatchObject({
      time: 1_795_000_000_123,
      function: STREAM.function,
      logStream: STREAM.logStream,
    });
    expect('initMs' in execution).toBe('initMs' in expected);
  });

  it.each([
    ['another line', 'START RequestId: 8f5-a Version: $LATEST'],
    ['no duration', 'REPORT RequestId: 8f5-a\t'],
    ['no id', 'REPORT RequestId: \tDuration: 1 ms'],
    ['not a number', `${START}Duration: NaN ms`],
    ['a negative number', `${START}Duration: -5 ms`],
    ['an endless number', `${START}Duration: 1e999 ms`],
    ['an endless id', `REPORT RequestId: ${'a'.repeat(201)}\tDuration: 1 ms`],
  ])('%s is no report', (_name, text) => {
    expect(parseTextReport(text, STREAM, 0)).toBeUndefined();
  });

  it('says whether the line itself gave the status', () => {
    expect(parseTextReport(START + BASE, STREAM, 0)).toMatchObject({ statusGiven: false });
    expect(parseTextReport(`${START}${BASE}Status: timeout`, STREAM, 0)).toMatchObject({ statusGiven: true });
  });
});
