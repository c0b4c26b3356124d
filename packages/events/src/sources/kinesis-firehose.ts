import { refuseRecords } from '../reading/answers.ts';
import { visitBase64 } from '../reading/base64.ts';
import { visitExcept } from '../reading/except.ts';
import { firstRecord } from '../reading/records.ts';
import { visitStreamData } from '../reading/stream-data.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Transformation of the records of a Firehose stream, which waits for the answer.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
 *
 * Walked: the data (base64; `kafkaRecordValue` where the stream reads from Kafka), and the partition key of the Kinesis
 * record that it came from. Both are the producer's.
 * Not walked: ids, times, offsets, sequence numbers and ARNs are AWS's.
 */
export const kinesisFirehose: EventSource = {
  id: 'kinesis-firehose',
  title: 'Firehose transformation',
  invocation: 'synchronous',
  match(event) {
    if (typeof event['invocationId'] !== 'string' || 'applicationArn' in event) return false;
    return typeof firstRecord(event, 'records')?.['recordId'] === 'string';
  },
  fields: [
    'invocationId',
    'deliveryStreamArn',
    'deliverySteamArn',
    'sourceKinesisStreamArn',
    'sourceMSKArn',
    'region',
    'records',
  ],
  read(walk, event) {
    visitRecords(
      walk,
      event['records'],
      'records',
      (record, path) => {
        visitStreamData(walk, record['data'], path, 'data');
        visitBase64(walk, record['kafkaRecordValue'], path, 'kafkaRecordValue');
        visitExcept(walk, record['kinesisRecordMetadata'], path, 'kinesisRecordMetadata', METADATA);
      },
      RECORD,
    );
  },
  /**
   * A record that comes back as `ProcessingFailed` is not retried and is not delivered; Firehose keeps it for the operator
   * below `processing-failed/` in the stream's bucket. (`Dropped` would count as success and keep nothing.)
   * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
   */
  block(event, request) {
    return refuseRecords(event, request, {
      records: 'records',
      answers: 'records',
      id: 'recordId',
      refuse: (record) => {
        const answer = { recordId: record['recordId'], result: 'ProcessingFailed' };
        if ('kafkaRecordValue' in record) return { ...answer, kafkaRecordValue: record['kafkaRecordValue'] };
        return { ...answer, data: record['data'] };
      },
    });
  },
};

const RECORD = [
  'recordId',
  'approximateArrivalTimestamp',
  'data',
  'kafkaRecordValue',
  'kinesisRecordMetadata',
  'mskRecordMetadata',
];
const METADATA = ['shardId', 'approximateArrivalTimestamp', 'sequenceNumber', 'subsequenceNumber'];

const STREAM = {
  invocationId: '2b4d1ad9-2f48-94bd-a088-767c317e994a',
  deliveryStreamArn: 'arn:aws:firehose:eu-west-1:123456789012:deliverystream/votes',
  region: 'eu-west-1',
};

/** Events after the AWS page above, by variant. The data is `{"vote":"blue"}` and `recount`. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    put: {
      ...STREAM,
      records: [
        { recordId: '4957873408644200000', approximateArrivalTimestamp: 1795169700123, data: 'eyJ2b3RlIjoiYmx1ZSJ9' },
        { recordId: '4957873408644200001', approximateArrivalTimestamp: 1795169700124, data: 'cmVjb3VudA==' },
      ],
    },
    kinesis: {
      ...STREAM,
      sourceKinesisStreamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/votes',
      records: [
        {
          recordId: '4957873408644200000',
          approximateArrivalTimestamp: 1795169700123,
          data: 'eyJ2b3RlIjoiYmx1ZSJ9',
          kinesisRecordMetadata: {
            shardId: 'shardId-000000000000',
            partitionKey: 'voter-17',
            approximateArrivalTimestamp: 1795169700123,
            sequenceNumber: '49546986683135544286507457936321625675700192471156785154',
            subsequenceNumber: 0,
          },
        },
      ],
    },
    kafka: {
      ...STREAM,
      sourceMSKArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/votes/0a1b',
      records: [
        {
          recordId: '00000000000000000000',
          approximateArrivalTimestamp: 1795169700123,
          mskRecordMetadata: { offset: '0', partitionId: '1', approximateArrivalTimestamp: 1795169700123 },
          kafkaRecordValue: 'eyJ2b3RlIjoiYmx1ZSJ9',
        },
      ],
    },
  } satisfies EventSamples;
}
