import { encodeLine, recordText } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../core/src/testing/random.ts';
import { createCollector } from './collector.ts';
import { failureHint } from './failure-hint.ts';
import { hmacSha256 } from './hmac.ts';
import { parseLine, TEXT_LIMIT } from './parse-line.ts';
import { attackRecord, coverageRecord, STREAM } from './testing/samples.ts';

const KEY = hmacSha256('key');
const T = '2026-11-20T09:08:07.006Z';
const SEEDS = [
  encodeLine(attackRecord(), STREAM.logStream, KEY),
  encodeLine(coverageRecord(), STREAM.logStream, KEY),
  `${T}\t8f507cfc\tINFO\thello`,
  `${T}\t8f507cfc\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"x"}`,
  `${T} 8f507cfc Task timed out after 3.00 seconds`,
  'REPORT RequestId: 8f5\tDuration: 1.52 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 70 MB\tInit Duration: 1 ms\t\nXRAY TraceId: 1-6\tSegmentId: 2\tSampled: true',
  '{"time":"2026-10-08T07:30:29.470Z","type":"platform.report","record":{"requestId":"a1","metrics":{"durationMs":12.3,"billedDurationMs":16},"status":"success"}}',
  JSON.stringify({ timestamp: T, level: 'INFO', requestId: 'a1', message: 'x' }),
  `{"timestamp":"${T}","level":"INFO","message":"m","requestId":"a1","x-correlation-id":"c1","x-correlation-parent-id":"a0","debug-log-enabled":"true","error":{"stack":"E: x","cause":{"message":"y"}}}`,
  `${T}\t8f507cfc\tINFO\t{"correlation_id":"c1","message":"m","a":[1,{"b":null}]}`,
  'START RequestId: 8f5 Version: $LATEST',
  '[ERROR] ValueError: no\nTraceback (most recent call last):',
];
const PIECES = [
  '\t',
  '\n',
  ' ',
  ': ',
  '{',
  '}',
  '"',
  '\\',
  '{"bulkhead":1,',
  'null',
  '1e999',
  '-1',
  '\u0000',
  '\ud800',
  '__proto__',
  'RequestId: ',
  '[[[[[[',
];

function mutate(text: string, random: (below: number) => number): string {
  let out = text;
  for (let changes = 1 + random(6); changes > 0; changes--) {
    const at = random(out.length + 1);
    const kind = random(5);
    if (kind === 0) out = out.slice(0, at) + PIECES[random(PIECES.length)] + out.slice(at);
    else if (kind === 1) out = out.slice(0, at) + out.slice(at + 1 + random(20));
    else if (kind === 2) out = out.slice(0, at) + String.fromCharCode(random(65_536)) + out.slice(at + 1);
    else if (kind === 3) out = out.slice(at) + out.slice(0, at);
    else out = out.slice(0, at) + SEEDS[random(SEEDS.length)]! + out.slice(at);
  }
  return out;
}

describe('hostile lines', () => {
  it('10,000 mutated lines: one of five answers each, never an exception, never a believed forgery', () => {
    const random = randomFrom(20_261_120);
    const originals = new Set(SEEDS.slice(0, 2).map((line) => JSON.stringify(JSON.parse(line).record)));
    const seen = new Map<string, number>();
    let correlated = 0;
    const collector = createCollector({ verify: [KEY], limit: 100 });
    for (let i = 0; i < 10_000; i++) {
      const text = mutate(SEEDS[random(SEEDS.length)]!, random);
      const item = parseLine(text, STREAM, [KEY], 1);
      failureHint(item);
      expect(collector.push({ stream: STREAM, time: 1, text }).is).toBe(item.is);
      seen.set(item.is, (seen.get(item.is) ?? 0) + 1);
      if (item.is === 'record' && item.trust === 'valid') expect(originals).toContain(recordText(item.record));
      if (item.is === 'application' && item.correlation) {
        const { id, ids, message, error = '', fields = '', requestId = '', parentId = '' } = item.correlation;
        correlated++;
        for (const text of [id, requestId, parentId, ...Object.values(ids)])
          expect(text.length).toBeLessThanOrEqual(256);
        for (const text of [message, error]) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8_192);
        expect(Buffer.byteLength(fields)).toBeLessThanOrEqual(4_096);
        expect([id, message, error, fields].every((text) => text.isWellFormed())).toBe(true);
      }
      if (item.is === 'execution') {
        for (const value of [item.execution.durationMs, item.execution.billedMs, item.execution.time]) {
          expect(Number.isFinite(value) && value >= 0).toBe(true);
        }
      }
    }
    expect([...seen.keys()].sort()).toEqual(['application', 'execution', 'malformed', 'platform', 'record']);
    expect(correlated).toBeGreaterThan(20);
    expect(collector.size).toBeLessThanOrEqual(300);
    for (const line of collector.take().lines ?? []) {
      expect(line.id).toMatch(/^[0-9a-f]{32}$/);
      expect(Number.isSafeInteger(line.time) && line.time >= 0).toBe(true);
    }
  });

  // A quadratic pattern takes 10^12 steps over a line of this length and does not come back within the limit.
  it.each([
    ['spaces', ' '],
    ['field separators', 'x: '],
    ['report starts', 'REPORT RequestId: '],
    ['line starts', '{"bulkhead":1,'],
    ['brackets', '['],
    ['braces', '{"a":'],
    ['tabs', '\t'],
    ['error words', '[ERROR] A'],
    ['request ids', 'RequestId: a Error: '],
    ['timeouts', `${T} a Task timed out after `],
    ['correlation ids', '{"x-correlation-id":"a","b":'],
  ])(
    'of 1 MiB are read in linear time: %s',
    (_name, piece) => {
      const text = piece.repeat(TEXT_LIMIT / piece.length);
      for (const line of [
        text,
        `REPORT RequestId: ${text}`,
        `${T}\t${text}`,
        `{"bulkhead":1,${text}`,
        `${T}\ta\tINFO\t{${text}`,
      ]) {
        failureHint(parseLine(line.slice(0, TEXT_LIMIT), STREAM, [KEY], 1));
      }
    },
    5_000,
  );
});
