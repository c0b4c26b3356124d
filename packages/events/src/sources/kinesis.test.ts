import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { at, BASE64, ENCODED, type Json, PAYLOAD, plant, testMatrix, visitsOf } from '../testing/matrix.ts';
import { kinesis, samples } from './kinesis.ts';

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');
const data = (text: string) => plant(at('Records', 1, 'kinesis', 'data'), text);
const PATH = 'Records[1].kinesis.data|base64';

/** Field `number` of wire type 2. */
function field(number: number, bytes: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = bytes.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
}

/** What the Kinesis Producer Library makes of several records. */
function aggregate(texts: readonly string[], keys: readonly string[] = ['voter-17']): string {
  const message = Buffer.concat([
    ...keys.map((key) => field(1, Buffer.from(key))),
    ...texts.map((text) => field(3, Buffer.concat([Buffer.from([8, 0]), field(3, Buffer.from(text))]))),
  ]);
  const digest = createHash('md5').update(message).digest();
  return base64(Buffer.concat([Buffer.from('f3899ac2', 'hex'), message, digest]));
}

testMatrix(
  kinesis,
  samples.batch,
  [
    ['the data', data(BASE64), PATH],
    ['JSON in the data', data(base64(JSON.stringify({ user: { name: PAYLOAD } }))), `${PATH}|json.user.name`],
    ['a name in the data', data(base64(JSON.stringify({ [PAYLOAD]: 1 }))), `${PATH}|json.{keys}.${PAYLOAD}`],
    ['percent codes in the data', data(base64(ENCODED)), `${PATH}|url`],
    ['gzip in the data', data(base64(gzipSync(JSON.stringify({ a: PAYLOAD })))), `${PATH}|gzip|json.a`],
    ['an aggregated record', data(aggregate(['a', PAYLOAD])), `${PATH}|kpl[1]`],
    ['JSON in an aggregated record', data(aggregate([JSON.stringify({ a: PAYLOAD }), 'a'])), `${PATH}|kpl[0]|json.a`],
    ['a partition key of an aggregated record', data(aggregate(['a'], ['a', PAYLOAD])), `${PATH}|kpl.partitionKeys[1]`],
    [
      'a large aggregated record',
      data(aggregate([...Array.from({ length: 300 }, (_, i) => `{"n":${i}}`), 'b'.repeat(20_000), PAYLOAD])),
      `${PATH}|kpl[301]`,
    ],
    [
      'what only begins like an aggregated record',
      data(base64(Buffer.concat([Buffer.from('f3899ac2', 'hex'), Buffer.from(PAYLOAD)]))),
      PATH,
      `\ufffd\ufffd${PAYLOAD}`,
    ],
    [
      'the partition key',
      plant(at('Records', 0, 'kinesis', 'partitionKey'), PAYLOAD),
      'Records[0].kinesis.partitionKey',
    ],
  ],
  [
    ['the sequence number', plant(at('Records', 0, 'kinesis', 'sequenceNumber'), PAYLOAD)],
    ['the role', plant(at('Records', 0, 'invokeIdentityArn'), PAYLOAD)],
    ['the state of a window', plant(at('state'), { a: PAYLOAD })],
  ],
);

describe('blocking', () => {
  const [one, two] = samples.batch.Records as [Json, Json];
  const request = { requestId: 'r', paths: [`${PATH}|json.a`] };

  it('hands the batch on without the hostile record', () => {
    const before = structuredClone(samples.batch);
    const outcome = kinesis.block(samples.batch, request);
    expect(outcome).toEqual({ is: 'continue', event: { Records: [one] }, removed: [two] });
    expect(samples.batch).toEqual(before);
  });

  it('answers that nothing failed when every record was hostile', () => {
    expect(kinesis.block({ Records: [two] }, { ...request, paths: ['Records[0].kinesis.partitionKey'] })).toEqual({
      is: 'respond',
      response: { batchItemFailures: [] },
      removed: [two],
    });
  });

  it('keeps the state of a tumbling window, without which the call would count as failed', () => {
    const hostile = { ...request, paths: ['Records[0].kinesis.data|base64'] };
    expect(kinesis.block(samples.window, hostile)).toEqual({
      is: 'respond',
      response: { state: { blue: 282, green: 715 }, batchItemFailures: [] },
      removed: samples.window.Records,
    });
    const last = { ...samples.window, isFinalInvokeForWindow: true };
    expect(kinesis.block(last, hostile)).toEqual({
      is: 'continue',
      event: { ...last, Records: [] },
      removed: samples.window.Records,
    });
    const { state: _state, ...first } = samples.window;
    expect(kinesis.block(first, hostile)).toMatchObject({ response: { state: {} } });
  });
});

describe('a hostile record in an aggregate', () => {
  const texts = ['zero', 'hostile', 'two'];
  const holding = (value: string): Json => {
    const event = structuredClone(samples.batch) as unknown as Json;
    at('Records', 1, 'kinesis', 'data')(event, value);
    return event;
  };
  const dataOf = (event: unknown) =>
    (event as typeof samples.batch).Records.map((record) => (record['kinesis'] as Json)['data']);

  it('goes alone', () => {
    const event = holding(aggregate(texts));
    const before = structuredClone(event);
    const outcome = kinesis.block(event, { requestId: 'r', paths: [`${PATH}|kpl[1]`] });
    expect(outcome.is).toBe('continue');
    if (outcome.is !== 'continue') return;
    expect(dataOf(outcome.event)).toEqual([dataOf(event)[0], aggregate(['zero', 'two'])]);
    expect(dataOf({ Records: outcome.removed })).toEqual([aggregate(['hostile'])]);
    expect([...visitsOf(kinesis, outcome.event as Json).values()]).not.toContain('hostile');
    expect(event).toEqual(before);
  });

  it('goes beside a record that goes as a whole', () => {
    const event = holding(aggregate(texts));
    const outcome = kinesis.block(event, {
      requestId: 'r',
      paths: [`${PATH}|kpl[1]`, 'Records[0].kinesis.data|base64'],
    });
    if (outcome.is !== 'continue') throw new Error(outcome.is);
    expect(dataOf(outcome.event)).toEqual([aggregate(['zero', 'two'])]);
    expect(outcome.removed).toHaveLength(2);
  });

  it.each<[string, string[]]>([
    ['every record is hostile', [`${PATH}|kpl[0]`, `${PATH}|kpl[1]`, `${PATH}|kpl[2]`]],
    ['a partition key is hostile', [`${PATH}|kpl[0]`, `${PATH}|kpl.partitionKeys[0]`]],
    ["the record's own partition key is hostile", [`${PATH}|kpl[0]`, 'Records[1].kinesis.partitionKey']],
  ])('takes all with it where %s', (_what, paths) => {
    const event = holding(aggregate(texts));
    const outcome = kinesis.block(event, { requestId: 'r', paths });
    if (outcome.is !== 'continue') throw new Error(outcome.is);
    expect(dataOf(outcome.event)).toEqual([dataOf(event)[0]]);
    expect(dataOf({ Records: outcome.removed })).toEqual([aggregate(texts)]);
  });
});
