/** Where a resource lives, for building its ARN. */
export interface Owner {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** What CloudFormation says about one resource type. */
export interface ResourceKind {
  /** Property that holds the physical name. */
  readonly nameProperty?: string;
  /** What `Ref` gives. */
  readonly ref: 'name' | 'arn' | 'url';
  /** The ARN after `arn:partition:`. */
  readonly arn?: (name: string, owner: Owner) => string;
  /** Attributes of `Fn::GetAtt` that follow from the name alone. */
  readonly named?: readonly string[];
  readonly attributes?: Readonly<Record<string, (name: string, owner: Owner) => string>>;
}

const regional =
  (service: string, prefix = '') =>
  (name: string, owner: Owner) =>
    `${service}:${owner.region}:${owner.accountId}:${prefix}${name}`;

const table: ResourceKind = {
  nameProperty: 'TableName',
  ref: 'name',
  arn: regional('dynamodb', 'table/'),
  attributes: {
    StreamArn: (name, owner) =>
      `arn:${owner.partition}:${regional('dynamodb', 'table/')(name, owner)}/stream/1970-01-01T00:00:00.000`,
  },
};
const lambda: ResourceKind = { nameProperty: 'FunctionName', ref: 'name', arn: regional('lambda', 'function:') };
const restApi: ResourceKind = { ref: 'name' };
const httpApi: ResourceKind = {
  ref: 'name',
  attributes: { ApiEndpoint: (name, owner) => `https://${name}.execute-api.${owner.region}.amazonaws.com` },
};

/**
 * Return values after
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html ("Return
 * values" of each type) and ARN forms after https://docs.aws.amazon.com/service-authorization/latest/reference/.
 */
const KINDS: ReadonlyMap<string, ResourceKind> = new Map<string, ResourceKind>([
  [
    'AWS::S3::Bucket',
    {
      nameProperty: 'BucketName',
      ref: 'name',
      arn: (name) => `s3:::${name}`,
      attributes: {
        DomainName: (name) => `${name}.s3.amazonaws.com`,
        RegionalDomainName: (name, owner) => `${name}.s3.${owner.region}.amazonaws.com`,
        WebsiteURL: (name, owner) => `http://${name}.s3-website-${owner.region}.amazonaws.com`,
      },
    },
  ],
  ['AWS::DynamoDB::Table', table],
  ['AWS::DynamoDB::GlobalTable', table],
  ['AWS::Serverless::SimpleTable', table],
  [
    'AWS::SQS::Queue',
    {
      nameProperty: 'QueueName',
      ref: 'url',
      arn: regional('sqs'),
      named: ['QueueName'],
      attributes: { QueueUrl: queueUrl },
    },
  ],
  ['AWS::SNS::Topic', { nameProperty: 'TopicName', ref: 'arn', arn: regional('sns'), named: ['TopicName'] }],
  ['AWS::Lambda::Function', lambda],
  ['AWS::Serverless::Function', lambda],
  ['AWS::Kinesis::Stream', { nameProperty: 'Name', ref: 'name', arn: regional('kinesis', 'stream/') }],
  [
    'AWS::KinesisFirehose::DeliveryStream',
    { nameProperty: 'DeliveryStreamName', ref: 'name', arn: regional('firehose', 'deliverystream/') },
  ],
  [
    'AWS::StepFunctions::StateMachine',
    { nameProperty: 'StateMachineName', ref: 'arn', arn: regional('states', 'stateMachine:'), named: ['Name'] },
  ],
  [
    'AWS::Serverless::StateMachine',
    { nameProperty: 'Name', ref: 'arn', arn: regional('states', 'stateMachine:'), named: ['Name'] },
  ],
  [
    'AWS::Logs::LogGroup',
    {
      nameProperty: 'LogGroupName',
      ref: 'name',
      arn: (name, owner) => `${regional('logs', 'log-group:')(name, owner)}:*`,
    },
  ],
  [
    'AWS::Events::EventBus',
    { nameProperty: 'Name', ref: 'name', arn: regional('events', 'event-bus/'), named: ['Name'] },
  ],
  ['AWS::SecretsManager::Secret', { nameProperty: 'Name', ref: 'arn', arn: regional('secretsmanager', 'secret:') }],
  ['AWS::SSM::Parameter', { nameProperty: 'Name', ref: 'name', arn: regional('ssm', 'parameter/') }],
  ['AWS::KMS::Key', { ref: 'name', arn: regional('kms', 'key/') }],
  ['AWS::KMS::Alias', { nameProperty: 'AliasName', ref: 'name', arn: regional('kms') }],
  ['AWS::Cognito::UserPool', { ref: 'name', arn: regional('cognito-idp', 'userpool/') }],
  [
    'AWS::IAM::Role',
    { nameProperty: 'RoleName', ref: 'name', arn: (name, owner) => `iam::${owner.accountId}:role/${name}` },
  ],
  ['AWS::ApiGateway::RestApi', restApi],
  ['AWS::Serverless::Api', restApi],
  ['AWS::ApiGatewayV2::Api', httpApi],
  ['AWS::Serverless::HttpApi', httpApi],
]);

/** A type that the table lacks: `Ref` gives its name, its ARN is built from the service in its type. */
export function resourceKind(type: string): ResourceKind {
  const known = KINDS.get(type);
  if (known) return known;
  const service = type.split('::')[1]?.toLowerCase() ?? 'cloudformation';
  return { ref: 'name', arn: regional(service) };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html */
export function queueUrl(name: string, owner: Owner): string {
  return `https://sqs.${owner.region}.amazonaws.com/${owner.accountId}/${name}`;
}
