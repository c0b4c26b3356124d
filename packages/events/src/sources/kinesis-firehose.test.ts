import { describe, expect, it } from 'vitest';
import { at, BASE64, type Json, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { kinesisFirehose, samples } from './kinesis-firehose.ts';

testMatrix(
  kinesisFirehose,
  samples.put,
  [
    ['the data', plant(at('records', 1, 'data'), BASE64), 'records[1].data|base64'],
    [
      'JSON in the data',
      plant(at('records', 0, 'data'), Buffer.from(JSON.stringify({ a: PAYLOAD })).toString('base64')),
      'records[0].data|base64|json.a',
    ],
  ],
  [
    ['the record id', plant(at('records', 0, 'recordId'), PAYLOAD)],
    ['the stream', plant(at('deliveryStreamArn'), PAYLOAD)],
  ],
);
testMatrix(kinesisFirehose, samples.kinesis, [
  [
    'the partition key',
    plant(at('records', 0, 'kinesisRecordMetadata', 'partitionKey'), PAYLOAD),
    'records[0].kinesisRecordMetadata.partitionKey',
  ],
]);
testMatrix(kinesisFirehose, samples.kafka, [
  [
    'the value of a Kafka record',
    plant(at('records', 0, 'kafkaRecordValue'), BASE64),
    'records[0].kafkaRecordValue|base64',
  ],
]);

describe('a hostile record', () => {
  const record = (number: number) => ({ recordId: `r-${number}`, data: `ZGF0YS0${number}` });
  const event = { ...samples.put, records: [record(0), record(1), record(2), record(3)] };
  const failed = (number: number) => ({ ...record(number), result: 'ProcessingFailed' });
  const ok = (number: number) => ({
    recordId: `r-${number}`,
    result: 'Ok',
    data: 'b2s=',
    metadata: { partitionKeys: { a: 'b' } },
  });
  const paths = ['records[1].data|base64', 'records[3].data|base64|json.a'];

  const merged = (response: unknown): unknown => {
    const before = structuredClone(event);
    const outcome = kinesisFirehose.block(event, { requestId: 'r', paths });
    expect(outcome).toMatchObject({
      is: 'continue',
      event: { records: [record(0), record(2)] },
      removed: [record(1), record(3)],
    });
    expect(event).toEqual(before);
    return outcome.is === 'continue' ? outcome.merge!(response) : undefined;
  };

  it('is given back as failed among the answers of the handler, in the order of the event', () => {
    expect(merged({ records: [ok(2), ok(0)] })).toEqual({ records: [ok(0), failed(1), ok(2), failed(3)] });
  });

  it.each<[string, unknown, unknown]>([
    ['no answer', undefined, [failed(1), failed(3)]],
    ['a text', 'ok', [failed(1), failed(3)]],
    ['no list', { records: 1 }, [failed(1), failed(3)]],
    ['an answer for one', { records: [ok(2)] }, [failed(1), ok(2), failed(3)]],
    ['two answers for one', { records: [ok(2), ok(2), ok(0)] }, [ok(0), failed(1), ok(2), ok(2), failed(3)]],
    ['an answer for none', { records: [ok(9), null, ok(0)] }, [ok(0), failed(1), failed(3), ok(9), null]],
  ])('is given back beside %s', (_what, response, records) => {
    expect(merged(response)).toEqual({ records });
  });

  it('is given back beside an answer that throws', () => {
    const bomb: Json = {};
    Object.defineProperty(bomb, 'records', {
      enumerable: true,
      get: () => {
        throw new Error('thrown on purpose');
      },
    });
    expect(merged(bomb)).toEqual({ records: [failed(1), failed(3)] });
  });

  it('is given back without the handler when there is no other', () => {
    const [kafka] = samples.kafka.records;
    expect(
      kinesisFirehose.block(samples.kafka, { requestId: 'r', paths: ['records[0].kafkaRecordValue|base64'] }),
    ).toEqual({
      is: 'respond',
      removed: [kafka],
      response: {
        records: [{ recordId: kafka!.recordId, result: 'ProcessingFailed', kafkaRecordValue: kafka!.kafkaRecordValue }],
      },
    });
  });
});
