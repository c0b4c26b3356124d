import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, ref, sub } from '../build.ts';
import { rename, withProperties } from '../properties.ts';
import { addHttpRoute, addRestRoute } from './api-events.ts';
import { expandRuleFor, expandSchedule } from './event-rules.ts';
import { generate, peekId, peekText, type SamExpansion } from './expansion.ts';
import { managedPolicyArn } from './managed-policy.ts';
import { destinationPolicy, type EventTarget, type SamEventTree } from './role.ts';

/** Managed policies that a function needs to be polled for. */
const POLLED: Readonly<Record<string, { readonly source: string; readonly policy: string | undefined }>> = {
  SQS: { source: 'Queue', policy: 'AWSLambdaSQSQueueExecutionRole' },
  Kinesis: { source: 'Stream', policy: 'AWSLambdaKinesisExecutionRole' },
  DynamoDB: { source: 'Stream', policy: 'AWSLambdaDynamoDBExecutionRole' },
  MSK: { source: 'Stream', policy: 'AWSLambdaMSKExecutionRole' },
  MQ: { source: 'Broker', policy: undefined },
  DocumentDB: { source: 'Cluster', policy: undefined },
  SelfManagedKafka: { source: '', policy: undefined },
};
const OWN_KEYS = new Set([
  'Queue',
  'Stream',
  'Broker',
  'Cluster',
  'KafkaBootstrapServers',
  'ConsumerGroupId',
  'SecretsManagerKmsKeyId',
  'DatabaseName',
  'CollectionName',
  'FullDocument',
]);

/** Expands one event of a function into the resources that SAM makes of it. */
export function expandEvent(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  if (Object.hasOwn(POLLED, event.type)) expandMapping(event, target, expansion);
  else EXPANDERS.get(event.type)?.(event, target, expansion);
}

type Expand = (event: SamEventTree, target: EventTarget, expansion: SamExpansion) => void;

const EXPANDERS: ReadonlyMap<string, Expand> = new Map<string, Expand>([
  ['Api', addRestRoute],
  ['HttpApi', addHttpRoute],
  ['S3', expandS3],
  ['SNS', expandSns],
  ['Schedule', expandRule],
  ['CloudWatchEvent', expandRule],
  ['EventBridgeRule', expandRule],
  [
    'ScheduleV2',
    (event, target, expansion) =>
      expandSchedule(event, target.arn, 'lambda:InvokeFunction', target.condition, expansion),
  ],
  ['CloudWatchLogs', expandLogs],
  ['IoTRule', expandIotRule],
  ['Cognito', expandCognito],
  [
    'AlexaSkill',
    (event, target, expansion) => {
      const token = get(event.properties, 'SkillId');
      permit(event, target, expansion, { Principal: 'alexa-appkit.amazon.com', EventSourceToken: token });
    },
  ],
]);

function permit(
  { id, place }: SamEventTree,
  target: EventTarget,
  expansion: SamExpansion,
  rest: Readonly<Record<string, Buildable>>,
  permissionId = `${id}Permission`,
): void {
  generate(expansion.out, {
    id: permissionId,
    type: 'AWS::Lambda::Permission',
    place,
    condition: target.condition,
    properties: { Action: 'lambda:InvokeFunction', FunctionName: target.name, ...rest },
  });
}

