import { dropEvent } from '../reading/dropped.ts';
import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * CloudWatch alarm with a Lambda action.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 *
 * Walked: the states with their reasons, and whatever else stands in `alarmData`: a metric filter can make a dimension out
 * of a field of a log line, which a stranger wrote.
 * Not walked: names and `configuration` are the owner's; ids and times are AWS's.
 */
export const cloudwatchAlarm: EventSource = {
  id: 'cloudwatch-alarm',
  title: 'CloudWatch alarm',
  invocation: 'asynchronous',
  match(event) {
    return event['source'] === 'aws.cloudwatch' && typeof event['alarmArn'] === 'string' && isMap(event['alarmData']);
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', EVENT);
    visitExcept(walk, event['alarmData'], '', 'alarmData', OWNERS);
  },
  block(event) {
    return dropEvent(event);
  },
};

const EVENT = ['source', 'alarmArn', 'accountId', 'time', 'region', 'alarmData'];
const OWNERS = ['alarmName', 'configuration'];

/** Events after the AWS page above, by variant. */
export const samples = {
  metric: {
    source: 'aws.cloudwatch',
    alarmArn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:votes',
    accountId: '123456789012',
    time: '2026-11-20T10:15:00.000+0000',
    region: 'eu-west-1',
    alarmData: {
      alarmName: 'votes',
      state: {
        value: 'ALARM',
        reason: 'Threshold Crossed: 1 datapoint (9.0) was greater than the threshold (5.0).',
        reasonData: '{"version":"1.0","statistic":"Sum","recentDatapoints":[9.0],"threshold":5.0}',
        timestamp: '2026-11-20T10:15:00.000+0000',
      },
      previousState: { value: 'OK', reason: 'Unchecked', timestamp: '2026-11-20T10:00:00.000+0000' },
      configuration: { description: 'Too many votes', metrics: [] },
    },
  },
} satisfies EventSamples;
