import { expect, it } from 'vitest';
import { at, BASE64, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { kinesisAnalytics, samples } from './kinesis-analytics.ts';

testMatrix(
  kinesisAnalytics,
  samples.input,
  [
    ['the data', plant(at('records', 1, 'data'), BASE64), 'records[1].data|base64'],
    [
      'the partition key',
      plant(at('records', 0, 'kinesisStreamRecordMetadata', 'partitionKey'), PAYLOAD),
      'records[0].kinesisStreamRecordMetadata.partitionKey',
    ],
  ],
  [['the application', plant(at('applicationArn'), PAYLOAD)]],
);
testMatrix(kinesisAnalytics, samples.output, [
  ['the data', plant(at('records', 0, 'data'), BASE64), 'records[0].data|base64'],
]);

it('marks hostile input as failed, which is not tried again', () => {
  const [one, two] = samples.input.records;
  const outcome = kinesisAnalytics.block(samples.input, {
    requestId: 'r',
    paths: ['records[0].data|base64|json.vote'],
  });
  expect(outcome).toMatchObject({ is: 'continue', event: { records: [two] }, removed: [one] });
  if (outcome.is !== 'continue') return;
  const ok = { recordId: two!.recordId, result: 'Ok', data: 'YQ==' };
  expect(outcome.merge!({ records: [ok] })).toEqual({
    records: [{ recordId: one!.recordId, result: 'ProcessingFailed', data: one!.data }, ok],
  });
  expect(samples.input.records).toHaveLength(2);
});

it('marks hostile output as delivered, since a failed delivery is tried again', () => {
  expect(kinesisAnalytics.block(samples.output, { requestId: 'r', paths: ['records[0].data|base64'] })).toMatchObject({
    is: 'respond',
    response: { records: [{ recordId: samples.output.records[0]!.recordId, result: 'Ok' }] },
  });
});
