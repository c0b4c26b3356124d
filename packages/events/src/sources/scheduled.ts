import { dropEvent } from '../reading/dropped.ts';
import { visitExcept } from '../reading/except.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * A schedule: an EventBridge rule with a rate or cron expression, or EventBridge Scheduler without a payload of its own.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 *
 * No stranger has a say: every field is AWS's, and PutEvents refuses `aws.…` as a source. A payload that the owner gave to
 * the schedule takes the place of the whole event, has no shape, and is therefore read as an event of no known trigger.
 * Walked nevertheless: `detail`, which is empty, and fields that a schedule does not have, so that a message from
 * elsewhere cannot hide by looking like a schedule.
 */
export const scheduled: EventSource = {
  id: 'scheduled',
  title: 'Schedule (EventBridge)',
  invocation: 'asynchronous',
  match: isSchedule,
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  block(event) {
    return dropEvent(event);
  },
};

/** True for what a schedule without a payload sends. */
export function isSchedule(event: Record<string, unknown>): boolean {
  if (event['detail-type'] !== 'Scheduled Event') return false;
  return event['source'] === 'aws.events' || event['source'] === 'aws.scheduler';
}

const NOT_A_STRANGERS = ['version', 'id', 'detail-type', 'source', 'account', 'time', 'region', 'resources'];

/** Events after the AWS pages above, by variant. */
export const samples = {
  rule: {
    version: '0',
    id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: '2026-11-20T10:15:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1:123456789012:rule/close-polls'],
    detail: {},
  },
  scheduler: {
    version: '0',
    id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eab',
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '123456789012',
    time: '2026-11-20T10:15:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:scheduler:eu-west-1:123456789012:schedule/default/close-polls'],
    detail: '{}',
  },
} satisfies EventSamples;
