import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, join } from '../build.ts';
import { addHelper } from './helpers.ts';
import { normalName, plainName } from './ids.ts';
import { allowOf, SCHEDULER } from './role.ts';
import {
  isOff,
  itemsOf,
  known,
  make,
  ownArn,
  type Service,
  type ServiceEvent,
  type ServiceFunction,
} from './service.ts';

const EVENTS = 'events.amazonaws.com';

/** What a rule hands to the function in place of the event. */
function inputOf(tree: Tree | undefined): Readonly<Record<string, Buildable>> {
  const input = get(tree, 'input');
  const transformer = get(tree, 'inputTransformer');
  return {
    Input: input?.kind === 'map' ? { 'Fn::ToJsonString': input } : input,
    InputPath: get(tree, 'inputPath'),
    InputTransformer: transformer && {
      InputTemplate: get(transformer, 'inputTemplate'),
      InputPathsMap: get(transformer, 'inputPathsMap'),
    },
  };
}

function stateOf(tree: Tree | undefined): string {
  return isOff(get(tree, 'enabled')) ? 'DISABLED' : 'ENABLED';
}

function permit(id: string, sourceArn: Buildable, event: ServiceEvent, fn: ServiceFunction, service: Service): void {
  make(service, {
    id,
    type: 'AWS::Lambda::Permission',
    place: event.place,
    condition: fn.condition,
    properties: { FunctionName: fn.target, Action: 'lambda:InvokeFunction', Principal: EVENTS, SourceArn: sourceArn },
  });
}

/** @param first number of the function's first schedule here; @returns the number of the next */
export function expandSchedules(event: ServiceEvent, first: number, fn: ServiceFunction, service: Service): number {
  const { tree, place } = event;
  const rates = itemsOf(get(tree, 'rate') ?? tree);
  const name = normalName(fn.key);
  let number = first;
  for (const rate of rates) {
    if (known(get(tree, 'method'), service) === 'scheduler') {
      expandScheduler(rate, `${name}SchedulerSchedule${number}`, event, fn, service);
    } else {
      const id = `${name}EventsRuleSchedule${number}`;
      make(service, {
        id,
        type: 'AWS::Events::Rule',
        place,
        condition: fn.condition,
        properties: {
          ScheduleExpression: rate,
          State: stateOf(tree),
          Name: get(tree, 'name'),
          Description: get(tree, 'description'),
          Targets: [{ ...inputOf(tree), Arn: fn.target, Id: `${fn.key}Schedule` }],
        },
      });
      permit(`${name}LambdaPermissionEventsRuleSchedule${number}`, getAtt(id, 'Arn'), event, fn, service);
    }
    number++;
  }
  return number;
}

function expandScheduler(
  rate: Tree,
  id: string,
  { tree, place }: ServiceEvent,
  fn: ServiceFunction,
  service: Service,
): void {
  const role = get(tree, 'roleArn');
  make(service, {
    id,
    type: 'AWS::Scheduler::Schedule',
    place,
    condition: fn.condition,
    properties: {
      ScheduleExpression: rate,
      ScheduleExpressionTimezone: get(tree, 'timezone'),
      State: stateOf(tree),
      Name: get(tree, 'name'),
      GroupName: get(tree, 'groupName'),
      Description: get(tree, 'description'),
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: fn.target,
        RoleArn: role ?? getAtt('IamRoleLambdaExecution', 'Arn'),
        Input: inputOf(tree)['Input'],
      },
    },
  });
  const arn = ownArn('lambda', 'function:', fn.name);
  service.statements.push(allowOf(['lambda:InvokeFunction'], [arn, join('', arn, ':*')]));
  if (!service.statements.includes(SCHEDULER)) service.statements.push(SCHEDULER);
}

