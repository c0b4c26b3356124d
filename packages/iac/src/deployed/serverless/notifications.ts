import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, join, ref, sub } from '../build.ts';
import { rename, withProperties } from '../properties.ts';
import { addHelper, helperId } from './helpers.ts';
import { normalName, plainName, upperFirst } from './ids.ts';
import { allowOf } from './role.ts';
import {
  entriesOf,
  isOn,
  itemsOf,
  known,
  make,
  ownArn,
  type Service,
  type ServiceEvent,
  type ServiceFunction,
} from './service.ts';

type Rest = Readonly<Record<string, Buildable>>;

function permit(id: string, rest: Rest, { place }: ServiceEvent, fn: ServiceFunction, service: Service): void {
  make(service, {
    id,
    type: 'AWS::Lambda::Permission',
    place,
    condition: fn.condition,
    properties: { FunctionName: fn.target, Action: 'lambda:InvokeFunction', ...rest },
  });
}

/** What has to be known of all functions before a bucket or a user pool can be written. */
export interface Shared {
  readonly buckets: Map<
    string,
    {
      readonly id: string;
      readonly settings: Tree | undefined;
      readonly configurations: Buildable[];
      readonly event: ServiceEvent;
      readonly dependsOn: string[];
    }
  >;
  readonly pools: Map<
    string,
    { readonly id: string; readonly triggers: Record<string, Buildable>; readonly event: ServiceEvent }
  >;
  readonly topics: Map<string, Buildable[]>;
}

export function expandS3(event: ServiceEvent, fn: ServiceFunction, shared: Shared, service: Service): void {
  const { tree } = event;
  const bucketTree = get(tree, 'bucket') ?? tree;
  const notification: Buildable = get(tree, 'event') ?? 's3:ObjectCreated:*';
  const rules = itemsOf(get(tree, 'rules')).flatMap((rule) => entriesOf(rule));
  if (isOn(get(tree, 'existing'))) {
    expandExistingBucket(event, bucketTree, notification, fn, service);
    return;
  }
  const key = known(bucketTree, service);
  if (key === undefined) return;
  const settings = get(service.provider, 's3', key);
  const name = known(get(settings, 'name'), service) ?? key;
  const permissionId = `${normalName(fn.key)}LambdaPermission${plainName(settings ? key : name)}S3`;
  const bucket = shared.buckets.get(name) ?? {
    id: `S3Bucket${plainName(settings ? key : name)}`,
    settings,
    configurations: [],
    event,
    dependsOn: [],
  };
  bucket.dependsOn.push(permissionId);
  bucket.configurations.push({
    Event: notification,
    Function: fn.target,
    Filter:
      rules.length > 0
        ? { S3Key: { Rules: rules.map(([name, { value }]) => ({ Name: name, Value: value })) } }
        : undefined,
  });
  shared.buckets.set(name, bucket);
  permit(
    permissionId,
    {
      Principal: 's3.amazonaws.com',
      SourceArn: sub(`arn:\${AWS::Partition}:s3:::${name}`),
      SourceAccount: ref('AWS::AccountId'),
    },
    event,
    fn,
    service,
  );
}

function expandExistingBucket(
  { place }: ServiceEvent,
  bucket: Tree | undefined,
  notification: Buildable,
  fn: ServiceFunction,
  service: Service,
): void {
  const arn = join('', sub('arn:${AWS::Partition}:s3:::'), bucket);
  const functions = ownArn('lambda', 'function:*');
  addHelper(
    's3',
    [
      allowOf(['s3:PutBucketNotification', 's3:GetBucketNotification'], arn),
      allowOf(['lambda:AddPermission', 'lambda:RemovePermission'], functions),
    ],
    place,
    service,
  );
  make(service, {
    id: `${normalName(fn.key)}CustomS31`,
    type: 'Custom::S3',
    place,
    properties: {
      ServiceToken: getAtt(helperId('s3'), 'Arn'),
      FunctionName: fn.name,
      BucketName: bucket,
      BucketConfigs: [{ Event: notification }],
    },
  });
}

