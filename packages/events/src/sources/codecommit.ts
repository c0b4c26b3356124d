import { dropEvent } from '../reading/dropped.ts';
import { visitExcept, visitOthers } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { removeRecords } from '../reading/records.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * CodeCommit repository trigger.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-codecommit.html
 *
 * Walked: `codecommit.references`: the names of branches and tags are chosen by whoever may push, and git allows quotes,
 * `$(…)`, `;` and `|` in them.
 * Not walked: `customData` and the trigger's name are the owner's; ids, times and ARNs are AWS's.
 */
export const codecommit: EventSource = {
  id: 'codecommit',
  title: 'CodeCommit',
  invocation: 'asynchronous',
  match(event) {
    const records = event['Records'];
    const first: unknown = Array.isArray(records) ? records[0] : undefined;
    return isMap(first) && first['eventSource'] === 'aws:codecommit';
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', RECORDS);
    visitRecords(walk, event['Records'], 'Records', (record, path) => visitOthers(walk, record, path, NOT_A_STRANGERS));
  },
  /** A large push comes as several records; the others are handed on. */
  block(event, request) {
    const outcome = removeRecords(event, 'Records', request, null);
    return outcome.is === 'throw' ? dropEvent(event) : outcome;
  },
};

const RECORDS = ['Records'];
const NOT_A_STRANGERS = [
  'awsRegion',
  'customData',
  'eventId',
  'eventName',
  'eventPartNumber',
  'eventSource',
  'eventSourceARN',
  'eventTime',
  'eventTotalParts',
  'eventTriggerConfigId',
  'eventTriggerName',
  'eventVersion',
  'userIdentityARN',
];

/** Events after the AWS page above, by variant. */
export const samples = {
  push: {
    Records: [
      {
        awsRegion: 'eu-west-1',
        codecommit: {
          references: [
            { commit: '5c4ef1049f1d27deadbeeff313e0730018be182b', ref: 'refs/heads/main' },
            { commit: '7d5fa215a02e38deadbeeff313e0730018be182c', ref: 'refs/tags/spring-2026' },
          ],
        },
        customData: 'polls',
        eventId: '5a824061-17ca-46a9-bbf9-114edeadbeef',
        eventName: 'ReferenceChanges',
        eventPartNumber: 1,
        eventSource: 'aws:codecommit',
        eventSourceARN: 'arn:aws:codecommit:eu-west-1:123456789012:polls',
        eventTime: '2026-11-20T10:15:00.000+0000',
        eventTotalParts: 1,
        eventTriggerConfigId: '5a824061-17ca-46a9-bbf9-114edeadbeef',
        eventTriggerName: 'on-push',
        eventVersion: '1.0',
        userIdentityARN: 'arn:aws:iam::123456789012:user/ada',
      },
    ],
  },
} satisfies EventSamples;
