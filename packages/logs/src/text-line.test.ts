import { describe, expect, it } from 'vitest';
import { parseApplicationText, parsePlatformText } from './text-line.ts';

const T = '2026-11-20T09:08:07.006Z';
const time = Date.parse(T);

describe('what a function logs in text mode', () => {
  it.each([
    ['3 columns (2017)', `${T}\tdb95c6da\tmy message`, { time, requestId: 'db95c6da', message: 'my message' }],
    [
      '4 columns',
      `${T}\tdb95c6da\tINFO\tmy message`,
      { time, requestId: 'db95c6da', level: 'INFO', message: 'my message' },
    ],
    ['a message with tabs', `${T}\tdb95\tmy\tmessage`, { time, requestId: 'db95', message: 'my\tmessage' }],
    [
      '4 columns, tabs in the message',
      `${T}\tdb95\tERROR\ta\tb`,
      { time, requestId: 'db95', level: 'ERROR', message: 'a\tb' },
    ],
    ['outside of an invocation', `${T}\tundefined\tWARN\tx`, { time, level: 'WARN', message: 'x' }],
    ['Python', `[INFO]\t${T}\tdb95\thello`, { time, requestId: 'db95', level: 'INFO', message: 'hello' }],
    ['no columns', 'hello', { message: 'hello' }],
    ['nothing', '', { message: '' }],
    ['a false time', `2026-99-99T09:08:07.006Z\tdb95\tINFO\tx`, { message: `2026-99-99T09:08:07.006Z\tdb95\tINFO\tx` }],
    ['MONITORING', 'MONITORING|12|milliseconds|latency|app', { message: 'MONITORING|12|milliseconds|latency|app' }],
  ])('%s', (_name, text, expected) => {
    expect(parseApplicationText(text)).toEqual({ is: 'application', ...expected });
  });
});

describe('what Lambda prints in text mode', () => {
  it.each([
    ['START RequestId: a1 Version: $LATEST', { event: 'START', requestId: 'a1' }],
    ['END RequestId: a1', { event: 'END', requestId: 'a1' }],
    ['INIT_START Runtime Version: nodejs:22.v20\tRuntime Version ARN: arn:aws:lambda:x', { event: 'INIT_START' }],
    ['INIT_REPORT Init Duration: 9999.79 ms\tPhase: init\tStatus: timeout', { event: 'INIT_REPORT' }],
    ['RESTORE_START Runtime Version: java:21.v38', { event: 'RESTORE_START' }],
    ['RESTORE_REPORT Restore Duration: 315.26 ms', { event: 'RESTORE_REPORT' }],
    ['EXTENSION\tName: x\tState: Ready\tEvents: [INVOKE,SHUTDOWN]', { event: 'EXTENSION' }],
    ['XRAY TraceId: 1-6\tSegmentId: 2\tSampled: true', { event: 'XRAY' }],
    [`${T} a1 Task timed out after 3.00 seconds`, { event: 'TIMEOUT', requestId: 'a1' }],
    [
      'RequestId: a1 Error: Runtime exited with error: signal: killed\nRuntime.ExitError',
      { event: 'EXIT', requestId: 'a1', errorType: 'Runtime.ExitError' },
    ],
    ['RequestId: a1 Process exited before completing request', { event: 'EXIT', requestId: 'a1' }],
  ])('%s', (text, expected) => {
    expect(parsePlatformText(text)).toEqual({ is: 'platform', ...expected });
  });

  it.each([
    ['STARTED RequestId: a1'],
    [`${T}\ta1\tINFO\tTask timed out after 3.00 seconds`],
    [`${T}\ta1\tINFO\tx Task timed out after 3.00 seconds`],
    ['RequestId: a1 says hello'],
    ['the END RequestId: a1'],
  ])('%s is not from Lambda', (text) => {
    expect(parsePlatformText(text)).toBeUndefined();
  });
});