function expandMapping(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  const { id, type, properties, place } = event;
  const { source, policy } = POLLED[type]!;
  const servers = get(properties, 'KafkaBootstrapServers');
  const group = get(properties, 'ConsumerGroupId');
  const groupKey = type === 'MSK' ? 'AmazonManagedKafkaEventSourceConfig' : 'SelfManagedKafkaEventSourceConfig';
  const database = rename(properties, {
    DatabaseName: 'DatabaseName',
    CollectionName: 'CollectionName',
    FullDocument: 'FullDocument',
  });
  generate(expansion.out, {
    id,
    type: 'AWS::Lambda::EventSourceMapping',
    place,
    condition: target.condition,
    properties: withProperties(
      properties,
      {
        FunctionName: target.name,
        EventSourceArn: get(properties, source),
        // `Type` only tells SAM which policy the role needs.
        DestinationConfig: failureOf(get(properties, 'DestinationConfig')),
        ...(servers ? { SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: servers } } } : {}),
        ...(group ? { [groupKey]: { ConsumerGroupId: group } } : {}),
        ...(type === 'DocumentDB' ? { DocumentDBEventSourceConfig: withProperties(database, {}, place) } : {}),
      },
      place,
      OWN_KEYS,
    ),
  });
  if (policy !== undefined) target.role.managed.push(managedPolicyArn(policy));
  const onFailure = get(properties, 'DestinationConfig', 'OnFailure');
  const kind = peekText(get(onFailure, 'Type'), expansion);
  const arn = get(onFailure, 'Destination');
  if (kind !== undefined && arn) target.role.inline.push(destinationPolicy(kind, id, arn));
  if (type === 'MQ' || type === 'SelfManagedKafka' || type === 'MSK' || type === 'DocumentDB') {
    for (const statement of brokerStatements(type, properties)) target.role.inline.push(statement);
  }
}

function failureOf(config: Tree | undefined): Buildable {
  const arn = get(config, 'OnFailure', 'Destination');
  return arn ? { OnFailure: { Destination: arn } } : config;
}

function brokerStatements(type: string, properties: Tree | undefined): Buildable[] {
  const configurations = get(properties, 'SourceAccessConfigurations');
  const secrets = (configurations?.kind === 'list' ? configurations.items : []).flatMap((item) => {
    const uri = get(item, 'URI');
    const kind = get(item, 'Type');
    const isSecret = kind?.kind !== 'scalar' || !/^(VPC_|VIRTUAL_HOST)/.test(String(kind.value));
    return uri && isSecret ? [uri] : [];
  });
  const statements: Buildable[] = secrets.map((uri) => ({
    Effect: 'Allow',
    Action: ['secretsmanager:GetSecretValue'],
    Resource: uri,
  }));
  const broker = get(properties, 'Broker');
  if (type === 'MQ' && broker) statements.push({ Effect: 'Allow', Action: ['mq:DescribeBroker'], Resource: broker });
  if (statements.length === 0) return [];
  return [{ PolicyName: `SamAutoGeneratedAMQPolicy`, PolicyDocument: { Statement: statements } }];
}

function expandS3(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  permit(event, target, expansion, {
    Principal: 's3.amazonaws.com',
    SourceAccount: ref('AWS::AccountId'),
  });
  const { properties, place } = event;
  const bucket = peekId(get(properties, 'Bucket'), expansion);
  const events = get(properties, 'Events');
  if (bucket === undefined) return;
  for (const item of events?.kind === 'list' ? events.items : [events]) {
    expansion.additions.push({
      id: bucket,
      path: ['NotificationConfiguration', 'LambdaConfigurations'],
      value: { Function: target.arn, Filter: get(properties, 'Filter'), Event: item },
      place,
    });
  }
}

