/**
 * What the `grant…` methods of constructs give, found by synthesising each with aws-cdk-lib 2.276 (Apache-2.0) and reading the
 * policy that came out. `self`: the resource's own ARN, `inside`: what is in it (objects of a bucket, indexes of a table where
 * it has some, versions of a function).
 */
export interface Grant {
  readonly actions: readonly string[];
  readonly on: readonly ('self' | 'inside' | 'stream' | 'any')[];
  /** What is granted on the key, where the resource is encrypted with one. */
  readonly key?: readonly string[];
}

const DECRYPT = ['kms:Decrypt', 'kms:DescribeKey'];
const ENCRYPT = ['kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Decrypt'];

const S3_READ = ['s3:GetObject*', 's3:GetBucket*', 's3:List*'];
const S3_PUT = [
  's3:PutObject',
  's3:PutObjectLegalHold',
  's3:PutObjectRetention',
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
  's3:Abort*',
];
const bucket: Readonly<Record<string, readonly Grant[]>> = {
  grantRead: [{ actions: S3_READ, on: ['self', 'inside'], key: DECRYPT }],
  grantWrite: [{ actions: ['s3:DeleteObject*', ...S3_PUT], on: ['self', 'inside'], key: ENCRYPT }],
  grantReadWrite: [
    { actions: [...S3_READ, 's3:DeleteObject*', ...S3_PUT], on: ['self', 'inside'], key: [...DECRYPT, ...ENCRYPT] },
  ],
  grantPut: [{ actions: S3_PUT, on: ['inside'], key: ENCRYPT }],
  grantPutAcl: [{ actions: ['s3:PutObjectAcl', 's3:PutObjectVersionAcl'], on: ['inside'] }],
  grantDelete: [{ actions: ['s3:DeleteObject*'], on: ['inside'] }],
};

const names = (service: string, ...actions: readonly string[]): readonly string[] =>
  actions.map((action) => `${service}:${action}`);

const ROWS_READ = names('dynamodb', 'BatchGetItem', 'Query', 'GetItem', 'Scan', 'ConditionCheckItem', 'DescribeTable');
const ROWS_WRITE = names('dynamodb', 'BatchWriteItem', 'PutItem', 'UpdateItem', 'DeleteItem');
const ROWS_STREAM = names('dynamodb', 'GetRecords', 'GetShardIterator');
const table: Readonly<Record<string, readonly Grant[]>> = {
  grantReadData: [{ actions: [...ROWS_READ, ...ROWS_STREAM], on: ['self', 'inside'], key: DECRYPT }],
  grantWriteData: [{ actions: [...ROWS_WRITE, 'dynamodb:DescribeTable'], on: ['self', 'inside'], key: ENCRYPT }],
  grantReadWriteData: [
    { actions: [...ROWS_READ, ...ROWS_WRITE, ...ROWS_STREAM], on: ['self', 'inside'], key: [...DECRYPT, ...ENCRYPT] },
  ],
  grantFullAccess: [{ actions: ['dynamodb:*'], on: ['self', 'inside'], key: [...DECRYPT, ...ENCRYPT] }],
  grantStreamRead: [
    { actions: ['dynamodb:ListStreams'], on: ['any'] },
    { actions: ['dynamodb:DescribeStream', ...ROWS_STREAM], on: ['stream'], key: DECRYPT },
  ],
  grantTableListStreams: [{ actions: ['dynamodb:ListStreams'], on: ['any'] }],
};

const one = (service: string, ...actions: readonly string[]): readonly Grant[] => [
  { actions: names(service, ...actions), on: ['self'] },
];
const STREAM_READ = [
  'DescribeStreamSummary',
  'GetRecords',
  'GetShardIterator',
  'ListShards',
  'SubscribeToShard',
  'DescribeStream',
  'ListStreams',
  'DescribeStreamConsumer',
];
const STREAM_WRITE = ['ListShards', 'PutRecord', 'PutRecords'];

