import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type AttackRecord, REMOVED_PART_LIMIT } from './record.ts';
import { sampleAttack, sampleBehaviour, sampleCoverage, sampleFault, sampleRemoved } from './testing/sample-records.ts';
import { decodeLine, decodeObject, encodeLine, LINE_LIMIT, type Mac, parseRecord } from './wire.ts';

const macOf =
  (key: string): Mac =>
  (text) =>
    createHmac('sha256', key).update(text).digest('base64url');
const key = macOf('k1');
const stream = '2026/11/20/[$LATEST]0123456789abcdef0123456789abcdef';

describe('encodeLine and decodeLine', () => {
  it.each([
    sampleAttack,
    { ...sampleAttack, truncated: true },
    sampleBehaviour,
    sampleCoverage,
    sampleFault,
    sampleRemoved,
  ])('brings a $kind record back unchanged', (record) => {
    const line = encodeLine(record, stream, key);
    expect(line).not.toMatch(/[\n\r]/);
    expect(decodeLine(line, stream, [key])).toEqual({ is: 'record', record, trust: 'valid' });
  });

  it('carries what Lambda’s JSON log filter asks for', () => {
    const outer = JSON.parse(encodeLine(sampleAttack, stream, key));
    expect(outer.level).toBe('FATAL');
    expect(new Date(outer.timestamp).getTime()).toBe(sampleAttack.time);
  });

  it('stays one line and intact whatever the payload', () => {
    const record: AttackRecord = { ...sampleAttack, excerpt: 'a\nb\r\u2028\u0000"}\ud800 {"bulkhead":1,' };
    const line = encodeLine(record, stream, key);
    expect(line).not.toMatch(/[\n\r]/);
    const decoded = decodeLine(line, stream, [key]);
    expect(decoded).toMatchObject({ trust: 'valid', record: { excerpt: record.excerpt } });
  });

  it('is found behind what something else left on the same line', () => {
    const line = `progress 10%${encodeLine(sampleAttack, stream, key)}`;
    expect(decodeLine(line, stream, [key])).toMatchObject({ is: 'record', trust: 'valid' });
  });

  it('accepts either of two keys while a key is rotated', () => {
    const line = encodeLine(sampleAttack, stream, macOf('old'));
    expect(decodeLine(line, stream, [key, macOf('old')])).toMatchObject({ trust: 'valid' });
  });

  const changed = (change: (outer: Record<string, unknown>) => void): string => {
    const outer = JSON.parse(encodeLine(sampleAttack, stream, key));
    change(outer);
    return JSON.stringify(outer);
  };
  const forgeries: [string, string, string][] = [
    ['without a check', encodeLine(sampleAttack, stream, undefined), stream],
    ['with another key', encodeLine(sampleAttack, stream, macOf('k2')), stream],
    ['replayed into another stream', encodeLine(sampleAttack, stream, key), '2026/11/20/[$LATEST]ffff'],
    ['with the action changed', changed((o) => Object.assign(o['record'] as object, { action: 'observed' })), stream],
    ['with a field added', changed((o) => Object.assign(o['record'] as object, { extra: 1 })), stream],
    ['with an empty check', changed((o) => Object.assign(o, { mac: '' })), stream],
    ['with a check that is no text', changed((o) => Object.assign(o, { mac: 1 })), stream],
  ];
  it.each(forgeries)('marks a line %s', (_name, line, where) => {
    expect(decodeLine(line, where, [key])).toMatchObject({ is: 'record', trust: 'forged' });
  });

  it('holds a whole part of a removed record, even one that is all quotes', () => {
    const record = { ...sampleRemoved, data: '"'.repeat(REMOVED_PART_LIMIT) };
    expect(encodeLine(record, stream, key).length).toBeLessThanOrEqual(LINE_LIMIT);
  });

  it('says unsigned where the reader has no key', () => {
    expect(decodeLine(encodeLine(sampleAttack, stream, key), stream, [])).toMatchObject({ trust: 'unsigned' });
  });

  it('stays valid when a delivery parsed and printed the line again', () => {
    const outer: unknown = JSON.parse(encodeLine(sampleAttack, stream, key));
    expect(decodeObject(outer, stream, [key])).toMatchObject({ trust: 'valid' });
    expect(decodeLine(JSON.stringify(outer), stream, [key])).toMatchObject({ trust: 'valid' });
  });

  it.each(['', 'hello', '{"bulkhead":2,"record":{}}', '{"level":"INFO","message":"bulkhead"}', 'null'])(
    'leaves %j alone',
    (line) => {
      expect(decodeLine(line, stream, [key])).toBeUndefined();
    },
  );

  it.each([
    ['{"bulkhead":1,', 'not JSON'],
    ['{"bulkhead":1,"record":null}', 'record is not an object'],
    ['{"bulkhead":1,"record":[]}', 'record is not an object'],
    [`{"bulkhead":1,"record":"${'x'.repeat(LINE_LIMIT)}"}`, 'longer than the limit'],
  ])('calls %j malformed', (line, reason) => {
    expect(decodeLine(line, stream, [key])).toEqual({ is: 'malformed', reason });
  });
});

describe('parseRecord', () => {
  const wrong: [string, Record<string, unknown>][] = [
    ['unknown kind of record', { kind: 'other' }],
    ['id is not a string', { id: 7 }],
    ['time is not finite', { time: Number.POSITIVE_INFINITY }],
    ['time is out of range', { time: 9e15 }],
    ['count is not a positive integer', { count: 0 }],
    ['count is not a positive integer', { count: 1.5 }],
    ['unknown class', { class: 'constructor' }],
    ['unknown severity', { severity: 'fatal' }],
    ['unknown action', { action: 'deleted' }],
    ['function is not an object', { function: 'convert' }],
    ['account is not a string', { function: { ...sampleAttack.function, account: 1 } }],
    ['sink is not an object', { sink: 'x' }],
    ['truncated is not a boolean', { truncated: 1 }],
    ['part is out of range', { ...sampleRemoved, part: 1 }],
    ['data is not a string', { ...sampleRemoved, data: {} }],
    ['seen is not a list of behaviours', { ...sampleBehaviour, seen: 'read 1 /tmp' }],
    ['seen is not a list of behaviours', { ...sampleBehaviour, seen: ['mining 1 /tmp'] }],
    ['seen is not a list of behaviours', { ...sampleBehaviour, seen: ['read 0 /tmp'] }],
    ['seen is not a list of behaviours', { ...sampleBehaviour, seen: [{ kind: 'read' }] }],
    ['dropped is not a number', { ...sampleBehaviour, seen: ['read 1 /tmp'], dropped: '1' }],
  ];
  it.each(wrong)('refuses: %s', (reason, change) => {
    expect(parseRecord({ ...sampleAttack, ...change })).toBe(reason);
  });

  it('never throws on mutated lines', () => {
    const line = encodeLine(sampleAttack, stream, key);
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const pieces = ['"', '{', '}', '[', ']', ',', ':', '\\', '\u0000', '\ud800', '1e999', 'null', '-'];
    for (let round = 0; round < 5_000; round++) {
      const at = random(line.length);
      const mutated = line.slice(0, at) + pieces[random(pieces.length)] + line.slice(at + random(4));
      const decoded = decodeLine(mutated, stream, [key]);
      if (decoded?.is === 'record' && decoded.trust === 'valid') expect(decoded.record).toEqual(sampleAttack);
    }
  });
});