/** Buckets that events name, with the settings of `provider.s3`, in the manner of CloudFormation or with a small first letter. */
export function writeShared({ buckets, pools, topics }: Shared, service: Service): void {
  for (const [name, { id, settings, configurations, event, dependsOn }] of buckets) {
    const own = entriesOf(settings).filter(
      ([key]) => key !== 'name' && upperFirst(key) !== 'NotificationConfiguration',
    );
    const notifications = get(settings, 'notificationConfiguration') ?? get(settings, 'NotificationConfiguration');
    make(service, {
      id,
      type: 'AWS::S3::Bucket',
      place: settings?.place ?? event.place,
      dependsOn,
      properties: withProperties(
        new Map(own.map(([key, entry]) => [upperFirst(key), entry])),
        {
          BucketName: name,
          NotificationConfiguration: withProperties(
            notifications,
            { LambdaConfigurations: configurations },
            event.place,
          ),
        },
        event.place,
      ),
    });
  }
  for (const [name, { id, triggers, event }] of pools) {
    const { place } = event;
    const properties = { UserPoolName: name, LambdaConfig: triggers };
    make(service, { id, type: 'AWS::Cognito::UserPool', place, properties });
  }
  for (const [id, subscriptions] of topics) {
    const topic = service.out.get(id);
    if (!topic || subscriptions.length === 0) continue;
    const properties = withProperties(topic.properties, { Subscription: subscriptions }, topic.place);
    service.out.set(id, { ...topic, properties });
  }
}

export function expandSns(event: ServiceEvent, fn: ServiceFunction, shared: Shared, service: Service): void {
  const { tree, place } = event;
  const text = tree?.kind === 'scalar' ? String(tree.value) : undefined;
  const given = get(tree, 'arn') ?? (text?.startsWith('arn:') ? tree : undefined);
  const givenText = given && known(given, service);
  const name = known(get(tree, 'topicName'), service) ?? (given ? givenText?.split(':').at(-1) : text) ?? '';
  const topicId = `SNSTopic${plainName(name)}`;
  const arn: Buildable = given ?? ownArn('sns', name);
  const filter = get(tree, 'filterPolicy');
  const redrive = get(tree, 'redrivePolicy');
  if (!given) {
    make(service, {
      id: topicId,
      type: 'AWS::SNS::Topic',
      place,
      properties: { TopicName: name, DisplayName: get(tree, 'displayName') },
    });
  }
  if (given || filter || redrive) {
    make(service, {
      id: `${normalName(fn.key)}SnsSubscription${plainName(name)}`,
      type: 'AWS::SNS::Subscription',
      place,
      condition: fn.condition,
      properties: {
        TopicArn: given ?? ref(topicId),
        Protocol: 'lambda',
        Endpoint: fn.target,
        FilterPolicy: filter,
        FilterPolicyScope: get(tree, 'filterPolicyScope'),
        RedrivePolicy: redrive && { deadLetterTargetArn: redriveTarget(redrive, 'arn') },
      },
    });
  } else {
    const known = shared.topics.get(topicId) ?? [];
    known.push({ Endpoint: fn.target, Protocol: 'lambda' });
    shared.topics.set(topicId, known);
  }
  if (redrive) {
    make(service, {
      id: `${plainName(name)}To${normalName(fn.key)}DLQPolicy`,
      type: 'AWS::SQS::QueuePolicy',
      place: redrive.place,
      properties: {
        Queues: [redriveTarget(redrive, 'url')],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'sns.amazonaws.com' },
              Action: 'sqs:SendMessage',
              Resource: redriveTarget(redrive, 'arn'),
              Condition: { ArnEquals: { 'aws:SourceArn': arn } },
            },
          ],
        },
      },
    });
  }
  const permissionId = `${normalName(fn.key)}LambdaPermission${plainName(name)}SNS`;
  permit(permissionId, { Principal: 'sns.amazonaws.com', SourceArn: arn }, event, fn, service);
}

function redriveTarget(redrive: Tree, kind: 'arn' | 'url'): Buildable {
  const own = get(redrive, 'deadLetterTargetRef');
  if (own?.kind === 'scalar') return kind === 'arn' ? getAtt(String(own.value), 'Arn') : ref(String(own.value));
  const imported = get(redrive, 'deadLetterTargetImport', kind);
  return imported ? { 'Fn::ImportValue': imported } : get(redrive, 'deadLetterTargetArn');
}

