import { describe, expect, it } from 'vitest';
import { ERROR_BYTES, FIELDS_BYTES, ID_COUNT, ID_LENGTH, MESSAGE_BYTES } from './correlation.ts';
import { parseLine } from './parse-line.ts';
import { STREAM } from './testing/samples.ts';

const T = '2026-11-21T12:00:00.123Z';
const time = Date.parse(T);
const ID = 'c0ffee00-0000-4000-8000-000000000001';

/** A line of Bulkhead's own logger. */
const OURS = {
  timestamp: T,
  level: 'INFO',
  message: 'order taken',
  requestId: 'req-2',
  'x-correlation-id': ID,
  'x-correlation-parent-id': 'req-1',
  'x-correlation-user': 'u-7',
  'user-agent': 'curl/8',
  'debug-log-enabled': 'true',
  traceId: '1-5759e988-bd862e3fe1be46a994272793',
};
const parse = (line: unknown) => parseLine(typeof line === 'string' ? line : JSON.stringify(line), STREAM, [], 7);
const correlation = (line: unknown) => {
  const item = parse(line);
  return item.is === 'application' ? item.correlation : undefined;
};
const text = (line: unknown, level = 'INFO') => `${T}\treq-2\t${level}\t${JSON.stringify(line)}`;

describe('a line that names its request', () => {
  it('of our own logger, whole', () => {
    expect(parse(OURS)).toEqual({
      is: 'application',
      time,
      requestId: 'req-2',
      level: 'INFO',
      message: 'order taken',
      correlation: {
        id: ID,
        ids: { 'x-correlation-user': 'u-7' },
        message: 'order taken',
        requestId: 'req-2',
        parentId: 'req-1',
        traceId: '1-5759e988-bd862e3fe1be46a994272793',
        time,
        userAgent: 'curl/8',
        debug: true,
        level: 'INFO',
      },
    });
  });

  it.each<[string, unknown, object]>([
    ['with its newline', `${JSON.stringify(OURS)}\n`, { id: ID }],
    [
      'an object that JSON log mode wrapped',
      { timestamp: T, level: 'WARN', requestId: 'req-2', message: { 'x-correlation-id': ID, message: 'm' } },
      { id: ID, requestId: 'req-2', level: 'WARN', time, message: 'm' },
    ],
    [
      'a text that JSON log mode wrapped',
      {
        timestamp: T,
        level: 'INFO',
        requestId: 'req-2',
        message: JSON.stringify({ 'x-correlation-id': ID, level: 'DEBUG', message: 'm' }),
      },
      { id: ID, requestId: 'req-2', level: 'DEBUG', message: 'm' },
    ],
    [
      'behind the columns of text mode',
      text({ 'x-correlation-id': ID, message: 'm' }, 'ERROR'),
      { id: ID, requestId: 'req-2', level: 'ERROR', time, message: 'm' },
    ],
    [
      'behind Python columns',
      `[INFO]\t${T}\treq-2\t${JSON.stringify({ 'x-correlation-id': ID, message: 'm' })}`,
      { id: ID, requestId: 'req-2', level: 'INFO' },
    ],
    [
      'Powertools',
      {
        level: 'INFO',
        message: 'Collecting payment',
        timestamp: T,
        service: 'payment',
        cold_start: true,
        function_request_id: 'req-2',
        xray_trace_id: '1-5759',
        correlation_id: ID,
      },
      { id: ID, requestId: 'req-2', traceId: '1-5759', fields: '{"service":"payment","cold_start":true}' },
    ],
    [
      'DAZN',
      text({
        awsRegion: 'eu-west-1',
        awsRequestId: 'req-2',
        'x-correlation-id': ID,
        'debug-log-enabled': 'false',
        'call-chain-length': 2,
        message: 'm',
        level: 20,
        sLevel: 'DEBUG',
      }),
      {
        id: ID,
        requestId: 'req-2',
        level: 'DEBUG',
        debug: false,
        fields: '{"awsRegion":"eu-west-1","call-chain-length":2}',
      },
    ],
    [
      'pino-lambda',
      {
        level: 50,
        time,
        awsRequestId: 'req-2',
        'x-correlation-id': ID,
        msg: 'm',
        err: { type: 'TypeError', message: 'x', stack: 'TypeError: x\n    at f' },
      },
      { id: ID, requestId: 'req-2', level: 'ERROR', time, message: 'm', error: 'TypeError: x\n    at f' },
    ],
    ['Python levels', { ...OURS, level: 'CRITICAL' }, { level: 'FATAL' }],
    ['warning', { ...OURS, level: 'warning' }, { level: 'WARN' }],
    [
      'a message that is no text',
      { 'x-correlation-id': ID, message: { a: 1 } },
      { message: '', fields: '{"message":{"a":1}}' },
    ],
    ['no message', { 'x-correlation-id': ID, a: 1 }, { message: '', fields: '{"a":1}' }],
    ['an error that is a text', { ...OURS, error: 'no such key' }, { fields: '{"error":"no such key"}' }],
    ['the trigger', { ...OURS, trigger: 'sqs' }, { trigger: 'sqs' }],
    ['a debug decision that is a boolean', { ...OURS, 'debug-log-enabled': false }, { debug: false }],
    [
      'causes',
      { ...OURS, error: { name: 'A', message: 'a', stack: 'A: a\n    at x', cause: { name: 'B', message: 'b' } } },
      { error: 'A: a\n    at x\nCaused by: B: b' },
    ],
  ])('%s', (_name, line, expected) => {
    expect(correlation(line)).toMatchObject(expected);
  });

  it.each<[string, object, string]>([
    ['a debug decision of another kind', { ...OURS, 'debug-log-enabled': 'yes' }, 'debug'],
    ['a level that nobody knows', { ...OURS, level: 'LOUD' }, 'level'],
    ['a level number that nobody knows', { ...OURS, level: 999 }, 'level'],
    ['a level of a prototype', { ...OURS, level: 'constructor' }, 'level'],
    ['a time that is none', { ...OURS, timestamp: 'soon' }, 'time'],
    ['a parent that is no text', { ...OURS, 'x-correlation-parent-id': 7 }, 'parentId'],
    ['an empty parent', { ...OURS, 'x-correlation-parent-id': '' }, 'parentId'],
  ])('without %s', (_name, line, left) => {
    expect(correlation(line)).toMatchObject({ id: ID });
    expect(correlation(line)).not.toHaveProperty(left);
  });
});

