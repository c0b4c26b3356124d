import type { TemplateValue } from '@bulkhead/core';
import type { LiveResource } from '../account.ts';
import { type ApiAnswer, jsonOf, mapOf, pick, properties, scalarOf, textOf } from './shape.ts';

/** `TableDescription` as `AWS::DynamoDB::Table`. */
export function dynamoTable(answer: object, more: Readonly<Record<string, TemplateValue>> = {}): LiveResource {
  const found = answer as ApiAnswer;
  const sse = mapOf(found['SSEDescription']);
  const isOwnKey = sse['Status'] === 'ENABLED' || sse['Status'] === 'UPDATING';
  const stream = mapOf(found['StreamSpecification']);
  const streamArn = textOf(found['LatestStreamArn']);
  return {
    id: textOf(found['TableArn']) ?? '',
    type: 'AWS::DynamoDB::Table',
    properties: {
      ...pick(found, ['TableName', 'KeySchema', 'AttributeDefinitions', 'DeletionProtectionEnabled']),
      ...properties({
        BillingMode: mapOf(found['BillingModeSummary'])['BillingMode'],
        SSESpecification: isOwnKey
          ? { SSEEnabled: true, SSEType: sse['SSEType'], KMSMasterKeyId: sse['KMSMasterKeyArn'] }
          : undefined,
        StreamSpecification:
          stream['StreamEnabled'] === true ? { StreamViewType: stream['StreamViewType'] } : undefined,
      }),
      ...more,
    },
    ...(streamArn === undefined ? {} : { names: { [streamArn]: 'StreamArn' } }),
  };
}

/** `DescribeStreamSummary` as `AWS::Kinesis::Stream`. */
export function kinesisStream(answer: object): LiveResource {
  const found = answer as ApiAnswer;
  const encryption = textOf(found['EncryptionType']);
  return {
    id: textOf(found['StreamARN']) ?? '',
    type: 'AWS::Kinesis::Stream',
    properties: properties({
      Name: found['StreamName'],
      RetentionPeriodHours: found['RetentionPeriodHours'],
      ShardCount: found['OpenShardCount'],
      StreamModeDetails: found['StreamModeDetails'],
      StreamEncryption:
        encryption === undefined || encryption === 'NONE'
          ? undefined
          : { EncryptionType: encryption, KeyId: found['KeyId'] },
    }),
  };
}

const QUEUE_NUMBERS = [
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'MaximumMessageSize',
  'ReceiveMessageWaitTimeSeconds',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'FifoQueue',
  'ContentBasedDeduplication',
];

/** A queue's attributes as `AWS::SQS::Queue`, with its policy beside it. */
export function sqsQueue(answer: object, url?: string): LiveResource[] {
  const found = answer as ApiAnswer;
  const arn = textOf(found['QueueArn']) ?? '';
  const policy = jsonOf(found['Policy']);
  const queue: LiveResource = {
    id: arn,
    type: 'AWS::SQS::Queue',
    properties: properties({
      QueueName: arn.split(':')[5],
      ...Object.fromEntries(QUEUE_NUMBERS.map((name) => [name, scalarOf(found[name])])),
      KmsMasterKeyId: textOf(found['KmsMasterKeyId']),
      RedrivePolicy: jsonOf(found['RedrivePolicy']),
      RedriveAllowPolicy: jsonOf(found['RedriveAllowPolicy']),
    }),
    ...(url === undefined ? {} : { names: { [url]: '' } }),
  };
  if (policy === undefined) return [queue];
  return [
    queue,
    {
      id: `${arn}#policy`,
      type: 'AWS::SQS::QueuePolicy',
      properties: { Queues: [{ ref: arn }], PolicyDocument: policy },
    },
  ];
}

/** A topic's attributes as `AWS::SNS::Topic`, with its policy beside it. */
export function snsTopic(answer: object): LiveResource[] {
  const found = answer as ApiAnswer;
  const arn = textOf(found['TopicArn']) ?? '';
  const policy = jsonOf(found['Policy']);
  const topic: LiveResource = {
    id: arn,
    type: 'AWS::SNS::Topic',
    properties: properties({
      TopicName: arn.split(':')[5],
      DisplayName: textOf(found['DisplayName']),
      KmsMasterKeyId: textOf(found['KmsMasterKeyId']),
      FifoTopic: scalarOf(found['FifoTopic']),
      TracingConfig: textOf(found['TracingConfig']),
    }),
  };
  if (policy === undefined) return [topic];
  return [
    topic,
    {
      id: `${arn}#policy`,
      type: 'AWS::SNS::TopicPolicy',
      properties: { Topics: [{ ref: arn }], PolicyDocument: policy },
    },
  ];
}

/** `KeyMetadata` as `AWS::KMS::Key`. */
export function kmsKey(answer: object, more: Readonly<Record<string, TemplateValue>> = {}): LiveResource {
  const found = answer as ApiAnswer;
  return {
    id: textOf(found['Arn']) ?? '',
    type: 'AWS::KMS::Key',
    properties: {
      ...properties({
        Description: textOf(found['Description']),
        KeySpec: found['KeySpec'] ?? found['CustomerMasterKeySpec'],
        KeyUsage: found['KeyUsage'],
        Origin: found['Origin'],
        Enabled: found['Enabled'],
        MultiRegion: found['MultiRegion'],
      }),
      ...more,
    },
    ...(textOf(found['KeyId']) === undefined ? {} : { names: { [String(found['KeyId'])]: '' } }),
  };
}

/** `DescribeLogGroups` as `AWS::Logs::LogGroup`. */
export function logGroup(answer: object): LiveResource {
  const found = answer as ApiAnswer;
  const arn = (textOf(found['logGroupArn']) ?? textOf(found['arn']) ?? '').replace(/:\*$/, '');
  return {
    id: arn,
    type: 'AWS::Logs::LogGroup',
    properties: properties({
      LogGroupName: found['logGroupName'],
      RetentionInDays: found['retentionInDays'],
      KmsKeyId: found['kmsKeyId'],
      LogGroupClass: found['logGroupClass'],
    }),
    names: { [`${arn}:*`]: 'Arn' },
  };
}

/** An entry of `ListSecrets` as `AWS::SecretsManager::Secret` and its rotation; never with a value. */
export function secret(answer: object): LiveResource[] {
  const found = answer as ApiAnswer;
  const arn = textOf(found['ARN']) ?? textOf(found['Arn']) ?? '';
  const one: LiveResource = {
    id: arn,
    type: 'AWS::SecretsManager::Secret',
    properties: properties({
      Name: found['Name'],
      Description: textOf(found['Description']),
      KmsKeyId: found['KmsKeyId'],
      // Of a live account alone.
      CreatedDate: found['CreatedDate'],
      LastChangedDate: found['LastChangedDate'],
      LastRotatedDate: found['LastRotatedDate'],
      LastAccessedDate: found['LastAccessedDate'],
      OwningService: found['OwningService'],
    }),
  };
  if (found['RotationEnabled'] !== true) return [one];
  return [
    one,
    {
      id: `${arn}#rotation`,
      type: 'AWS::SecretsManager::RotationSchedule',
      properties: {
        SecretId: { ref: arn },
        ...properties({ RotationLambdaARN: found['RotationLambdaARN'], RotationRules: found['RotationRules'] }),
      },
    },
  ];
}
