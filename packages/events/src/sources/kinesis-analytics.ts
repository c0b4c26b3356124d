import { refuseRecords } from '../reading/answers.ts';
import { visitExcept } from '../reading/except.ts';
import { firstRecord } from '../reading/records.ts';
import { visitStreamData } from '../reading/stream-data.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Kinesis Data Analytics for SQL, which has a function prepare its input or deliver its output, and waits for the answer.
 * https://docs.aws.amazon.com/kinesisanalytics/latest/dev/lambda-preprocessing.html
 * https://docs.aws.amazon.com/kinesisanalytics/latest/dev/how-it-works-output-lambda.html
 *
 * Walked: the data (base64) and the partition key of the Kinesis record that it came from. Both are the producer's.
 * Not walked: ids, times, sequence numbers, counts of tries and ARNs are AWS's.
 */
export const kinesisAnalytics: EventSource = {
  id: 'kinesis-analytics',
  title: 'Kinesis Data Analytics',
  invocation: 'synchronous',
  match(event) {
    if (typeof event['invocationId'] !== 'string' || typeof event['applicationArn'] !== 'string') return false;
    return typeof firstRecord(event, 'records')?.['recordId'] === 'string';
  },
  fields: ['invocationId', 'applicationArn', 'streamArn', 'records'],
  read(walk, event) {
    visitRecords(
      walk,
      event['records'],
      'records',
      (record, path) => {
        visitStreamData(walk, record['data'], path, 'data');
        visitExcept(walk, record['kinesisStreamRecordMetadata'], path, 'kinesisStreamRecordMetadata', METADATA);
      },
      RECORD,
    );
  },
  /**
   * Input that comes back as `ProcessingFailed` is written to the application's error stream and not retried. Output knows
   * `Ok` and `DeliveryFailed` alone, and the latter asks for another try: so hostile output counts as delivered.
   */
  block(event, request) {
    const isInput = 'streamArn' in event;
    return refuseRecords(event, request, {
      records: 'records',
      answers: 'records',
      id: 'recordId',
      refuse: (record) =>
        isInput
          ? { recordId: record['recordId'], result: 'ProcessingFailed', data: record['data'] }
          : { recordId: record['recordId'], result: 'Ok' },
    });
  },
};

const RECORD = [
  'recordId',
  'data',
  'kinesisStreamRecordMetadata',
  'kinesisFirehoseRecordMetadata',
  'lambdaDeliveryRecordMetadata',
];
const METADATA = ['shardId', 'sequenceNumber', 'approximateArrivalTimestamp'];

/** Events after the AWS pages above, by variant. The data is `{"vote":"blue"}` and `recount`. */
export const samples = {
  input: {
    invocationId: '00540a87-5050-496a-84e4-e7d92bbaf5e2',
    applicationArn: 'arn:aws:kinesisanalytics:eu-west-1:123456789012:application/count-votes',
    streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/votes',
    records: [
      {
        recordId: '49572672223665514422805246926656954630972486059535892482',
        data: 'eyJ2b3RlIjoiYmx1ZSJ9',
        kinesisStreamRecordMetadata: {
          shardId: 'shardId-000000000003',
          partitionKey: 'voter-17',
          sequenceNumber: '49572672223665514422805246926656954630972486059535892482',
          approximateArrivalTimestamp: 1795169700123,
        },
      },
      {
        recordId: '49572672223665514422805246926656954630972486059535892483',
        data: 'cmVjb3VudA==',
        kinesisStreamRecordMetadata: {
          shardId: 'shardId-000000000003',
          partitionKey: 'voter-18',
          sequenceNumber: '49572672223665514422805246926656954630972486059535892483',
          approximateArrivalTimestamp: 1795169700124,
        },
      },
    ],
  },
  output: {
    invocationId: '00540a87-5050-496a-84e4-e7d92bbaf5e2',
    applicationArn: 'arn:aws:kinesisanalytics:eu-west-1:123456789012:application/count-votes',
    records: [
      {
        recordId: '49572672223665514422805246926656954630972486059535892482',
        lambdaDeliveryRecordMetadata: { retryHint: 0 },
        data: 'eyJ2b3RlIjoiYmx1ZSJ9',
      },
    ],
  },
} satisfies EventSamples;
