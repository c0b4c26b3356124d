import { visitExcept } from '../reading/except.ts';
import { visitExtendedJson } from '../reading/extended-json.lazy.ts';
import { isMap } from '../reading/http.ts';
import { removeRecords } from '../reading/records.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Change stream of Amazon DocumentDB, polled by Lambda in order.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-documentdb.html
 *
 * Walked: names and values of the whole document and of the one before, the key, and the changed and removed fields. What
 * the function that wrote them took from a stranger is a stranger's still.
 * Not walked: database, collection, kind of operation, times and resume tokens are the cluster's; `$oid`, `$date` and
 * other names of the format's wrappers are nobody's.
 */
export const documentdb: EventSource = {
  id: 'documentdb',
  title: 'DocumentDB change stream',
  invocation: 'poll',
  match(event) {
    return event['eventSource'] === 'aws:docdb' && Array.isArray(event['events']);
  },
  fields: ['eventSource', 'eventSourceArn', 'events'],
  read(walk, event) {
    visitRecords(
      walk,
      event['events'],
      'events',
      (record, path) => {
        const change = record['event'];
        visitExcept(walk, change, path, 'event', CHANGE);
        if (!isMap(change)) return;
        for (const part of DOCUMENT_PARTS) visitExtendedJson(walk, change[part], `${path}.event`, part);
      },
      RECORD,
    );
  },
  /**
   * A failed batch is delivered again until its changes expire, and nothing behind it moves. So it is handed on without
   * the hostile change.
   * https://docs.aws.amazon.com/documentdb/latest/developerguide/using-lambda.html
   */
  block(event, request) {
    return removeRecords(event, 'events', request);
  },
};

function change(operationType: string, more: Record<string, unknown>): Record<string, unknown> {
  return {
    event: {
      _id: { _data: '0163eeb6e7000000090100000009000041e1' },
      clusterTime: { $timestamp: { t: 1795169700, i: 9 } },
      documentKey: { _id: { $oid: '63eeb6e7d418cd98afb1c1d7' } },
      ns: { db: 'polls', coll: 'votes' },
      operationType,
      ...more,
    },
  };
}

const VOTE = {
  _id: { $oid: '63eeb6e7d418cd98afb1c1d7' },
  choice: 'blue',
  at: { $date: '2026-11-21T09:15:00Z' },
  weight: { $numberDecimal: '1.5' },
  ballot: { $binary: { base64: 'YmFsbG90', subType: '00' } },
  address: { city: 'Springfield', lines: ['1 Main Street'] },
};

/** Events after the AWS page above, by variant. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    changes: {
      eventSourceArn: 'arn:aws:rds:eu-west-1:123456789012:cluster:votes',
      events: [
        change('insert', { fullDocument: VOTE }),
        change('update', {
          updateDescription: { updatedFields: { 'address.city': 'Shelbyville' }, removedFields: ['nick'] },
        }),
      ],
      eventSource: 'aws:docdb',
    },
  } satisfies EventSamples;
}

const RECORD = ['event'];

/** https://www.mongodb.com/docs/manual/reference/change-events/ */
const CHANGE = [
  '_id',
  'clusterTime',
  'wallTime',
  'ns',
  'operationType',
  'documentKey',
  'fullDocument',
  'fullDocumentBeforeChange',
  'updateDescription',
  'txnNumber',
  'lsid',
];

const DOCUMENT_PARTS = ['documentKey', 'fullDocument', 'fullDocumentBeforeChange', 'updateDescription'];