export function expandCloudWatchEvent(
  event: ServiceEvent,
  number: number,
  fn: ServiceFunction,
  service: Service,
): void {
  const { tree, place } = event;
  const name = normalName(fn.key);
  const id = `${name}EventsRuleCloudWatchEvent${number}`;
  make(service, {
    id,
    type: 'AWS::Events::Rule',
    place,
    condition: fn.condition,
    properties: {
      EventPattern: get(tree, 'event'),
      State: stateOf(tree),
      Name: get(tree, 'name'),
      Description: get(tree, 'description'),
      Targets: [{ ...inputOf(tree), Arn: fn.target, Id: `${fn.key}CloudWatchEvent` }],
    },
  });
  permit(`${name}LambdaPermissionEventsRuleCloudWatchEvent${number}`, getAtt(id, 'Arn'), event, fn, service);
}

/** @param index of the event among all events of the function, from 1 */
export function expandEventBridge(event: ServiceEvent, index: number, fn: ServiceFunction, service: Service): void {
  const { tree, place } = event;
  const wanted = get(tree, 'eventBus');
  const bus = known(wanted, service);
  if (isOff(get(service.provider, 'eventBridge', 'useCloudFormation'))) {
    addHelper('eventBridge', eventBridgeStatements(bus), place, service);
    make(service, {
      id: `${normalName(fn.key)}CustomEventBridge${index}`,
      type: 'Custom::EventBridge',
      place,
      properties: {
        FunctionName: fn.name,
        EventBridgeConfig: {
          RuleName: get(tree, 'name'),
          State: stateOf(tree),
          EventBus: wanted,
          Schedule: get(tree, 'schedule'),
          Pattern: get(tree, 'pattern'),
          ...inputOf(tree),
        },
      },
    });
    return;
  }
  const makesBus = bus !== undefined && bus !== 'default' && !bus.startsWith('arn:');
  if (makesBus) {
    make(service, {
      id: `${normalName(bus)}EventBridgeEventBus`,
      type: 'AWS::Events::EventBus',
      place: wanted!.place,
      properties: { Name: wanted },
    });
  }
  const busName: Buildable = bus === 'default' ? undefined : bus?.startsWith('arn:') ? bus.split('/').at(-1) : wanted;
  const deployed = typeof fn.name === 'string' ? fn.name : fn.key;
  const ruleId = `${plainName(`${deployed}-rule-${index}`)}EventBridgeRule`;
  const ruleName: Buildable = get(tree, 'name') ?? join('', fn.name, `-rule-${index}`);
  const retry = get(tree, 'retryPolicy');
  const deadLetters = get(tree, 'deadLetterQueueArn');
  make(service, {
    id: ruleId,
    type: 'AWS::Events::Rule',
    place,
    condition: fn.condition,
    properties: {
      Description: get(tree, 'description'),
      EventBusName: busName,
      EventPattern: get(tree, 'pattern'),
      Name: ruleName,
      ScheduleExpression: get(tree, 'schedule'),
      State: stateOf(tree),
      Targets: [
        {
          Arn: fn.target,
          Id: join('', ruleName, '-target'),
          ...inputOf(tree),
          RetryPolicy: retry && {
            MaximumEventAgeInSeconds: get(retry, 'maximumEventAge'),
            MaximumRetryAttempts: get(retry, 'maximumRetryAttempts'),
          },
          DeadLetterConfig: deadLetters && { Arn: deadLetters },
        },
      ],
    },
  });
  const path = busName === undefined ? [ruleName] : [busName, '/', ruleName];
  permit(
    `${normalName(fn.key)}EventBridgeLambdaPermission${index}`,
    ownArn('events', 'rule/', ...path),
    event,
    fn,
    service,
  );
}

function eventBridgeStatements(bus: string | undefined): Buildable[] {
  const rules = ['PutRule', 'RemoveTargets', 'PutTargets', 'DeleteRule'].map((name) => `events:${name}`);
  const buses = ['events:CreateEventBus', 'events:DeleteEventBus'];
  return [
    bus !== undefined && bus !== 'default' ? allowOf(buses, ownArn('events', 'event-bus/*')) : undefined,
    allowOf(rules, ownArn('events', 'rule/*')),
    allowOf(['lambda:AddPermission', 'lambda:RemovePermission'], ownArn('lambda', 'function:*')),
  ];
}
