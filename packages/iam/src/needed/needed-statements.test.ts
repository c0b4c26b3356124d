import type { AwsCall, DeployedResource, StaticValue, TemplateValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { templateText } from '../resources/template-text.ts';
import {
  analysis,
  answer,
  application,
  call,
  concat,
  either,
  env,
  event,
  lambdaFunction,
  list,
  open,
  request,
  resource,
  text,
  unknown,
} from '../testing/fixtures.ts';
import { findNeeds } from './needed-statements.ts';

const HERE = '${AWS::Region}:${AWS::AccountId}';
const ARN = 'arn:${AWS::Partition}';

const RESOURCES: readonly DeployedResource[] = [
  resource('Main', 'Lambda::Function', {
    Environment: {
      Variables: {
        TABLE: { ref: 'Orders' },
        TABLE_ARN: { ref: 'Orders', attribute: 'Arn' },
        BUCKET: { ref: 'Uploads' },
        SEALED: { ref: 'Sealed' },
        QUEUE: { ref: 'Jobs' },
        TOPIC: { ref: 'News' },
        MACHINE: { ref: 'Machine' },
        SECRET: { ref: 'Secret' },
        OTHER: { ref: 'Other' },
        STAGE: 'dev',
        BUS: { ref: 'Bus' },
        KEY: { ref: 'Key' },
        ELSEWHERE: { unknown: 'needs CloudFormation stack "x"', expression: '${cf:x.y}' },
        PARAMETER: { unknown: 'has no default', expression: '!Ref TableName' },
        SOCKETS: { joined: ['https://', { ref: 'Sockets' }, '.execute-api.eu-west-1.amazonaws.com/dev'] },
        NAMED: 'shop-dev-named',
        TASK: { ref: 'Task' },
      },
    },
  }),
  resource('Orders', 'DynamoDB::Table'),
  resource('Single', 'DynamoDB::Table', {
    TableName: 'single',
    AttributeDefinitions: [
      { AttributeName: 'sk', AttributeType: 'S' },
      { AttributeName: 'pk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  }),
  resource('Counted', 'DynamoDB::Table', {
    TableName: 'counted',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  }),
  resource('Named', 'DynamoDB::Table', { TableName: 'shop-dev-named' }),
  resource('Locked', 'DynamoDB::Table', {
    TableName: 'locked',
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { ref: 'Key', attribute: 'Arn' } },
  }),
  resource('Uploads', 'S3::Bucket'),
  resource('Sealed', 'S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { ref: 'Key' } } },
      ],
    },
  }),
  resource('Jobs', 'SQS::Queue'),
  resource('Plain', 'SQS::Queue', { QueueName: 'plain', KmsMasterKeyId: 'alias/aws/sqs' }),
  resource('Shut', 'SQS::Queue', { QueueName: 'shut', KmsMasterKeyId: 'alias/orders' }),
  resource('News', 'SNS::Topic'),
  resource('Machine', 'StepFunctions::StateMachine'),
  resource('Secret', 'SecretsManager::Secret'),
  resource('Other', 'Lambda::Function'),
  resource('Bus', 'Events::EventBus'),
  resource('Key', 'KMS::Key'),
  resource('Sockets', 'ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' }),
  resource('Setting', 'SSM::Parameter', { Name: '/shop/url' }),
  resource('Task', 'ECS::TaskDefinition', { TaskRoleArn: { ref: 'TaskRole', attribute: 'Arn' } }),
  resource('TaskRole', 'IAM::Role'),
];

const fn = lambdaFunction('Main', {
  triggers: [
    {
      type: 's3',
      bucket: 'Uploads',
      events: ['s3:ObjectCreated:*'],
      prefix: 'in/',
      place: { file: 'template.yaml', line: 3, column: 1 },
    },
  ],
});

function lines(calls: readonly AwsCall[]): readonly string[] {
  const { statements } = findNeeds(application([fn]), analysis('Main', calls), RESOURCES);
  return (statements.get('Main') ?? [])
    .filter((statement) => statement.because.some((reason) => reason.kind !== 'runtime'))
    .flatMap((statement) =>
      statement.actions.flatMap((action) =>
        statement.resources.map((arn) => {
          const conditions = statement.conditions === undefined ? '' : ` if ${conditionText(statement.conditions)}`;
          return `${action} ${templateText(arn)}${conditions}`;
        }),
      ),
    )
    .sort();
}

