import { visitItem } from '../reading/dynamodb-json.ts';
import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { firstRecord, removeStreamRecords, STREAM_FIELDS } from '../reading/records.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * DynamoDB stream, polled by Lambda shard by shard.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 *
 * Walked: names and values of the attributes of the new image, of the old one and of the keys, typed as DynamoDB types
 * them, with sets, lists and maps. What the function that wrote them took from a stranger is a stranger's still. An
 * attribute that images share with the same value is visited once.
 * Not walked: ids, sequence numbers, times, sizes, ARNs and the identity of the service that expires items are AWS's.
 */
export const dynamodb: EventSource = {
  id: 'dynamodb',
  title: 'DynamoDB stream',
  invocation: 'poll',
  match(event) {
    return firstRecord(event, 'Records')?.['eventSource'] === 'aws:dynamodb';
  },
  fields: STREAM_FIELDS,
  read(walk, event) {
    visitRecords(
      walk,
      event['Records'],
      'Records',
      (record, path) => {
        const change = record['dynamodb'];
        visitExcept(walk, change, path, 'dynamodb', CHANGE);
        if (!isMap(change)) return;
        const { NewImage: newImage, OldImage: oldImage, Keys: keys } = change;
        visitItem(walk, newImage, `${path}.dynamodb.NewImage`);
        visitItem(walk, oldImage, `${path}.dynamodb.OldImage`, [newImage]);
        visitItem(walk, keys, `${path}.dynamodb.Keys`, [newImage, oldImage]);
      },
      RECORD,
    );
  },
  /**
   * A failed record holds up its shard until it expires after a day. So the batch is handed on without it, whether or not
   * the mapping reports failures; what the handler itself reports goes out as it is.
   * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
   */
  block(event, request) {
    return removeStreamRecords(event, request);
  },
};

const RECORD = [
  'eventID',
  'eventName',
  'eventVersion',
  'eventSource',
  'awsRegion',
  'dynamodb',
  'eventSourceARN',
  'userIdentity',
];
const CHANGE = [
  'ApproximateCreationDateTime',
  'ApproximateCreationDateTimePrecision',
  'Keys',
  'NewImage',
  'OldImage',
  'SequenceNumber',
  'SizeBytes',
  'StreamViewType',
];

function record(sequence: number, eventName: string, images: Record<string, unknown>): Record<string, unknown> {
  return {
    eventID: `c4ca4238a0b923820dcc509a6f7584${sequence}`,
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
    dynamodb: {
      ApproximateCreationDateTime: 1795169700,
      Keys: { id: { S: 'voter-17' } },
      ...images,
      SequenceNumber: `44215845000000000174504390${sequence}`,
      SizeBytes: 59,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    eventSourceARN: 'arn:aws:dynamodb:eu-west-1:123456789012:table/votes/stream/2026-11-21T00:00:00.000',
  };
}

const VOTE = {
  id: { S: 'voter-17' },
  choice: { S: 'blue' },
  age: { N: '44' },
  districts: { SS: ['north', 'south'] },
  ballot: { B: 'YmFsbG90' },
  address: { M: { city: { S: 'Springfield' }, lines: { L: [{ S: '1 Main Street' }] } } },
  confirmed: { BOOL: true },
};

/** Events after the AWS page above, by variant. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    modify: {
      Records: [
        record(91, 'INSERT', { NewImage: VOTE }),
        record(92, 'MODIFY', { NewImage: VOTE, OldImage: { ...VOTE, choice: { S: 'green' } } }),
      ],
    },
    remove: { Records: [record(93, 'REMOVE', { OldImage: VOTE })] },
    keysOnly: { Records: [record(94, 'MODIFY', { StreamViewType: 'KEYS_ONLY' })] },
  } satisfies EventSamples;
}