export function expandCognito(event: ServiceEvent, fn: ServiceFunction, shared: Shared, service: Service): void {
  const { tree, place } = event;
  const pool = known(get(tree, 'pool'), service) ?? '';
  const trigger = known(get(tree, 'trigger'), service) ?? '';
  if (isOn(get(tree, 'existing'))) {
    const actions = ['ListUserPools', 'DescribeUserPool', 'UpdateUserPool'].map((name) => `cognito-idp:${name}`);
    const functions = join('', sub('arn:${AWS::Partition}:lambda:*:*:function:'), fn.name);
    const change = allowOf(['lambda:AddPermission', 'lambda:RemovePermission'], functions);
    addHelper(
      'cognitoUserPool',
      [allowOf(actions, '*'), change, allowOf(['iam:PassRole'], sub('arn:${AWS::Partition}:iam::*:role/*'))],
      place,
      service,
    );
    make(service, {
      id: `${normalName(fn.key)}CustomCognitoUserPool1`,
      type: 'Custom::CognitoUserPool',
      place,
      properties: {
        ServiceToken: getAtt(helperId('cognitoUserPool'), 'Arn'),
        FunctionName: fn.name,
        UserPoolName: get(tree, 'pool'),
        UserPoolConfigs: [{ Trigger: trigger }],
      },
    });
    return;
  }
  const id = `CognitoUserPool${plainName(pool)}`;
  const known0 = shared.pools.get(pool) ?? { id, triggers: {}, event };
  known0.triggers[trigger] = fn.target;
  shared.pools.set(pool, known0);
  permit(
    `${normalName(fn.key)}LambdaPermissionCognitoUserPool${plainName(pool)}TriggerSource${plainName(trigger)}`,
    { Principal: 'cognito-idp.amazonaws.com', SourceArn: getAtt(id, 'Arn') },
    event,
    fn,
    service,
  );
}

/** @param number of the event among those of its kind in the function, from 1 */
export function expandIot(event: ServiceEvent, number: number, fn: ServiceFunction, service: Service): void {
  const { tree, place } = event;
  const name = normalName(fn.key);
  const id = `${name}IotTopicRule${number}`;
  const enabled = get(tree, 'enabled');
  make(service, {
    id,
    type: 'AWS::IoT::TopicRule',
    place,
    condition: fn.condition,
    properties: {
      RuleName: get(tree, 'name'),
      TopicRulePayload: {
        RuleDisabled: enabled?.kind === 'scalar' && enabled.value === false,
        Sql: get(tree, 'sql'),
        Description: get(tree, 'description'),
        AwsIotSqlVersion: get(tree, 'sqlVersion'),
        Actions: [{ Lambda: { FunctionArn: fn.target } }],
      },
    },
  });
  const source = ownArn('iot', 'rule/', ref(id));
  permit(
    `${name}LambdaPermissionIotTopicRule${number}`,
    { Principal: 'iot.amazonaws.com', SourceArn: source },
    event,
    fn,
    service,
  );
}

export function expandLogs(event: ServiceEvent, number: number, fn: ServiceFunction, service: Service): void {
  const { tree, place } = event;
  const name = normalName(fn.key);
  const group = get(tree, 'logGroup') ?? tree;
  const permissionId = `${name}LambdaPermissionLogsSubscriptionFilterCloudWatchLog`;
  make(service, {
    id: `${name}LogsSubscriptionFilterCloudWatchLog${number}`,
    type: 'AWS::Logs::SubscriptionFilter',
    place,
    condition: fn.condition,
    dependsOn: [permissionId],
    properties: { LogGroupName: group, FilterPattern: get(tree, 'filter') ?? '', DestinationArn: fn.target },
  });
  const principal = join('', 'logs.', ref('AWS::Region'), '.amazonaws.com');
  permit(
    permissionId,
    { Principal: principal, SourceArn: ownArn('logs', 'log-group:', group, ':*') },
    event,
    fn,
    service,
  );
}