const conditionText = (conditions: Readonly<Record<string, Readonly<Record<string, TemplateValue>>>>): string =>
  Object.entries(conditions)
    .flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, value]) => {
        const values: readonly TemplateValue[] = Array.isArray(value) ? value : [value];
        return `${operator} ${key} ${values.map(templateText).join(',')}`;
      }),
    )
    .join(' and ');

const VIA_S3 = 'if StringEquals kms:ViaService s3.${AWS::Region}.amazonaws.com';

/** The key of the one table that has a customer's. */
const VIA_TABLE = 'kms:Decrypt ${Key.Arn} if StringEquals kms:ViaService dynamodb.${AWS::Region}.amazonaws.com';

describe('what a call needs', () => {
  it.each<[string, StaticValue, readonly string[]]>([
    // DynamoDB
    ['dynamodb:PutItem', request({ TableName: env('TABLE') }), ['dynamodb:PutItem ${Orders.Arn}']],
    ['dynamodb:PutItem', request({ TableName: env('TABLE_ARN') }), ['dynamodb:PutItem ${Orders.Arn}']],
    ['dynamodb:PutItem', request({ TableName: env('NAMED') }), ['dynamodb:PutItem ${Named.Arn}']],
    [
      'dynamodb:PutItem',
      request({ TableName: concat(text('shop-'), env('STAGE'), text('-named')) }),
      ['dynamodb:PutItem ${Named.Arn}'],
    ],
    ['dynamodb:PutItem', request({ TableName: 'far' }), [`dynamodb:PutItem ${ARN}:dynamodb:${HERE}:table/far`]],
    [
      'dynamodb:PutItem',
      request({ TableName: event() }),
      [`dynamodb:PutItem ${ARN}:dynamodb:${HERE}:table/*`, VIA_TABLE],
    ],
    [
      'dynamodb:PutItem',
      request({ TableName: concat(text('tenant-'), event()) }),
      [`dynamodb:PutItem ${ARN}:dynamodb:${HERE}:table/tenant-*`],
    ],
    [
      'dynamodb:GetItem',
      request({ TableName: env('PARAMETER') }),
      [`dynamodb:GetItem ${ARN}:dynamodb:${HERE}:table/\${TableName}`],
    ],
    [
      'dynamodb:GetItem',
      request({ TableName: env('ELSEWHERE') }),
      [`dynamodb:GetItem ${ARN}:dynamodb:${HERE}:table/*`, VIA_TABLE],
    ],
    ['dynamodb:GetItem', open, [`dynamodb:GetItem ${ARN}:dynamodb:${HERE}:table/*`, VIA_TABLE]],
    [
      'dynamodb:GetItem',
      request({ TableName: 'arn:aws:dynamodb:us-east-1:111122223333:table/x' }),
      ['dynamodb:GetItem arn:aws:dynamodb:us-east-1:111122223333:table/x'],
    ],
    [
      'dynamodb:GetItem',
      request({ TableName: either(env('TABLE'), env('NAMED')) }),
      ['dynamodb:GetItem ${Named.Arn}', 'dynamodb:GetItem ${Orders.Arn}'],
    ],
    [
      'dynamodb:Query',
      request({ TableName: env('TABLE'), IndexName: 'byDay' }),
      ['dynamodb:Query ${Orders.Arn}/index/byDay'],
    ],
    ['dynamodb:Query', request({ TableName: env('TABLE') }), ['dynamodb:Query ${Orders.Arn}']],
    [
      'dynamodb:TransactWriteItems',
      request({
        TransactItems: list(
          request({ Put: request({ TableName: env('TABLE') }) }),
          request({ ConditionCheck: request({ TableName: 'shop-dev-named' }) }),
        ),
      }),
      ['dynamodb:ConditionCheckItem ${Named.Arn}', 'dynamodb:PutItem ${Orders.Arn}'],
    ],
    [
      'dynamodb:TransactGetItems',
      request({ TransactItems: list(request({ Get: request({ TableName: env('TABLE') }) })) }),
      ['dynamodb:GetItem ${Orders.Arn}'],
    ],
    [
      'dynamodb:BatchWriteItem',
      request({
        RequestItems: { kind: 'object', fields: {}, open: true, computed: [{ key: env('TABLE'), value: unknown }] },
      }),
      ['dynamodb:BatchWriteItem ${Orders.Arn}'],
    ],
    [
      'dynamodb:BatchGetItem',
      request({ RequestItems: request({ 'shop-dev-named': list() }) }),
      ['dynamodb:BatchGetItem ${Named.Arn}'],
    ],
    [
      'dynamodb:ExecuteStatement',
      request({ Statement: 'SELECT * FROM "shop-dev-named" WHERE id = ?' }),
      ['dynamodb:PartiQLSelect ${Named.Arn}'],
    ],
    [
      'dynamodb:ExecuteStatement',
      request({ Statement: concat(text('UPDATE "'), env('TABLE'), text('" SET a = 1')) }),
      ['dynamodb:PartiQLUpdate ${Orders.Arn}'],
    ],
    ['dynamodb:ListTables', request({}), ['dynamodb:ListTables *']],
    [
      'dynamodb:GetItem',
      request({ TableName: 'locked' }),
      [
        'dynamodb:GetItem ${Locked.Arn}',
        'kms:Decrypt ${Key.Arn} if StringEquals kms:ViaService dynamodb.${AWS::Region}.amazonaws.com',
      ],
    ],
    // DynamoDB: partition keys that are always the same
    [
      'dynamodb:GetItem',
      request({ TableName: 'single', Key: request({ pk: 'SETTINGS', sk: event() }) }),
      ['dynamodb:GetItem ${Single.Arn} if ForAllValues:StringEquals dynamodb:LeadingKeys SETTINGS'],
    ],
    [
      'dynamodb:PutItem',
      request({
        TableName: 'single',
        Item: request({ pk: request({ S: concat(text('USER#'), event()) }), sk: request({ S: 'a' }) }),
      }),
      ['dynamodb:PutItem ${Single.Arn} if ForAllValues:StringLike dynamodb:LeadingKeys USER#*'],
    ],
    [
      'dynamodb:Query',
      request({
        TableName: 'single',
        KeyConditionExpression: '#k=:k AND sk BETWEEN :a AND :b',
        ExpressionAttributeNames: request({ '#k': 'pk' }),
        ExpressionAttributeValues: request({ ':k': either(text('B'), text('A')), ':a': event(), ':b': event() }),
      }),
      ['dynamodb:Query ${Single.Arn} if ForAllValues:StringEquals dynamodb:LeadingKeys A,B'],
    ],
    [
      'dynamodb:TransactWriteItems',
      request({
        TransactItems: list(
          request({ Put: request({ TableName: 'single', Item: request({ pk: 'A', sk: 'B' }) }) }),
          request({ Delete: request({ TableName: 'single', Key: request({ pk: 'C', sk: 'D' }) }) }),
        ),
      }),
      [
        'dynamodb:DeleteItem ${Single.Arn} if ForAllValues:StringEquals dynamodb:LeadingKeys C',
        'dynamodb:PutItem ${Single.Arn} if ForAllValues:StringEquals dynamodb:LeadingKeys A',
      ],
    ],
    // … and where they may be others: of the event, in what is spread over the item, of an index, of another type.
    [
      'dynamodb:GetItem',
      request({ TableName: 'single', Key: request({ pk: either(text('A'), event()), sk: 'B' }) }),
      ['dynamodb:GetItem ${Single.Arn}'],
    ],
    [
      'dynamodb:PutItem',
      request({ TableName: 'single', Item: { kind: 'object', fields: { pk: text('A') }, open: true } }),
      ['dynamodb:PutItem ${Single.Arn}'],
    ],
    [
      'dynamodb:PutItem',
      {
        kind: 'object',
        fields: { TableName: text('single'), Item: request({ pk: 'A', sk: 'B' }) },
        open: true,
      },
      ['dynamodb:PutItem ${Single.Arn}'],
    ],
    [
      'dynamodb:Query',
      request({
        TableName: 'single',
        IndexName: 'byDay',
        KeyConditionExpression: 'pk = :k',
        ExpressionAttributeValues: request({ ':k': 'A' }),
      }),
      ['dynamodb:Query ${Single.Arn}/index/byDay'],
    ],
    [
      'dynamodb:GetItem',
      request({ TableName: 'counted', Key: request({ pk: '7' }) }),
      ['dynamodb:GetItem ${Counted.Arn}'],
    ],
    // KMS: what the encryption context always holds
    [
      'kms:Decrypt',
      request({ KeyId: env('KEY'), EncryptionContext: request({ purpose: 'orders', tenant: event() }) }),
      ['kms:Decrypt ${Key.Arn} if StringEquals kms:EncryptionContext:purpose orders'],
    ],
    [
      'kms:Encrypt',
      request({ KeyId: env('KEY'), EncryptionContext: request({ tenant: concat(text('t-'), event()) }) }),
      ['kms:Encrypt ${Key.Arn} if StringLike kms:EncryptionContext:tenant t-*'],
    ],
    [
      'kms:Decrypt',
      request({ KeyId: env('KEY'), EncryptionContext: { kind: 'object', fields: { a: text('b') }, open: true } }),
      ['kms:Decrypt ${Key.Arn}'],
    ],
    // S3
    [
      's3:PutObject',
      request({ Bucket: env('BUCKET'), Key: concat(text('in/'), event()) }),
      ['s3:PutObject ${Uploads.Arn}/in/*'],
    ],
    ['s3:GetObject', request({ Bucket: env('BUCKET'), Key: 'a/b.json' }), ['s3:GetObject ${Uploads.Arn}/a/b.json']],
    ['s3:HeadObject', request({ Bucket: env('BUCKET'), Key: event() }), ['s3:GetObject ${Uploads.Arn}/*']],
    [
      's3:GetObject',
      request({ Bucket: event('Records[].s3.bucket.name'), Key: event('Records[].s3.object.key') }),
      ['s3:GetObject ${Uploads.Arn}/in/*'],
    ],
    [
      's3:GetObject',
      request({ Bucket: env('BUCKET'), Key: event(), VersionId: event('v') }),
      // What the event lacks is left out of the request.
      ['s3:GetObject ${Uploads.Arn}/*', 's3:GetObjectVersion ${Uploads.Arn}/*'],
    ],
    [
      's3:GetObject',
      request({
        Bucket: env('BUCKET'),
        Key: event(),
        VersionId: answer('s3:ListObjectVersions', 'Versions[].VersionId'),
      }),
      ['s3:GetObjectVersion ${Uploads.Arn}/*'],
    ],
    [
      's3:GetObject',
      request({ Bucket: env('BUCKET'), Key: event(), VersionId: either(text('1'), { kind: 'literal', value: null }) }),
      ['s3:GetObject ${Uploads.Arn}/*', 's3:GetObjectVersion ${Uploads.Arn}/*'],
    ],
    [
      's3:ListObjectsV2',
      request({ Bucket: env('BUCKET'), Prefix: either(text('in/'), { kind: 'literal', value: null }) }),
      ['s3:ListBucket ${Uploads.Arn}'],
    ],
    ['s3:ListObjectsV2', request({ Bucket: env('BUCKET') }), ['s3:ListBucket ${Uploads.Arn}']],
    [
      's3:ListObjectsV2',
      request({ Bucket: env('BUCKET'), Prefix: 'in/' }),
      ['s3:ListBucket ${Uploads.Arn} if StringEquals s3:prefix in/'],
    ],
    [
      's3:ListObjectsV2',
      request({ Bucket: env('BUCKET'), Prefix: concat(text('in/'), event()) }),
      ['s3:ListBucket ${Uploads.Arn} if StringLike s3:prefix in/*'],
    ],
    ['s3:HeadBucket', request({ Bucket: 'far' }), [`s3:ListBucket ${ARN}:s3:::far`]],
    ['s3:ListBuckets', request({}), ['s3:ListAllMyBuckets *']],
    [
      's3:CopyObject',
      request({ Bucket: env('BUCKET'), Key: 'out', CopySource: concat(env('SEALED'), text('/in/'), event()) }),
      [`kms:Decrypt \${Key.Arn} ${VIA_S3}`, 's3:GetObject ${Sealed.Arn}/in/*', 's3:PutObject ${Uploads.Arn}/out'],
    ],
    [
      's3:PutObject',
      request({ Bucket: env('BUCKET'), Key: 'a', ACL: 'public-read', Tagging: 'a=b' }),
      ['s3:PutObject ${Uploads.Arn}/a', 's3:PutObjectAcl ${Uploads.Arn}/a', 's3:PutObjectTagging ${Uploads.Arn}/a'],
    ],
    [
      's3:DeleteObjects',
      request({
        Bucket: env('BUCKET'),
        Delete: request({ Objects: list(request({ Key: 'x' }), request({ Key: 'y' })) }),
      }),
      ['s3:DeleteObject ${Uploads.Arn}/x', 's3:DeleteObject ${Uploads.Arn}/y'],
    ],
    ['s3:UploadPart', request({ Bucket: env('BUCKET'), Key: 'big' }), ['s3:PutObject ${Uploads.Arn}/big']],
    [
      's3:PutObject',
      request({ Bucket: env('SEALED'), Key: 'a' }),
      [`kms:GenerateDataKey \${Key.Arn} ${VIA_S3}`, 's3:PutObject ${Sealed.Arn}/a'],
    ],
    [
      's3:PutObject',
      request({ Bucket: 'far', Key: 'a', ServerSideEncryption: 'aws:kms', SSEKMSKeyId: env('KEY') }),
      [`kms:GenerateDataKey \${Key.Arn} ${VIA_S3}`, `s3:PutObject ${ARN}:s3:::far/a`],
    ],
    [
      's3:GetBucketLifecycleConfiguration',
      request({ Bucket: env('BUCKET') }),
      ['s3:GetLifecycleConfiguration ${Uploads.Arn}'],
    ],
    // Queues, topics, streams, buses
    ['sqs:SendMessage', request({ QueueUrl: env('QUEUE') }), ['sqs:SendMessage ${Jobs.Arn}']],
    ['sqs:SendMessageBatch', request({ QueueUrl: env('QUEUE') }), ['sqs:SendMessage ${Jobs.Arn}']],
    [
      'sqs:SendMessage',
      request({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/far' }),
      [`sqs:SendMessage ${ARN}:sqs:${HERE}:far`],
    ],
    [
      'sqs:SendMessage',
      request({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/plain' }),
      ['sqs:SendMessage ${Plain.Arn}'],
    ],
    [
      'sqs:ReceiveMessage',
      request({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/shut' }),
      [
        `kms:Decrypt ${ARN}:kms:${HERE}:key/* if StringEquals kms:ViaService sqs.\${AWS::Region}.amazonaws.com and ForAnyValue:StringEquals kms:ResourceAliases alias/orders`,
        'sqs:ReceiveMessage ${Shut.Arn}',
      ],
    ],
    ['sns:Publish', request({ TopicArn: env('TOPIC') }), ['sns:Publish ${News}']],
    ['sns:PublishBatch', request({ TopicArn: env('TOPIC') }), ['sns:Publish ${News}']],
    ['sns:Publish', request({ PhoneNumber: event() }), ['sns:Publish *']],
    ['kinesis:PutRecords', request({ StreamName: 'far' }), [`kinesis:PutRecords ${ARN}:kinesis:${HERE}:stream/far`]],
    [
      'firehose:PutRecordBatch',
      request({ DeliveryStreamName: 'far' }),
      [`firehose:PutRecordBatch ${ARN}:firehose:${HERE}:deliverystream/far`],
    ],
    [
      'eventbridge:PutEvents',
      request({ Entries: list(request({ EventBusName: env('BUS') })) }),
      ['events:PutEvents ${Bus.Arn}'],
    ],
    [
      'eventbridge:PutEvents',
      request({ Entries: list(request({ Source: 'x' })) }),
      [`events:PutEvents ${ARN}:events:${HERE}:event-bus/default`],
    ],
    [
      'eventbridge:DisableRule',
      request({ Name: 'nightly' }),
      [`events:DisableRule ${ARN}:events:${HERE}:rule/nightly`],
    ],
    [
      'scheduler:CreateSchedule',
      request({ Name: 'x', Target: request({ RoleArn: 'arn:aws:iam::111122223333:role/r' }) }),
      [
        'iam:PassRole arn:aws:iam::111122223333:role/r if StringEquals iam:PassedToService scheduler.amazonaws.com',
        `scheduler:CreateSchedule ${ARN}:scheduler:${HERE}:schedule/default/x`,
      ],
    ],
    // Functions, state machines, tasks
    ['lambda:Invoke', request({ FunctionName: env('OTHER') }), ['lambda:InvokeFunction ${Other.Arn}']],
    [
      'lambda:Invoke',
      request({ FunctionName: env('OTHER'), Qualifier: 'live' }),
      ['lambda:InvokeFunction ${Other.Arn}:live'],
    ],
    [
      'lambda:Invoke',
      request({ FunctionName: { kind: 'context', property: 'functionName' } }),
      ['lambda:InvokeFunction ${Main.Arn}'],
    ],
    [
      'lambda:Invoke',
      request({ FunctionName: env('AWS_LAMBDA_FUNCTION_NAME') }),
      ['lambda:InvokeFunction ${Main.Arn}'],
    ],
    ['lambda:ListFunctions', request({}), ['lambda:ListFunctions *']],
    ['sfn:StartExecution', request({ stateMachineArn: env('MACHINE') }), ['states:StartExecution ${Machine}']],
    ['sfn:SendTaskSuccess', request({ taskToken: event() }), ['states:SendTaskSuccess *']],
    [
      'ecs:RunTask',
      request({ taskDefinition: text('far') }),
      [
        `ecs:RunTask ${ARN}:ecs:${HERE}:task-definition/far:*`,
        `iam:PassRole ${ARN}:iam::\${AWS::AccountId}:role/* if StringEquals iam:PassedToService ecs-tasks.amazonaws.com`,
      ],
    ],
    // Secrets, parameters, keys
    [
      'secrets-manager:GetSecretValue',
      request({ SecretId: env('SECRET') }),
      ['secretsmanager:GetSecretValue ${Secret}'],
    ],
    [
      'secrets-manager:GetSecretValue',
      request({ SecretId: 'db/password' }),
      [`secretsmanager:GetSecretValue ${ARN}:secretsmanager:${HERE}:secret:db/password-??????`],
    ],
    ['ssm:GetParameter', request({ Name: '/far/url' }), [`ssm:GetParameter ${ARN}:ssm:${HERE}:parameter/far/url`]],
    ['ssm:GetParameter', request({ Name: '/shop/url' }), [`ssm:GetParameter ${ARN}:ssm:${HERE}:parameter\${Setting}`]],
    [
      'ssm:GetParametersByPath',
      request({ Path: '/far/' }),
      [
        `ssm:GetParametersByPath ${ARN}:ssm:${HERE}:parameter/far`,
        `ssm:GetParametersByPath ${ARN}:ssm:${HERE}:parameter/far/*`,
      ],
    ],
    ['kms:Encrypt', request({ KeyId: env('KEY') }), ['kms:Encrypt ${Key.Arn}']],
    [
      'kms:Encrypt',
      request({ KeyId: 'alias/x' }),
      [`kms:Encrypt ${ARN}:kms:${HERE}:key/* if StringEquals kms:RequestAlias alias/x`],
    ],
    ['kms:Decrypt', request({}), [`kms:Decrypt ${ARN}:kms:${HERE}:key/*`]],
    [
      'kms:ReEncrypt',
      request({ SourceKeyId: env('KEY'), DestinationKeyId: env('KEY') }),
      ['kms:ReEncryptFrom ${Key.Arn}', 'kms:ReEncryptTo ${Key.Arn}'],
    ],
    ['sts:GetCallerIdentity', request({}), []],
    [
      'sts:AssumeRole',
      request({ RoleArn: 'arn:aws:iam::111122223333:role/r' }),
      ['sts:AssumeRole arn:aws:iam::111122223333:role/r'],
    ],
    ['cognito-identity-provider:InitiateAuth', request({}), []],
    [
      'cognito-identity-provider:AdminGetUser',
      request({ UserPoolId: 'p' }),
      [`cognito-idp:AdminGetUser ${ARN}:cognito-idp:${HERE}:userpool/p`],
    ],
    // Others
    [
      'cloudwatch:PutMetricData',
      request({ Namespace: 'Shop' }),
      ['cloudwatch:PutMetricData * if StringEquals cloudwatch:namespace Shop'],
    ],
    [
      'rds-data:ExecuteStatement',
      request({ resourceArn: 'arn:aws:rds:eu-west-1:111122223333:cluster:c', secretArn: env('SECRET') }),
      [
        'rds-data:ExecuteStatement arn:aws:rds:eu-west-1:111122223333:cluster:c',
        'secretsmanager:GetSecretValue ${Secret}',
      ],
    ],
    [
      'redshift-data:ExecuteStatement',
      request({ ClusterIdentifier: 'c', Database: 'd', DbUser: 'u' }),
      [
        `redshift-data:ExecuteStatement ${ARN}:redshift:${HERE}:cluster:c`,
        `redshift:GetClusterCredentials ${ARN}:redshift:${HERE}:dbname:c/d`,
        `redshift:GetClusterCredentials ${ARN}:redshift:${HERE}:dbuser:c/u`,
      ],
    ],
    [
      'bedrock-runtime:Converse',
      request({ modelId: 'vendor.model-v1:0' }),
      [`bedrock:InvokeModel ${ARN}:bedrock:\${AWS::Region}::foundation-model/vendor.model-v1:0`],
    ],
    [
      'ses:SendEmail',
      request({ Source: 'Shop <a@example.com>' }),
      [
        `ses:SendEmail ${ARN}:ses:${HERE}:identity/a@example.com`,
        `ses:SendEmail ${ARN}:ses:${HERE}:identity/example.com`,
      ],
    ],
    [
      'sesv2:SendEmail',
      request({ FromEmailAddress: 'example.com', Content: request({ Raw: unknown }) }),
      [
        `ses:SendEmail ${ARN}:ses:${HERE}:identity/example.com`,
        `ses:SendRawEmail ${ARN}:ses:${HERE}:identity/example.com`,
      ],
    ],
    [
      'textract:DetectDocumentText',
      request({ Document: request({ S3Object: request({ Bucket: env('BUCKET'), Name: event() }) }) }),
      ['s3:GetObject ${Uploads.Arn}/*', 'textract:DetectDocumentText *'],
    ],
    ['xray:PutEncryptionConfig', request({ Type: 'NONE' }), ['xray:PutEncryptionConfig *']],
    [
      'transcribe:StartTranscriptionJob',
      request({
        Media: request({ MediaFileUri: concat(text('https://s3.amazonaws.com/'), env('BUCKET'), text('/'), event()) }),
        OutputBucketName: env('BUCKET'),
      }),
      ['s3:GetObject ${Uploads.Arn}/*', 's3:PutObject ${Uploads.Arn}/*', 'transcribe:StartTranscriptionJob *'],
    ],
    ['comprehend:DetectEntities', request({ Text: 'x' }), ['comprehend:DetectEntities *']],
    // By the ARN formats of the reference alone.
    [
      'codebuild:StartBuild',
      request({ projectName: 'p' }),
      [`codebuild:StartBuild ${ARN}:codebuild:${HERE}:project/p`],
    ],
    [
      'transcribe:GetVocabulary',
      request({ VocabularyName: 'v' }),
      [`transcribe:GetVocabulary ${ARN}:transcribe:${HERE}:vocabulary/v`],
    ],
  ])('%s', (name, input, expected) => {
    expect(lines([call(name, input)])).toEqual([...expected].sort());
  });

  it('takes the queue of GetQueueUrl for its answer', () => {
    const calls = [
      call('sqs:GetQueueUrl', request({ QueueName: 'plain' })),
      call('sqs:SendMessage', request({ QueueUrl: answer('sqs:GetQueueUrl', 'QueueUrl') })),
    ];
    expect(lines(calls)).toEqual(['sqs:GetQueueUrl ${Plain.Arn}', 'sqs:SendMessage ${Plain.Arn}']);
  });

  it('knows the executions of a machine', () => {
    const calls = [
      call('sfn:StartExecution', request({ stateMachineArn: env('MACHINE') })),
      call('sfn:DescribeExecution', request({ executionArn: answer('sfn:StartExecution', 'executionArn') })),
    ];
    expect(lines(calls)).toEqual([
      `states:DescribeExecution ${ARN}:states:${HERE}:execution:\${Machine.Name}:*`,
      'states:StartExecution ${Machine}',
    ]);
  });

  it('takes the roles of a task from its definition', () => {
    expect(lines([call('ecs:RunTask', request({ taskDefinition: env('TASK') }))])).toEqual([
      'ecs:RunTask ${Task}',
      'iam:PassRole ${TaskRole.Arn} if StringEquals iam:PassedToService ecs-tasks.amazonaws.com',
    ]);
  });

  it('finds the API of a client by its endpoint', () => {
    const on = (stage: string) =>
      `execute-api:ManageConnections ${ARN}:execute-api:${HERE}:\${Sockets}/${stage}/POST/@connections/*`;
    const post = (endpoint: StaticValue) =>
      lines([call('apigatewaymanagementapi:PostToConnection', open, { endpoint })]);
    expect(post(env('SOCKETS'))).toEqual([on('dev')]);
    expect(post(event('requestContext.domainName'))).toEqual([on('*')]);
  });

  it.each<[string, StaticValue, readonly string[]]>([
    [
      'opensearch:*',
      request({ host: 'search-shop-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com', method: 'post' }),
      [`es:ESHttpPost ${ARN}:es:${HERE}:domain/shop/*`],
    ],
    [
      'execute-api:*',
      request({ host: 'abcdefghij.execute-api.eu-west-1.amazonaws.com', method: 'GET', path: '/prod/orders?x=1' }),
      [`execute-api:Invoke ${ARN}:execute-api:${HERE}:abcdefghij/prod/GET/orders`],
    ],
    [
      'opensearch:*',
      request({ host: 'search.example.com', method: 'GET' }),
      [`es:ESHttpGet ${ARN}:es:${HERE}:domain/*/*`],
    ],
    ['appsync:*', request({ host: event() }), [`appsync:GraphQL ${ARN}:appsync:${HERE}:apis/*/*`]],
  ])('a signed request: %s', (name, input, expected) => {
    expect(lines([call(name, input, { by: 'http' })])).toEqual(expected);
  });

  it('says why a resource is wide, and nothing where it is exact', () => {
    const calls = [
      call('dynamodb:PutItem', request({ TableName: env('ELSEWHERE') })),
      call('s3:GetObject', request({ Bucket: env('BUCKET'), Key: 'x' })),
    ];
    const { statements } = findNeeds(application([fn]), analysis('Main', calls), RESOURCES);
    const reasons = (statements.get('Main') ?? []).flatMap((one) =>
      one.because.map((why) => [one.actions[0], why.wide]),
    );
    expect(reasons).toContainEqual(['dynamodb:PutItem', 'ELSEWHERE needs CloudFormation stack "x"']);
    expect(reasons).toContainEqual(['s3:GetObject', undefined]);
  });

  it('names calls that it cannot translate', () => {
    const calls = [call('dynamodb:*'), call('nosuch:Thing'), call('dynamodb:NoSuchThing')];
    const { problems, statements } = findNeeds(application([fn]), analysis('Main', calls), RESOURCES);
    expect(problems.map(({ kind }) => kind)).toEqual(['dynamic-operation', 'unknown-operation', 'unknown-operation']);
    expect(problems.every(({ place, functionId }) => place.line === 7 && functionId === 'Main')).toBe(true);
    expect(statements.get('Main')).toHaveLength(1);
  });

  it('lets a resource of an unknown name be an own one that is encrypted', () => {
    expect(lines([call('dynamodb:GetItem', request({ TableName: event() }))])).toContain(
      'kms:Decrypt ${Key.Arn} if StringEquals kms:ViaService dynamodb.${AWS::Region}.amazonaws.com',
    );
    expect(lines([call('dynamodb:GetItem', request({ TableName: 'far' }))])).toHaveLength(1);
  });

  it('leaves out what another statement grants already', () => {
    const calls = [
      call('s3:GetObject', request({ Bucket: env('BUCKET'), Key: 'a' })),
      call('s3:GetObject', request({ Bucket: env('BUCKET'), Key: event() })),
    ];
    expect(lines(calls)).toEqual(['s3:GetObject ${Uploads.Arn}/*']);
  });

  it('gives the same statements whatever the order of the calls', () => {
    const calls = [
      call('s3:GetObject', request({ Bucket: env('BUCKET'), Key: 'a' })),
      call('dynamodb:PutItem', request({ TableName: env('TABLE') })),
      call('dynamodb:GetItem', request({ TableName: env('TABLE') })),
    ];
    const needs = (order: readonly AwsCall[]) =>
      JSON.stringify([...findNeeds(application([fn]), analysis('Main', order), RESOURCES).statements]);
    expect(needs([...calls].reverse())).toBe(needs(calls));
  });
});