function expandSns(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  const { id, properties, place } = event;
  const topic = get(properties, 'Topic');
  const subscription = get(properties, 'SqsSubscription');
  const through = subscription && peekText(subscription, expansion) !== 'false' ? subscription : undefined;
  const { condition } = target;
  const settings = rename(properties, {
    FilterPolicy: 'FilterPolicy',
    FilterPolicyScope: 'FilterPolicyScope',
    RedrivePolicy: 'RedrivePolicy',
    Region: 'Region',
  });
  const subscribe = (protocol: string, endpoint: Buildable) =>
    generate(expansion.out, {
      id,
      type: 'AWS::SNS::Subscription',
      place,
      condition,
      properties: withProperties(settings, { Protocol: protocol, Endpoint: endpoint, TopicArn: topic }, place),
    });
  if (!through) {
    permit(event, target, expansion, { Principal: 'sns.amazonaws.com', SourceArn: topic });
    subscribe('lambda', target.arn);
    return;
  }
  const given = through.kind === 'map' ? through : undefined;
  const queueId = `${id}Queue`;
  const queueArn = get(given, 'QueueArn') ?? getAtt(queueId, 'Arn');
  if (!given) generate(expansion.out, { id: queueId, type: 'AWS::SQS::Queue', place, condition, properties: {} });
  subscribe('sqs', queueArn);
  generate(expansion.out, {
    id: peekText(get(given, 'QueuePolicyLogicalId'), expansion) ?? `${id}QueuePolicy`,
    type: 'AWS::SQS::QueuePolicy',
    place,
    condition,
    properties: {
      Queues: [get(given, 'QueueUrl') ?? ref(queueId)],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: '*',
            Action: 'sqs:SendMessage',
            Resource: queueArn,
            Condition: { ArnEquals: { 'aws:SourceArn': topic } },
          },
        ],
      },
    },
  });
  generate(expansion.out, {
    id: `${id}EventSourceMapping`,
    type: 'AWS::Lambda::EventSourceMapping',
    place,
    condition,
    properties: {
      FunctionName: target.name,
      EventSourceArn: queueArn,
      BatchSize: get(given, 'BatchSize') ?? 10,
      Enabled: get(given, 'Enabled') ?? true,
    },
  });
  target.role.managed.push(managedPolicyArn('AWSLambdaSQSQueueExecutionRole'));
}

function expandRule(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  expandRuleFor(event, { arn: target.arn, idSuffix: 'LambdaTarget', condition: target.condition }, expansion);
  permit(event, target, expansion, { Principal: 'events.amazonaws.com', SourceArn: getAtt(event.id, 'Arn') });
}

function expandLogs(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  const { id, properties, place } = event;
  const group = get(properties, 'LogGroupName');
  permit(event, target, expansion, {
    Principal: 'logs.amazonaws.com',
    SourceArn: sub('arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*', {
      __LogGroupName__: group,
    }),
  });
  generate(expansion.out, {
    id,
    type: 'AWS::Logs::SubscriptionFilter',
    place,
    condition: target.condition,
    dependsOn: [`${id}Permission`],
    properties: { LogGroupName: group, FilterPattern: get(properties, 'FilterPattern'), DestinationArn: target.arn },
  });
}

function expandIotRule(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  const { id, properties, place } = event;
  permit(event, target, expansion, {
    Principal: 'iot.amazonaws.com',
    SourceAccount: ref('AWS::AccountId'),
    SourceArn: sub('arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${RuleName}', {
      RuleName: ref(id),
    }),
  });
  generate(expansion.out, {
    id,
    type: 'AWS::IoT::TopicRule',
    place,
    condition: target.condition,
    properties: {
      TopicRulePayload: {
        Sql: get(properties, 'Sql'),
        AwsIotSqlVersion: get(properties, 'AwsIotSqlVersion'),
        RuleDisabled: false,
        Actions: [{ Lambda: { FunctionArn: target.arn } }],
      },
    },
  });
}

function expandCognito(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  const { properties, place } = event;
  const pool = peekId(get(properties, 'UserPool'), expansion);
  if (pool === undefined) return;
  const source = { Principal: 'cognito-idp.amazonaws.com', SourceArn: getAtt(pool, 'Arn') };
  permit(event, target, expansion, source, `${target.aliasId ?? target.id}CognitoPermission`);
  const triggers = get(properties, 'Trigger');
  for (const item of triggers?.kind === 'list' ? triggers.items : [triggers]) {
    const key = peekText(item, expansion);
    if (key !== undefined)
      expansion.additions.push({ id: pool, path: ['LambdaConfig'], key, value: target.arn, place });
  }
}
