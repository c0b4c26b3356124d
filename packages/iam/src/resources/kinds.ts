import type { Part } from './template-text.ts';

/** What identifies a resource of AWS, in a request, in a template and in an ARN. */
export interface ResourceKind {
  /** In words for a person, in the plural: `tables`. */
  readonly plural: string;
  /** CloudFormation types. */
  readonly types: readonly string[];
  /** Property that holds the name. */
  readonly nameProperty?: string;
  /** What `Ref` of it gives. */
  readonly ref: 'name' | 'arn' | 'url';
  /** `Fn::GetAtt` that gives its ARN; left out where it has none. */
  readonly arnAttribute?: string;
  /** `Fn::GetAtt` that gives the name, where `Ref` gives something else. */
  readonly nameAttribute?: string;
  /** ARN of one by its name; `*` as the name: any. */
  readonly arn: string;
  /** Properties, in order, that may name the customer's key that encrypts it. */
  readonly keyProperties?: readonly (readonly (string | number)[])[];
  /** Makes of an ARN that the code has one of this kind: an execution's of a state machine's. */
  readonly fromArn?: (arn: string) => string;
  /** Makes of a name that the code has what stands in an ARN. */
  readonly nameOf?: (parts: readonly Part[]) => readonly Part[];
}

/** Changes the first piece of a text, where it is known. */
const withStart =
  (change: (start: string) => string) =>
  (parts: readonly Part[]): readonly Part[] =>
    typeof parts[0] === 'string' ? [change(parts[0]), ...parts.slice(1)] : parts;

const P = 'arn:${Partition}';
const HERE = '${Region}:${Account}';

/**
 * Kinds of resources that requests name. What `Ref` and `Fn::GetAtt` give: AWS CloudFormation template reference, "Return
 * values" of each type; ARNs: Service Authorization Reference, "Resource types defined by".
 */
