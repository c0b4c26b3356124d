import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, ref } from '../build.ts';
import { rename, withProperties } from '../properties.ts';
import { generate, peekText, type SamExpansion } from './expansion.ts';
import { allow, type SamEventTree, trust } from './role.ts';

/** `AWS::Events::Rule` of an event, of a function or a state machine. */
export function expandRuleFor(
  { id, type, properties, place }: SamEventTree,
  target: {
    readonly arn: Buildable;
    readonly idSuffix: string;
    readonly condition: string | undefined;
    readonly roleArn?: Buildable;
  },
  expansion: SamExpansion,
): void {
  const enabled = get(properties, 'Enabled');
  const flag = peekText(enabled, expansion);
  const deadLetters = deadLetterOf(id, properties, expansion, { condition: target.condition, place: place });
  const schedule = type === 'Schedule' ? get(properties, 'Schedule') : undefined;
  generate(expansion.out, {
    id,
    type: 'AWS::Events::Rule',
    place,
    condition: target.condition,
    properties: {
      Name: type === 'Schedule' ? get(properties, 'Name') : get(properties, 'RuleName'),
      Description: get(properties, 'Description'),
      EventBusName: get(properties, 'EventBusName'),
      EventPattern: get(properties, 'Pattern'),
      ScheduleExpression: schedule,
      State: get(properties, 'State') ?? (enabled ? (flag === 'false' ? 'DISABLED' : 'ENABLED') : undefined),
      Targets: [
        {
          Id: get(properties, 'Target', 'Id') ?? `${id}${target.idSuffix}`,
          Arn: target.arn,
          RoleArn: target.roleArn,
          Input: get(properties, 'Input'),
          InputPath: get(properties, 'InputPath'),
          InputTransformer: get(properties, 'InputTransformer'),
          RetryPolicy: get(properties, 'RetryPolicy'),
          DeadLetterConfig: deadLetters && { Arn: deadLetters },
        },
      ],
    },
  });
}

/** The queue for events that could not be delivered: a given one, or one that SAM makes (`Type: SQS`). */
function deadLetterOf(
  id: string,
  properties: Tree | undefined,
  expansion: SamExpansion,
  { condition, place }: { readonly condition: string | undefined; readonly place: SamEventTree['place'] },
): Buildable {
  const config = get(properties, 'DeadLetterConfig');
  if (!config) return undefined;
  const arn = get(config, 'Arn');
  if (arn) return arn;
  const queueId = peekText(get(config, 'QueueLogicalId'), expansion) ?? `${id}Queue`;
  generate(expansion.out, { id: queueId, type: 'AWS::SQS::Queue', place, condition, properties: {} });
  generate(expansion.out, {
    id: `${id}QueuePolicy`,
    type: 'AWS::SQS::QueuePolicy',
    place,
    condition,
    properties: {
      Queues: [ref(queueId)],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: getAtt(queueId, 'Arn'),
            Condition: { ArnEquals: { 'aws:SourceArn': getAtt(id, 'Arn') } },
          },
        ],
      },
    },
  });
  return getAtt(queueId, 'Arn');
}

/** `AWS::Scheduler::Schedule` and its role, for a function or a state machine. */
export function expandSchedule(
  { id, properties, place }: SamEventTree,
  arn: Buildable,
  action: string,
  condition: string | undefined,
  expansion: SamExpansion,
): void {
  const roleArn = get(properties, 'RoleArn');
  const config = get(properties, 'DeadLetterConfig');
  const deadLetters = get(config, 'Arn') ?? (config ? getAtt(`${id}Queue`, 'Arn') : undefined);
  if (config && !get(config, 'Arn')) {
    generate(expansion.out, { id: `${id}Queue`, type: 'AWS::SQS::Queue', place, condition, properties: {} });
  }
  if (!roleArn) {
    generate(expansion.out, {
      id: `${id}Role`,
      type: 'AWS::IAM::Role',
      place,
      condition,
      properties: {
        AssumeRolePolicyDocument: trust('scheduler.amazonaws.com'),
        Policies: [
          allow(`${id}LambdaPolicy`, action, arn),
          deadLetters && allow(`${id}SQSPolicy`, 'sqs:SendMessage', deadLetters),
        ],
        PermissionsBoundary: get(properties, 'PermissionsBoundary'),
      },
    });
  }
  const settings = rename(properties, {
    ScheduleExpression: 'ScheduleExpression',
    ScheduleExpressionTimezone: 'ScheduleExpressionTimezone',
    StartDate: 'StartDate',
    EndDate: 'EndDate',
    State: 'State',
    Description: 'Description',
    GroupName: 'GroupName',
    KmsKeyArn: 'KmsKeyArn',
  });
  generate(expansion.out, {
    id,
    type: 'AWS::Scheduler::Schedule',
    place,
    condition,
    properties: withProperties(
      settings,
      {
        Name: get(properties, 'Name') ?? id,
        FlexibleTimeWindow: get(properties, 'FlexibleTimeWindow') ?? { Mode: 'OFF' },
        Target: {
          Arn: arn,
          RoleArn: roleArn ?? getAtt(`${id}Role`, 'Arn'),
          Input: get(properties, 'Input'),
          RetryPolicy: get(properties, 'RetryPolicy'),
          DeadLetterConfig: deadLetters && { Arn: deadLetters },
        },
      },
      place,
    ),
  });
}
