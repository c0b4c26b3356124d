import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { visitObjectKey } from '../reading/object-key.ts';
import { firstRecord, removeRecords } from '../reading/records.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * S3 event notification of any kind (created, removed, restored, replicated, tiered, tagged), which calls the function
 * asynchronously.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 *
 * Walked: the object's key, as sent and decoded. Whoever may upload names the object.
 * Not walked: bucket, owner and rule are the account's; ids, times, ETag, version, size and the address that the request
 * came from are S3's. The principal's id may end in a role session name that the caller chose, of letters, digits and
 * `_+=,.@-` only, in which nothing can be said.
 */
export const s3: EventSource = {
  id: 's3',
  title: 'S3 event notification',
  invocation: 'asynchronous',
  match(event) {
    return firstRecord(event, 'Records')?.['eventSource'] === 'aws:s3';
  },
  fields: ['Records'],
  read(walk, event) {
    visitRecords(
      walk,
      event['Records'],
      'Records',
      (record, path) => {
        const change = record['s3'];
        visitExcept(walk, change, path, 's3', CHANGE);
        const object = isMap(change) ? change['object'] : undefined;
        visitExcept(walk, object, `${path}.s3`, 'object', OBJECT);
        if (isMap(object)) visitObjectKey(walk, object['key'], `${path}.s3.object`, 'key');
      },
      RECORD,
    );
  },
  /** Nobody waits for the answer, and an exception buys two retries: what is hostile counts as handled. */
  block(event, request) {
    return removeRecords(event, 'Records', request, null);
  },
};

const RECORD = [
  'eventVersion',
  'eventSource',
  'awsRegion',
  'eventTime',
  'eventName',
  'userIdentity',
  'requestParameters',
  'responseElements',
  's3',
  'glacierEventData',
  'intelligentTieringEventData',
  'lifecycleEventData',
  'replicationEventData',
  'restoreEventData',
];
const CHANGE = ['s3SchemaVersion', 'configurationId', 'bucket', 'object'];
const OBJECT = ['key', 'size', 'eTag', 'versionId', 'sequencer'];

function record(eventName: string, key: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventVersion: '2.5',
    eventSource: 'aws:s3',
    awsRegion: 'eu-west-1',
    eventTime: '2026-11-21T09:15:00.000Z',
    eventName,
    userIdentity: { principalId: 'AWS:AROAEXAMPLEEXAMPLE:api' },
    requestParameters: { sourceIPAddress: '198.51.100.7' },
    responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'c2FtcGxlIGhvc3QgaWQ=' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'ballots',
      bucket: { name: 'ballots', ownerIdentity: { principalId: 'A3NL1KOZZKEXAMPLE' }, arn: 'arn:aws:s3:::ballots' },
      object: { key, size: 1024, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
    },
    ...more,
  };
}

/** Events after the AWS page above, by variant. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    created: { Records: [record('ObjectCreated:Put', 'spring/ballot+17.pdf')] },
    removed: { Records: [record('ObjectRemoved:Delete', 'spring/ballot+17.pdf')] },
    restored: {
      Records: [
        record('ObjectRestore:Completed', 'spring/ballot+17.pdf', {
          glacierEventData: {
            restoreEventData: {
              lifecycleRestorationExpiryTime: '2026-11-28T00:00:00.000Z',
              lifecycleRestoreStorageClass: 'STANDARD',
            },
          },
        }),
      ],
    },
  } satisfies EventSamples;
}