export const table: ResourceKind = {
  plural: 'tables',
  types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'],
  nameProperty: 'TableName',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:dynamodb:${HERE}:table/\${Name}`,
  keyProperties: [
    ['SSESpecification', 'KMSMasterKeyId'],
    ['Replicas', 0, 'SSESpecification', 'KMSMasterKeyId'],
  ],
};
export const bucket: ResourceKind = {
  plural: 'buckets',
  types: ['AWS::S3::Bucket'],
  nameProperty: 'BucketName',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:s3:::\${Name}`,
  keyProperties: [
    ['BucketEncryption', 'ServerSideEncryptionConfiguration', 0, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID'],
  ],
};
export const queue: ResourceKind = {
  plural: 'queues',
  types: ['AWS::SQS::Queue'],
  nameProperty: 'QueueName',
  ref: 'url',
  arnAttribute: 'Arn',
  nameAttribute: 'QueueName',
  arn: `${P}:sqs:${HERE}:\${Name}`,
  keyProperties: [['KmsMasterKeyId']],
};
export const topic: ResourceKind = {
  plural: 'topics',
  types: ['AWS::SNS::Topic'],
  nameProperty: 'TopicName',
  ref: 'arn',
  arnAttribute: 'TopicArn',
  nameAttribute: 'TopicName',
  arn: `${P}:sns:${HERE}:\${Name}`,
  keyProperties: [['KmsMasterKeyId']],
};
export const stream: ResourceKind = {
  plural: 'streams',
  types: ['AWS::Kinesis::Stream'],
  nameProperty: 'Name',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:kinesis:${HERE}:stream/\${Name}`,
  keyProperties: [['StreamEncryption', 'KeyId']],
};
export const deliveryStream: ResourceKind = {
  plural: 'delivery streams',
  types: ['AWS::KinesisFirehose::DeliveryStream'],
  nameProperty: 'DeliveryStreamName',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:firehose:${HERE}:deliverystream/\${Name}`,
};
export const key: ResourceKind = {
  plural: 'keys',
  types: ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'],
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:kms:${HERE}:key/\${Name}`,
};
export const lambdaFunction: ResourceKind = {
  plural: 'functions',
  types: ['AWS::Lambda::Function', 'AWS::Lambda::Alias', 'AWS::Lambda::Version'],
  nameProperty: 'FunctionName',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:lambda:${HERE}:function:\${Name}`,
  // A part of an ARN is a name as well: `123456789012:function:orders`.
  nameOf: withStart((start) => start.replace(/^(?:\d{12}:)?function:/, '')),
};
export const secret: ResourceKind = {
  plural: 'secrets',
  types: ['AWS::SecretsManager::Secret'],
  nameProperty: 'Name',
  ref: 'arn',
  // Secrets Manager appends six characters of its own choice to a name (API reference, CreateSecret).
  arn: `${P}:secretsmanager:${HERE}:secret:\${Name}-??????`,
  keyProperties: [['KmsKeyId']],
  // An ARN without these six characters names the same secret, and is no resource of a policy.
  fromArn: (arn) => (/-[A-Za-z0-9?]{6}$|\*$/.test(arn) ? arn : `${arn}-??????`),
};
export const parameter: ResourceKind = {
  plural: 'parameters',
  types: ['AWS::SSM::Parameter'],
  nameProperty: 'Name',
  ref: 'name',
  arn: `${P}:ssm:${HERE}:parameter/\${Name}`,
  // `/orders/url:3` asks for a version of the parameter `orders/url`.
  nameOf: (parts) =>
    withStart((start) => start.replace(/^\//, ''))(parts).map((part) =>
      typeof part === 'string' ? part.replace(/:\d+$/, '') : part,
    ),
};
export const stateMachine: ResourceKind = {
  plural: 'state machines',
  types: ['AWS::StepFunctions::StateMachine'],
  nameProperty: 'StateMachineName',
  ref: 'arn',
  arnAttribute: 'Arn',
  nameAttribute: 'Name',
  arn: `${P}:states:${HERE}:stateMachine:\${Name}`,
  keyProperties: [['EncryptionConfiguration', 'KmsKeyId']],
};
/** Executions of a state machine, named by the machine. */
export const execution: ResourceKind = {
  ...stateMachine,
  plural: 'executions',
  arnAttribute: '',
  arn: `${P}:states:${HERE}:execution:\${Name}:*`,
  fromArn: (arn) => (arn.includes(':stateMachine:') ? `${arn.replace(':stateMachine:', ':execution:')}:*` : arn),
};
export const activity: ResourceKind = {
  plural: 'activities',
  types: ['AWS::StepFunctions::Activity'],
  nameProperty: 'Name',
  ref: 'arn',
  nameAttribute: 'Name',
  arn: `${P}:states:${HERE}:activity:\${Name}`,
};
export const eventBus: ResourceKind = {
  plural: 'event buses',
  types: ['AWS::Events::EventBus'],
  nameProperty: 'Name',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:events:${HERE}:event-bus/\${Name}`,
  keyProperties: [['KmsKeyIdentifier']],
};
export const eventRule: ResourceKind = {
  plural: 'rules',
  types: ['AWS::Events::Rule'],
  nameProperty: 'Name',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:events:${HERE}:rule/\${Name}`,
};
export const logGroup: ResourceKind = {
  plural: 'log groups',
  types: ['AWS::Logs::LogGroup'],
  nameProperty: 'LogGroupName',
  ref: 'name',
  arn: `${P}:logs:${HERE}:log-group:\${Name}`,
};
export const userPool: ResourceKind = {
  plural: 'user pools',
  types: ['AWS::Cognito::UserPool'],
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:cognito-idp:${HERE}:userpool/\${Name}`,
};
export const identityPool: ResourceKind = {
  plural: 'identity pools',
  types: ['AWS::Cognito::IdentityPool'],
  ref: 'name',
  arn: `${P}:cognito-identity:${HERE}:identitypool/\${Name}`,
};
export const databaseCluster: ResourceKind = {
  plural: 'database clusters',
  types: ['AWS::RDS::DBCluster'],
  nameProperty: 'DBClusterIdentifier',
  ref: 'name',
  arnAttribute: 'DBClusterArn',
  arn: `${P}:rds:${HERE}:cluster:\${Name}`,
};
export const role: ResourceKind = {
  plural: 'roles',
  types: ['AWS::IAM::Role'],
  nameProperty: 'RoleName',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:iam::\${Account}:role/\${Name}`,
};
export const taskDefinition: ResourceKind = {
  plural: 'task definitions',
  types: ['AWS::ECS::TaskDefinition'],
  nameProperty: 'Family',
  ref: 'arn',
  // Without a revision the newest one is meant (Amazon ECS API reference, RunTask).
  arn: `${P}:ecs:${HERE}:task-definition/\${Name}:*`,
};
export const ecsCluster: ResourceKind = {
  plural: 'clusters',
  types: ['AWS::ECS::Cluster'],
  nameProperty: 'ClusterName',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:ecs:${HERE}:cluster/\${Name}`,
};
export const schedule: ResourceKind = {
  plural: 'schedules',
  types: ['AWS::Scheduler::Schedule'],
  nameProperty: 'Name',
  ref: 'name',
  arn: `${P}:scheduler:${HERE}:schedule/\${Name}`,
};
export const restApi: ResourceKind = {
  plural: 'APIs',
  types: ['AWS::ApiGateway::RestApi', 'AWS::ApiGatewayV2::Api'],
  ref: 'name',
  arn: `${P}:execute-api:${HERE}:\${Name}`,
};
export const appSyncApi: ResourceKind = {
  plural: 'GraphQL APIs',
  types: ['AWS::AppSync::GraphQLApi'],
  ref: 'arn',
  arnAttribute: 'Arn',
  nameAttribute: 'ApiId',
  arn: `${P}:appsync:${HERE}:apis/\${Name}`,
};
export const workGroup: ResourceKind = {
  plural: 'workgroups',
  types: ['AWS::Athena::WorkGroup'],
  nameProperty: 'Name',
  ref: 'name',
  arn: `${P}:athena:${HERE}:workgroup/\${Name}`,
};
export const searchDomain: ResourceKind = {
  plural: 'search domains',
  types: ['AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain'],
  nameProperty: 'DomainName',
  ref: 'name',
  arnAttribute: 'Arn',
  arn: `${P}:es:${HERE}:domain/\${Name}`,
  // `search-NAME-…26 characters….REGION.es.amazonaws.com`; a host of any other form tells no name.
  nameOf: (parts) => {
    const [start] = parts;
    if (typeof start !== 'string') return parts;
    const name = /^(?:https?:\/\/)?(?:search|vpc)-(.+)-[a-z0-9]{26}\./.exec(start)?.[1];
    if (name !== undefined) return [name];
    return /^[a-z][a-z0-9-]*$/.test(start)
      ? parts
      : [{ unknown: 'the host does not tell its domain', expression: start }];
  },
};
export const sesIdentity: ResourceKind = {
  plural: 'identities',
  types: ['AWS::SES::EmailIdentity'],
  nameProperty: 'EmailIdentity',
  ref: 'name',
  arn: `${P}:ses:${HERE}:identity/\${Name}`,
};

/**
 * A kind that no template makes, or whose `Ref` needs no care.
 * @example plainKind('prompts', 'bedrock', 'prompt/${Name}')
 */
export const plainKind = (plural: string, service: string, resource: string): ResourceKind => ({
  plural,
  types: [],
  ref: 'name',
  arn: `${P}:${service}:${HERE}:${resource}`,
});