export function expandAlexa(event: ServiceEvent, number: number, fn: ServiceFunction, service: Service): void {
  const { tree, kind } = event;
  const skill = get(tree, 'appId') ?? (tree?.kind === 'scalar' && tree.value !== 'alexaSkill' ? tree : undefined);
  const isHome = kind === 'alexaSmartHome';
  const id = `${normalName(fn.key)}LambdaPermissionAlexa${isHome ? 'SmartHome' : 'Skill'}${number}`;
  const principal = isHome ? 'alexa-connectedhome.amazon.com' : 'alexa-appkit.amazon.com';
  permit(id, { Principal: principal, EventSourceToken: skill }, event, fn, service);
}

export function expandAlb(event: ServiceEvent, number: number, fn: ServiceFunction, service: Service): void {
  const { tree, place } = event;
  const name = normalName(fn.key);
  const listener = get(tree, 'listenerArn');
  const text = listener?.kind === 'scalar' ? String(listener.value) : '';
  const reference = get(listener, 'Ref');
  const alb = text.split('/')[3] ?? (reference?.kind === 'scalar' ? String(reference.value) : '');
  const many = isOn(get(tree, 'multiValueHeaders'));
  const groupId = `${name}Alb${many ? 'MultiValue' : ''}TargetGroup${alb.replace(/[^A-Za-z0-9]/g, '')}`;
  make(service, {
    id: groupId,
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    place,
    condition: fn.condition,
    properties: {
      TargetType: 'lambda',
      Targets: [{ Id: fn.target }],
      Name: get(tree, 'targetGroupName'),
      HealthCheckEnabled: get(tree, 'healthCheck') !== undefined,
      TargetGroupAttributes: [{ Key: 'lambda.multi_value_headers.enabled', Value: many }],
    },
  });
  const conditions = get(tree, 'conditions');
  const values = (key: string) => itemsOf(get(conditions, key));
  make(service, {
    id: `${name}AlbListenerRule${number}`,
    type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    place,
    condition: fn.condition,
    properties: {
      ListenerArn: listener,
      Priority: get(tree, 'priority'),
      Conditions: [
        values('path').length > 0 ? { Field: 'path-pattern', Values: values('path') } : undefined,
        values('host').length > 0 ? { Field: 'host-header', HostHeaderConfig: { Values: values('host') } } : undefined,
        values('method').length > 0
          ? { Field: 'http-request-method', HttpRequestMethodConfig: { Values: values('method') } }
          : undefined,
        values('ip').length > 0 ? { Field: 'source-ip', SourceIpConfig: { Values: values('ip') } } : undefined,
      ],
      Actions: [...albAuthorizers(get(tree, 'authorizer'), service), { Type: 'forward', TargetGroupArn: ref(groupId) }],
    },
  });
  const principal = { Principal: 'elasticloadbalancing.amazonaws.com' };
  permit(`${name}LambdaPermissionAlb`, { ...principal, SourceArn: ref(groupId) }, event, fn, service);
  permit(`${name}LambdaPermissionRegisterTarget`, principal, event, fn, service);
}

/** What the load balancer asks before it calls the function. */
function albAuthorizers(wanted: Tree | undefined, service: Service): Buildable[] {
  return itemsOf(wanted).flatMap((item): Buildable[] => {
    const settings = get(service.provider, 'alb', 'authorizers', known(item, service) ?? '');
    if (!settings) return [];
    if (known(get(settings, 'type'), service) === 'cognito') {
      const names = {
        userPoolArn: 'UserPoolArn',
        userPoolClientId: 'UserPoolClientId',
        userPoolDomain: 'UserPoolDomain',
      };
      return [
        {
          Type: 'authenticate-cognito',
          AuthenticateCognitoConfig: withProperties(rename(settings, names), {}, settings.place),
        },
      ];
    }
    const names = { issuer: 'Issuer', clientId: 'ClientId', clientSecret: 'ClientSecret' };
    return [
      {
        Type: 'authenticate-oidc',
        AuthenticateOidcConfig: withProperties(rename(settings, names), {}, settings.place),
      },
    ];
  });
}
