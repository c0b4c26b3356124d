import { describe, expect, it } from 'vitest';
import { at, BASE64, PAYLOAD, plant, testMatrix, visitsOf } from '../testing/matrix.ts';
import { kafka, samples } from './kafka.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const BYTES = [...Buffer.from(PAYLOAD)];
const header = (headers: unknown) => plant(at('records', 'votes-1', 0, 'headers'), headers);
const JSON_BASE64 = base64(JSON.stringify({ user: PAYLOAD }));

testMatrix(
  kafka,
  samples.msk,
  [
    ['a value', plant(at('records', 'votes-0', 1, 'value'), BASE64), 'records.votes-0[1].value|base64'],
    [
      'a JSON value',
      plant(at('records', 'votes-1', 0, 'value'), JSON_BASE64),
      'records.votes-1[0].value|base64|json.user',
    ],
    ['a key', plant(at('records', 'votes-0', 0, 'key'), BASE64), 'records.votes-0[0].key|base64'],
    ['a header', header([{ a: [97] }, { note: BYTES }]), 'records.votes-1[0].headers[1].note|bytes'],
    ['a header of text', header([{ note: PAYLOAD }]), 'records.votes-1[0].headers[0].note'],
    ['the name of a header', header([{ [PAYLOAD]: [97] }]), `records.votes-1[0].headers[0].{keys}.${PAYLOAD}`],
    [
      'a header of signed bytes',
      header([{ note: [...Buffer.from('Wahlzettel für Köln')].map((byte) => (byte > 127 ? byte - 256 : byte)) }]),
      'records.votes-1[0].headers[0].note|bytes',
      'Wahlzettel für Köln',
    ],
    ['a header that is no list of bytes', header([{ note: [1, PAYLOAD] }]), 'records.votes-1[0].headers[0].note[1]'],
    [
      'a schema-encoded value',
      plant(
        at('records', 'votes-1', 0, 'value'),
        Buffer.from(`\0\0\0\0\x07\x02\x38${PAYLOAD}\x01\xff`, 'latin1').toString('base64'),
      ),
      'records.votes-1[0].value|base64|strings[0]',
      `8${PAYLOAD}`,
    ],
  ],
  [
    ['the topic', plant(at('records', 'votes-0', 0, 'topic'), PAYLOAD)],
    ['the brokers', plant(at('bootstrapServers'), PAYLOAD)],
  ],
);
testMatrix(kafka, samples.selfManaged, [
  ['a value', plant(at('records', 'votes-0', 0, 'value'), BASE64), 'records.votes-0[0].value|base64'],
]);

describe('blocking', () => {
  const [a, b] = samples.msk.records['votes-0'];
  const [c] = samples.msk.records['votes-1'];

  it.each<[what: string, paths: string[], records: unknown, removed: unknown[]]>([
    ['one of two', ['records.votes-0[0].value|base64|json.vote'], { 'votes-0': [b], 'votes-1': [c] }, [a]],
    ['the only one of a partition', ['records.votes-1[0].headers[0].origin|bytes'], { 'votes-0': [a, b] }, [c]],
    [
      'two of two partitions',
      ['records.votes-1[0].key|base64', 'records.votes-0[1].key|base64'],
      { 'votes-0': [a] },
      [b, c],
    ],
  ])('takes out %s', (_what, paths, records, removed) => {
    const before = structuredClone(samples.msk);
    const outcome = kafka.block(samples.msk, { requestId: 'r', paths });
    expect(outcome).toEqual({ is: 'continue', event: { ...samples.msk, records }, removed });
    expect(samples.msk).toEqual(before);
  });

  it('answers that nothing failed when every record was hostile', () => {
    const paths = ['records.votes-0[0].key|base64', 'records.votes-0[1].key|base64', 'records.votes-1[0].key|base64'];
    expect(kafka.block(samples.msk, { requestId: 'r', paths })).toEqual({
      is: 'respond',
      response: { batchItemFailures: [] },
      removed: [a, b, c],
    });
  });

  it.each([
    [[]],
    [['records']],
    [['records.votes-0']],
    [['records.votes-7[0].value']],
    [['records.votes-0[9].value']],
    [['xrecords.votes-0[0]']],
  ])('%j names none', (paths) => {
    expect(kafka.block(samples.msk, { requestId: 'r', paths })).toEqual({ is: 'throw' });
  });

  it('tells lists apart whose names hold dots, brackets and names of every object', () => {
    const lists = Object.fromEntries([
      ['a', [1, 2]],
      ['a[1].b', [3, 4]],
      ['a.b', [5]],
      ['__proto__', [6]],
    ]);
    const block = (...paths: string[]) =>
      kafka.block({ eventSource: 'aws:kafka', records: lists }, { requestId: 'r', paths });
    expect(block('records.a[1].value')).toMatchObject({ removed: [2] });
    expect(block('records.a[1].b[0].value')).toMatchObject({ removed: [3] });
    expect(block('records.a.b[0].value[0]')).toMatchObject({ removed: [5] });
    const outcome = block('records.a[0]', 'records.__proto__[0]');
    expect(outcome).toMatchObject({ removed: [1, 6] });
    const left = block('records.a[0]');
    expect(left.is === 'continue' && Object.keys((left.event as typeof samples.msk).records)).toContain('__proto__');
  });
});

it('passes over a record without key and value', () => {
  const event = { ...samples.selfManaged, records: { 'votes-0': [{ key: null, value: null, headers: [] }, null, 1] } };
  expect(visitsOf(kafka, event).size).toBe(0);
});