/** By class and method. */
export const GRANTS: Readonly<Record<string, Readonly<Record<string, readonly Grant[]>>>> = {
  'aws-s3.Bucket': bucket,
  'aws-dynamodb.Table': table,
  'aws-dynamodb.TableV2': table,
  'aws-sqs.Queue': {
    grantConsumeMessages: [
      {
        actions: names(
          'sqs',
          'ReceiveMessage',
          'ChangeMessageVisibility',
          'GetQueueUrl',
          'DeleteMessage',
          'GetQueueAttributes',
        ),
        on: ['self'],
        key: ['kms:Decrypt'],
      },
    ],
    grantSendMessages: [
      { actions: names('sqs', 'SendMessage', 'GetQueueAttributes', 'GetQueueUrl'), on: ['self'], key: ENCRYPT },
    ],
    grantPurge: one('sqs', 'PurgeQueue', 'GetQueueAttributes', 'GetQueueUrl'),
  },
  'aws-sns.Topic': {
    grantPublish: [{ actions: ['sns:Publish'], on: ['self'], key: ['kms:Decrypt', 'kms:GenerateDataKey*'] }],
    grantSubscribe: one('sns', 'Subscribe'),
  },
  'aws-kinesis.Stream': {
    grantRead: [{ actions: names('kinesis', ...STREAM_READ), on: ['self'], key: ['kms:Decrypt'] }],
    grantWrite: [{ actions: names('kinesis', ...STREAM_WRITE), on: ['self'], key: ENCRYPT }],
    grantReadWrite: [
      { actions: names('kinesis', ...STREAM_READ, 'PutRecord', 'PutRecords'), on: ['self'], key: ENCRYPT },
    ],
  },
  'aws-kms.Key': {
    grantDecrypt: one('kms', 'Decrypt'),
    grantEncrypt: one('kms', 'Encrypt', 'ReEncrypt*', 'GenerateDataKey*'),
    grantEncryptDecrypt: one('kms', 'Decrypt', 'Encrypt', 'ReEncrypt*', 'GenerateDataKey*'),
    grantSign: one('kms', 'Sign'),
    grantVerify: one('kms', 'Verify'),
    grantSignVerify: one('kms', 'Sign', 'Verify'),
    grantGenerateMac: one('kms', 'GenerateMac'),
    grantVerifyMac: one('kms', 'VerifyMac'),
  },
  'aws-secretsmanager.Secret': {
    grantRead: [
      { actions: names('secretsmanager', 'GetSecretValue', 'DescribeSecret'), on: ['self'], key: ['kms:Decrypt'] },
    ],
    grantWrite: [
      {
        actions: names('secretsmanager', 'PutSecretValue', 'UpdateSecret', 'UpdateSecretVersionStage'),
        on: ['self'],
        key: ENCRYPT.slice(0, 3),
      },
    ],
  },
  'aws-ssm.StringParameter': {
    grantRead: one('ssm', 'DescribeParameters', 'GetParameters', 'GetParameter', 'GetParameterHistory'),
    grantWrite: one('ssm', 'PutParameter'),
  },
  'aws-lambda.Function': {
    grantInvoke: [{ actions: ['lambda:InvokeFunction'], on: ['self', 'inside'] }],
    grantInvokeUrl: one('lambda', 'InvokeFunctionUrl', 'InvokeFunction'),
  },
  'aws-events.EventBus': { grantPutEventsTo: one('events', 'PutEvents') },
  'aws-stepfunctions.StateMachine': {
    grantStartExecution: one('states', 'StartExecution'),
    grantStartSyncExecution: one('states', 'StartSyncExecution'),
    grantTaskResponse: one('states', 'SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'),
  },
  'aws-logs.LogGroup': {
    grantWrite: one('logs', 'CreateLogStream', 'PutLogEvents'),
    grantRead: one(
      'logs',
      'FilterLogEvents',
      'GetLogEvents',
      'GetLogGroupFields',
      'DescribeLogGroups',
      'DescribeLogStreams',
    ),
  },
};
