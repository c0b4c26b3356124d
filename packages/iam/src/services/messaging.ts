import type { StaticValue } from '@bulkhead/core';
import { pick } from '../actions/input.ts';
import {
  deliveryStream,
  eventBus,
  plainKind,
  queue,
  type ResourceKind,
  role,
  stream,
  topic,
} from '../resources/kinds.ts';
import { each, isThere, literal, named, presence } from './rules.ts';
import type { Need, Rule, ServiceModel } from './types.ts';

export const sqs: ServiceModel = {
  clients: ['sqs'],
  prefix: 'sqs',
  // The batch forms are judged as their single ones.
  page: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html',
  parameters: { QueueUrl: queue, QueueName: queue, SourceArn: queue },
  operations: {
    ...each('SendMessageBatch', 'sqs:SendMessage'),
    ...each('DeleteMessageBatch', 'sqs:DeleteMessage'),
    ...each('ChangeMessageVisibilityBatch', 'sqs:ChangeMessageVisibility'),
    CreateQueue: (input) => [
      { action: 'sqs:CreateQueue' },
      ...(presence(input, 'tags') === 'never' ? [] : [{ action: 'sqs:TagQueue', dependent: true } as const]),
    ],
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
  keyUse: { SendMessage: 'both', ReceiveMessage: 'read' },
};

const phone = 'a message to a phone number is sent to no topic';

export const sns: ServiceModel = {
  clients: ['sns'],
  prefix: 'sns',
  page: 'https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html',
  parameters: { TopicArn: topic, TargetArn: topic, Name: topic, ResourceArn: topic },
  operations: {
    Publish: (input) => {
      const on = named(topic, input, 'TopicArn', 'TargetArn');
      const byPhone = presence(input, 'PhoneNumber');
      // https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html
      const needs: Need[] = byPhone === 'never' ? [] : [{ action: 'sns:Publish', on: '*', wide: phone }];
      if (byPhone === 'never' || on.named.length > 0) needs.push({ action: 'sns:Publish', on });
      return needs;
    },
    // https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
    ...each('PublishBatch', 'sns:Publish'),
  },
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  keyUse: { Publish: 'both' },
};

export const kinesis: ServiceModel = {
  clients: ['kinesis'],
  prefix: 'kinesis',
  page: 'https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html',
  parameters: { StreamARN: stream, StreamName: stream, ShardIterator: stream },
  operations: {
    SubscribeToShard: (input) => [
      {
        action: 'kinesis:SubscribeToShard',
        on: named(plainKind('consumers of streams', 'kinesis', 'stream/*/consumer/${Name}'), input, 'ConsumerARN'),
      },
    ],
  },
  // https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
  keyUse: { PutRecord: 'write', PutRecords: 'write', GetRecords: 'read' },
};

export const firehose: ServiceModel = {
  clients: ['firehose'],
  prefix: 'firehose',
  page: 'https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html',
  parameters: { DeliveryStreamName: deliveryStream },
  operations: {},
};

const busRule: ResourceKind = plainKind('rules', 'events', 'rule/${Name}');

/** `rule/NAME` on the default bus, `rule/BUS/NAME` on another (Service Authorization Reference, "Amazon EventBridge"). */
const onRule =
  (action: string, name = 'Name'): Rule =>
  (input) => {
    const buses = pick(input, 'EventBusName').values.filter(isThere);
    const names = named(busRule, input, name);
    const isDefault = buses.length === 0 || buses.every((bus) => bus.kind === 'literal' && bus.value === 'default');
    if (isDefault || names.named.length === 0) return [{ action, on: names }];
    const paths = buses.flatMap((bus) =>
      names.named.map((rule): StaticValue => ({ kind: 'concat', parts: [bus, literal('/'), rule] })),
    );
    return [{ action, on: { kind: busRule, named: paths } }];
  };

export const passRole = (input: StaticValue, path: string, service: string): readonly Need[] => {
  const on = named(role, input, path);
  if (on.named.length === 0) return [];
  return [{ action: 'iam:PassRole', on, dependent: true, conditions: { 'iam:PassedToService': literal(service) } }];
};

const withRole =
  (rule: Rule, path: string, service: string): Rule =>
  (input) => [...(typeof rule === 'function' ? rule(input) : rule), ...passRole(input, path, service)];

export const eventbridge: ServiceModel = {
  clients: ['eventbridge', 'cloudwatch-events'],
  prefix: 'events',
  page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-iam-access.html',
  parameters: { EventBusName: eventBus },
  operations: {
    // An entry without a bus goes to the default one.
    PutEvents: (input) => {
      const entries = pick(input, 'Entries[]');
      const buses = named(eventBus, input, 'Entries[].EventBusName');
      const some = entries.values.some(
        (entry) => entry.kind === 'object' && !entry.open && presence(entry, 'EventBusName') === 'never',
      );
      const needs: Need[] = [];
      if (buses.named.length > 0) needs.push({ action: 'events:PutEvents', on: buses });
      if (needs.length === 0 || (some && buses.named.every((bus) => bus.kind !== 'unknown'))) {
        needs.push({ action: 'events:PutEvents', on: { kind: eventBus, named: [], otherwise: 'default' } });
      }
      return needs;
    },
    PutRule: withRole(onRule('events:PutRule'), 'RoleArn', 'events.amazonaws.com'),
    PutTargets: withRole(onRule('events:PutTargets', 'Rule'), 'Targets[].RoleArn', 'events.amazonaws.com'),
    RemoveTargets: onRule('events:RemoveTargets', 'Rule'),
    ListTargetsByRule: onRule('events:ListTargetsByRule', 'Rule'),
    DeleteRule: onRule('events:DeleteRule'),
    DescribeRule: onRule('events:DescribeRule'),
    EnableRule: onRule('events:EnableRule'),
    DisableRule: onRule('events:DisableRule'),
  },
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-encryption-event-bus-cmkey.html
  keyUse: {},
};

const scheduleKind = plainKind('schedules', 'scheduler', 'schedule/${Name}');

const onSchedule =
  (action: string): Rule =>
  (input) => {
    const groups = pick(input, 'GroupName').values.filter(isThere);
    const names = pick(input, 'Name');
    const rest: StaticValue[] = names.values.length > 0 ? [...names.values] : [literal('*')];
    const paths = (groups.length > 0 ? groups : [literal('default')]).flatMap((group) =>
      rest.map((name): StaticValue => ({ kind: 'concat', parts: [group, literal('/'), name] })),
    );
    return [{ action, on: { kind: scheduleKind, named: paths } }];
  };

export const scheduler: ServiceModel = {
  clients: ['scheduler'],
  prefix: 'scheduler',
  // Who makes a schedule hands its role to the scheduler.
  page: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/security_iam_id-based-policies.html',
  parameters: { Name: plainKind('schedule groups', 'scheduler', 'schedule-group/${Name}') },
  operations: {
    CreateSchedule: withRole(onSchedule('scheduler:CreateSchedule'), 'Target.RoleArn', 'scheduler.amazonaws.com'),
    UpdateSchedule: withRole(onSchedule('scheduler:UpdateSchedule'), 'Target.RoleArn', 'scheduler.amazonaws.com'),
    DeleteSchedule: onSchedule('scheduler:DeleteSchedule'),
    GetSchedule: onSchedule('scheduler:GetSchedule'),
  },
};

export const pipes: ServiceModel = {
  clients: ['pipes'],
  prefix: 'pipes',
  page: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-permissions.html',
  parameters: { Name: plainKind('pipes', 'pipes', 'pipe/${Name}') },
  operations: {
    CreatePipe: withRole([{ action: 'pipes:CreatePipe' }], 'RoleArn', 'pipes.amazonaws.com'),
    UpdatePipe: withRole([{ action: 'pipes:UpdatePipe' }], 'RoleArn', 'pipes.amazonaws.com'),
  },
};