describe('no such line', () => {
  it.each<[string, unknown]>([
    ['JSON without an id', { ...OURS, 'x-correlation-id': undefined }],
    ['an id that is no text', { ...OURS, 'x-correlation-id': 7 }],
    ['an empty id', { ...OURS, 'x-correlation-id': '' }],
    ['embedded metrics', { ...OURS, _aws: { Timestamp: 1, CloudWatchMetrics: [] } }],
    ['text that talks of it', `${T}\treq-2\tINFO\tx-correlation-id is ${ID}`],
    ['broken JSON behind columns', `${T}\treq-2\tINFO\t{"x-correlation-id":"${ID}"`],
    ['an array in the message', { message: [{ 'x-correlation-id': ID }] }],
    ['an id deeper down', { message: 'm', order: { 'x-correlation-id': ID } }],
    ['a platform record', { time: T, type: 'platform.start', record: { requestId: 'a', 'x-correlation-id': ID } }],
  ])('%s', (_name, line) => {
    expect(correlation(line)).toBeUndefined();
  });
});

describe('bounds', () => {
  const long = (piece: string) => piece.repeat(100_000);

  it('every text is cut between characters, with a marker', () => {
    const line = correlation({
      ...OURS,
      message: `a${long('é')}`,
      error: { stack: long('\u{1f600}') },
      more: long('𝕏'),
    })!;
    for (const [value, bytes] of [
      [line.message, MESSAGE_BYTES],
      [line.error!, ERROR_BYTES],
      [line.fields!, FIELDS_BYTES],
    ] as const) {
      expect(Buffer.byteLength(value)).toBeLessThanOrEqual(bytes);
      expect(Buffer.byteLength(value)).toBeGreaterThan(bytes - 16);
      expect(value).toMatch(/… \[cut\]$/);
      expect(value).not.toContain('\ufffd');
    }
  });

  it('ids are cut, and so many of them taken', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`x-correlation-${n}`, 'v'.repeat(500)]));
    const line = correlation({ ...many, ...OURS, 'x-correlation-id': long('i'), requestId: long('r') })!;
    expect([line.id.length, line.requestId!.length]).toEqual([ID_LENGTH, ID_LENGTH]);
    expect(Object.keys(line.ids)).toHaveLength(ID_COUNT);
    expect(Object.values(line.ids).every((value) => value.length <= ID_LENGTH)).toBe(true);
  });

  it('a name too long is left out', () => {
    expect(correlation({ ...OURS, [`x-correlation-${long('n')}`]: 'v' })!.ids).toEqual({ 'x-correlation-user': 'u-7' });
  });

  it('a lone surrogate becomes a replacement character, as it would on disk', () => {
    expect(correlation({ ...OURS, 'x-correlation-id': 'a\ud800', message: '\udc00b' })).toMatchObject({
      id: 'a\ufffd',
      message: '\ufffdb',
    });
  });

  it('objects deeper than the stack cost what they say, not the line', () => {
    const deep = `${'{"a":'.repeat(60_000)}1${'}'.repeat(60_000)}`;
    const line = correlation(`{"x-correlation-id":"${ID}","message":"m","deep":${deep},"error":${deep}}`)!;
    expect(line).toMatchObject({ id: ID, message: 'm' });
    expect(line.fields === undefined || Buffer.byteLength(line.fields) <= FIELDS_BYTES).toBe(true);
  });

  it('a chain of causes ends', () => {
    let error: object = { message: 'last' };
    for (let n = 0; n < 1_000; n++) error = { message: `e${n}`, cause: error };
    expect(correlation({ ...OURS, error })!.error!.split('\nCaused by: ')).toHaveLength(5);
  });

  it('prototypes stay out of it', () => {
    const line = correlation(
      `{"x-correlation-id":"${ID}","__proto__":{"requestId":"p"},"x-correlation-__proto__":"v"}`,
    )!;
    expect(line.requestId).toBeUndefined();
    expect(Object.getPrototypeOf(line.ids)).toBe(Object.prototype);
  });
});
