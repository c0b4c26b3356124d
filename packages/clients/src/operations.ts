/** Clients whose messages reach functions, by the name that SDK v3 gives them. */
export const V3_CLIENTS: Readonly<Record<string, string>> = {
  DynamoDBClient: 'dynamodb',
  EventBridgeClient: 'eventbridge',
  FirehoseClient: 'firehose',
  KinesisClient: 'kinesis',
  LambdaClient: 'lambda',
  S3Client: 's3',
  SFNClient: 'sfn',
  SNSClient: 'sns',
  SQSClient: 'sqs',
};

/** The same by SDK v2's `serviceIdentifier`. */
export const V2_SERVICES: Readonly<Record<string, string>> = {
  cloudwatchevents: 'eventbridge',
  dynamodb: 'dynamodb',
  eventbridge: 'eventbridge',
  firehose: 'firehose',
  kinesis: 'kinesis',
  lambda: 'lambda',
  s3: 's3',
  sns: 'sns',
  sqs: 'sqs',
  stepfunctions: 'sfn',
};
