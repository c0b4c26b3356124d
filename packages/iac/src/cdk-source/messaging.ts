import type { CdkValue } from '@bulkhead/core';
import { type Json, notKnown } from './json.ts';
import type { Maker } from './makers.ts';
import { given, keyOf, policyOf } from './storage.ts';
import { constantName, constructKey, fieldsOf, isTrue, plain, seconds } from './values.ts';

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_sqs.Queue.html */
export const makeQueue: Maker = (construct, props, context) => {
  const id = context.id(construct);
  const how = constantName(props.encryption) ?? (props.encryptionMasterKey === undefined ? undefined : 'KMS');
  const isOpen = props.encryption !== undefined && how === undefined;
  const dead = fieldsOf(props.deadLetterQueue);
  context.add({
    id,
    type: 'AWS::SQS::Queue',
    construct,
    deletionPolicy: policyOf(props, 'Delete'),
    properties: {
      QueueName: plain(props.queueName, context),
      FifoQueue: plain(props.fifo, context),
      VisibilityTimeout: seconds(props.visibilityTimeout),
      MessageRetentionPeriod: seconds(props.retentionPeriod),
      KmsMasterKeyId: isOpen
        ? notKnown('encryption that is decided at synthesis')
        : how === 'KMS'
          ? keyOf(construct, props.encryptionMasterKey, context)
          : how === 'KMS_MANAGED'
            ? 'alias/aws/sqs'
            : undefined,
      SqsManagedSseEnabled: how === 'SQS_MANAGED' ? true : how === 'UNENCRYPTED' ? false : undefined,
      RedrivePolicy:
        dead.queue === undefined
          ? given(props.deadLetterQueue)
          : {
              deadLetterTargetArn: context.arn(dead.queue),
              maxReceiveCount: plain(dead.maxReceiveCount, context),
            },
    },
  });
  if (!isTrue(props.enforceSSL)) return;
  context.add({
    id: context.id(construct, 'Policy', 'Resource'),
    type: 'AWS::SQS::QueuePolicy',
    construct,
    properties: {
      Queues: [{ Ref: id }],
      PolicyDocument: denyPlain('sqs:*', { 'Fn::GetAtt': [id, 'Arn'] }),
    },
  });
};

const denyPlain = (action: string, resource: Json): Json => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: action,
      Resource: resource,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
});

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_sns.Topic.html */
export const makeTopic: Maker = (construct, props, context) => {
  const id = context.id(construct);
  context.add({
    id,
    type: 'AWS::SNS::Topic',
    construct,
    properties: {
      TopicName: plain(props.topicName, context),
      FifoTopic: plain(props.fifo, context),
      KmsMasterKeyId: props.masterKey === undefined ? undefined : context.arn(props.masterKey),
    },
  });
  if (isTrue(props.enforceSSL)) {
    context.add({
      id: context.id(construct, 'Policy', 'Resource'),
      type: 'AWS::SNS::TopicPolicy',
      construct,
      properties: { Topics: [{ Ref: id }], PolicyDocument: denyPlain('sns:Publish', { Ref: id }) },
    });
  }
  for (const [i, call] of context.callsOn(construct.key).entries()) {
    const [target] = call.arguments;
    if (call.method !== 'addSubscription' || target?.kind !== 'made') continue;
    const subscription = subscriptionOf(target, (value) => context.arn(value));
    if (subscription === undefined) continue;
    const options = fieldsOf(target.arguments[1]);
    context.add({
      id: context.id(construct, `Subscription${i}`),
      type: 'AWS::SNS::Subscription',
      construct: call,
      properties: {
        TopicArn: { Ref: id },
        ...subscription,
        FilterPolicy: given(options.filterPolicy),
        RawMessageDelivery: plain(options.rawMessageDelivery, context),
      },
    });
  }
};

function subscriptionOf(
  target: CdkValue & { readonly kind: 'made' },
  arn: (value: CdkValue | undefined) => Json,
): { readonly Protocol: Json; readonly Endpoint: Json } | undefined {
  if (target.name.endsWith('.LambdaSubscription')) return { Protocol: 'lambda', Endpoint: arn(target.arguments[0]) };
  if (target.name.endsWith('.SqsSubscription')) return { Protocol: 'sqs', Endpoint: arn(target.arguments[0]) };
  return undefined;
}

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_kinesis.Stream.html */
export const makeStream: Maker = (construct, props, context) => {
  const how = constantName(props.encryption) ?? (props.encryptionKey === undefined ? 'MANAGED' : 'KMS');
  const by = (key: Json): Json => ({ EncryptionType: 'KMS', KeyId: key });
  context.add({
    id: context.id(construct),
    type: 'AWS::Kinesis::Stream',
    construct,
    deletionPolicy: policyOf(props, 'Retain'),
    properties: {
      Name: plain(props.streamName, context),
      ShardCount: plain(props.shardCount, context) ?? 1,
      StreamEncryption:
        how === 'KMS'
          ? by(keyOf(construct, props.encryptionKey, context))
          : how === 'MANAGED'
            ? by('alias/aws/kinesis')
            : undefined,
    },
  });
};

export const makeEventBus: Maker = (construct, props, context) => {
  const name = plain(props.eventBusName, context);
  context.add({
    id: context.id(construct),
    type: 'AWS::Events::EventBus',
    construct,
    properties: {
      // Left out, CDK makes a name of the path.
      Name: name ?? notKnown('a name that CDK makes'),
      KmsKeyIdentifier: props.kmsKey === undefined ? undefined : context.arn(props.kmsKey),
    },
  });
};

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_events.Rule.html */
export const makeRule: Maker = (construct, props, context) => {
  const targets = [
    ...(props.targets?.kind === 'list' ? props.targets.items : []),
    ...context
      .callsOn(construct.key)
      .flatMap((call) => (call.method === 'addTarget' ? call.arguments.slice(0, 1) : [])),
  ];
  const bus = constructKey(props.eventBus);
  context.add({
    id: context.id(construct),
    type: 'AWS::Events::Rule',
    construct,
    properties: {
      Name: plain(props.ruleName, context),
      State: props.enabled === undefined ? 'ENABLED' : given(props.enabled),
      EventBusName: bus === undefined ? given(props.eventBus) : context.attribute(bus, 'eventBusName'),
      EventPattern: props.eventPattern === undefined ? undefined : eventPattern(props.eventPattern, context),
      ScheduleExpression: given(props.schedule),
      Targets: targets.map((target, i) => ({
        Id: `Target${i}`,
        Arn: target.kind === 'made' ? context.arn(target.arguments[0]) : notKnown('a target that is not read'),
      })),
    },
  });
};

/** `detailType` is written `detail-type`. */
function eventPattern(value: CdkValue, context: Parameters<Maker>[2]): Json {
  const fields = Object.entries(fieldsOf(value)).map(
    ([name, field]) => [name === 'detailType' ? 'detail-type' : name, plain(field, context)] as const,
  );
  return Object.fromEntries(fields);
}
