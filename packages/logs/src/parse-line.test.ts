import { encodeLine } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { hmacSha256 } from './hmac.ts';
import { parseLine, TEXT_LIMIT } from './parse-line.ts';
import { attackRecord, STREAM } from './testing/samples.ts';

const KEY = hmacSha256('key of the deploy');
const OURS = encodeLine(attackRecord(), STREAM.logStream, KEY);
const T = '2026-11-20T09:08:07.006Z';
const parse = (text: string) => parseLine(text, STREAM, [KEY], 7);
const wrapped = (message: unknown) => JSON.stringify({ timestamp: T, level: 'INFO', requestId: 'a1', message });

describe('a line of ours', () => {
  it.each([
    ['alone', OURS],
    ['with its newline', `${OURS}\n`],
    ['behind something that another printed on the same line', `half a line${OURS}`],
    ['behind the columns of text mode', `${T}\ta1\tINFO\t${OURS}`],
    ['wrapped as text in JSON mode', wrapped(OURS)],
    ['wrapped as an object in JSON mode', wrapped(JSON.parse(OURS))],
  ])('%s is believed', (_name, text) => {
    expect(parse(text)).toEqual({ is: 'record', record: attackRecord(), trust: 'valid' });
  });

  it.each([
    ['with another key', encodeLine(attackRecord(), STREAM.logStream, hmacSha256('another')), 'forged'],
    ['without a check', encodeLine(attackRecord(), STREAM.logStream, undefined), 'forged'],
    ['replayed from another stream', encodeLine(attackRecord(), 'another', KEY), 'forged'],
    ['with one digit changed', OURS.replace('"count":1', '"count":9'), 'forged'],
    [
      'logged by a handler as text',
      `${T}\ta1\tINFO\t${encodeLine(attackRecord(), STREAM.logStream, () => 'x')}`,
      'forged',
    ],
    ['logged by a handler as an object', wrapped({ ...JSON.parse(OURS), mac: 'x' }), 'forged'],
  ])('%s is not believed', (_name, text, trust) => {
    expect(parse(text)).toMatchObject({ is: 'record', trust });
  });

  it.each([
    ['cut off', OURS.slice(0, -20)],
    ['not a record', '{"bulkhead":1,"record":{}}'],
    ['with a tail', `${OURS} and more`],
  ])('%s is malformed', (_name, text) => {
    expect(parse(text)).toMatchObject({ is: 'malformed' });
  });

  it('is unsigned for a reader without keys, and accepted under an older key', () => {
    expect(parseLine(OURS, STREAM, [])).toMatchObject({ trust: 'unsigned' });
    expect(parseLine(OURS, STREAM, [hmacSha256('newer'), KEY])).toMatchObject({ trust: 'valid' });
  });
});

describe('any other line', () => {
  it.each([
    [
      'JSON mode',
      wrapped('hello'),
      { is: 'application', time: Date.parse(T), level: 'INFO', requestId: 'a1', message: 'hello' },
    ],
    ['JSON mode with an object', wrapped({ a: 1 }), { is: 'application', level: 'INFO', message: wrapped({ a: 1 }) }],
    ['EMF', '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]},"latency":3}', { is: 'application' }],
    ['an array', '[1,2]', { is: 'application', message: '[1,2]' }],
    ['broken JSON', '{"timestamp":', { is: 'application', message: '{"timestamp":' }],
    ['REPORT', 'REPORT RequestId: a1\tDuration: 1 ms\t\n', { is: 'execution', execution: { time: 7 } }],
    [
      'platform.start',
      '{"time":"x","type":"platform.start","record":{"requestId":"a1"}}',
      { is: 'platform', requestId: 'a1' },
    ],
    ['START', 'START RequestId: a1 Version: 3\n', { is: 'platform', event: 'START', requestId: 'a1' }],
    ['text', 'hello\n', { is: 'application', message: 'hello' }],
    ['an object that only says bulkhead', '{"bulkhead":2,"record":{}}', { is: 'application' }],
  ])('%s', (_name, text, expected) => {
    expect(parse(text)).toMatchObject(expected);
  });

  it('is cut past what CloudWatch Logs can carry', () => {
    expect(parse(`${'x'.repeat(TEXT_LIMIT)}tail`)).toEqual({ is: 'application', message: 'x'.repeat(TEXT_LIMIT) });
  });
});
