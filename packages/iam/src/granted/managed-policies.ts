/** What an AWS managed policy allows, as far as it matters to functions. */
export interface ManagedPolicy {
  readonly statements: readonly ManagedStatement[];
  /** It allows more than is written here. */
  readonly more?: true;
}

export interface ManagedStatement {
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources: readonly string[];
}

const LOGS = 'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents';
const NETWORK =
  'ec2:AssignPrivateIpAddresses ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:UnassignPrivateIpAddresses';
const TRACING =
  'xray:GetSamplingRules xray:GetSamplingStatisticSummaries xray:GetSamplingTargets xray:PutTelemetryRecords xray:PutTraceSegments';

const any = (...actions: readonly string[]): ManagedPolicy => ({
  statements: [{ actions: actions.flatMap((list) => list.split(' ')), resources: ['*'] }],
});

const andMore = (policy: ManagedPolicy): ManagedPolicy => ({ ...policy, more: true });

/**
 * Policies that functions are given most, by the end of their ARN. AWS managed policy reference guide, the page of each
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/).
 */
export const MANAGED_POLICIES: Readonly<Record<string, ManagedPolicy>> = {
  AWSLambdaBasicExecutionRole: any(LOGS),
  AWSLambdaVPCAccessExecutionRole: any(LOGS, NETWORK),
  AWSLambdaENIManagementAccess: any(NETWORK),
  AWSLambdaSQSQueueExecutionRole: any('sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage', LOGS),
  AWSLambdaKinesisExecutionRole: any(
    'kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator kinesis:ListShards kinesis:ListStreams kinesis:SubscribeToShard',
    LOGS,
  ),
  AWSLambdaDynamoDBExecutionRole: any(
    'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams',
    LOGS,
  ),
  'AWSLambdaInvocation-DynamoDB': any(
    'lambda:InvokeFunction dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams',
  ),
  AWSLambdaMSKExecutionRole: any(
    'kafka:DescribeCluster kafka:DescribeClusterV2 kafka:GetBootstrapBrokers ec2:CreateNetworkInterface ec2:DescribeNetworkInterfaces ec2:DescribeVpcs ec2:DeleteNetworkInterface ec2:DescribeSubnets ec2:DescribeSecurityGroups',
    LOGS,
  ),
  AWSLambdaRole: any('lambda:InvokeFunction'),
  AWSLambdaExecute: {
    statements: [
      { actions: ['logs:*'], resources: ['arn:aws:logs:*:*:*'] },
      { actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::*'] },
    ],
  },
  AWSXRayDaemonWriteAccess: any(TRACING),
  AWSXrayWriteOnlyAccess: any(TRACING),
  CloudWatchLambdaInsightsExecutionRolePolicy: {
    statements: [
      { actions: ['logs:CreateLogGroup'], resources: ['*'] },
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: ['arn:aws:logs:*:*:log-group:/aws/lambda-insights:*'],
      },
    ],
  },
  AdministratorAccess: any('*'),
  PowerUserAccess: {
    statements: [{ actions: [], notActions: ['iam:*', 'organizations:*', 'account:*'], resources: ['*'] }],
    more: true,
  },
  AmazonS3FullAccess: any('s3:* s3-object-lambda:*'),
  AmazonS3ReadOnlyAccess: any('s3:Get* s3:List* s3:Describe* s3-object-lambda:Get* s3-object-lambda:List*'),
  AmazonDynamoDBFullAccess: andMore(any('dynamodb:* dax:*')),
  AmazonDynamoDBFullAccess_v2: andMore(any('dynamodb:* dax:*')),
  AmazonDynamoDBReadOnlyAccess: andMore(
    any(
      'dynamodb:BatchGetItem dynamodb:Describe* dynamodb:GetItem dynamodb:List* dynamodb:PartiQLSelect dynamodb:Query dynamodb:Scan',
    ),
  ),
  AmazonSQSFullAccess: any('sqs:*'),
  AmazonSNSFullAccess: andMore(any('sns:*')),
  AmazonSESFullAccess: any('ses:*'),
  AmazonKinesisFullAccess: any('kinesis:*'),
  AmazonKinesisReadOnlyAccess: any('kinesis:Get* kinesis:List* kinesis:Describe*'),
  AmazonKinesisFirehoseFullAccess: any('firehose:*'),
  AWSLambda_FullAccess: andMore(any('lambda:*')),
  AWSStepFunctionsFullAccess: any('states:*'),
  AmazonEventBridgeFullAccess: andMore(any('events:* schemas:* scheduler:* pipes:*')),
  AmazonSSMReadOnlyAccess: any('ssm:Describe* ssm:Get* ssm:List*'),
  AmazonSSMFullAccess: andMore(any('ssm:*')),
  SecretsManagerReadWrite: andMore(any('secretsmanager:*')),
  AmazonRDSDataFullAccess: andMore(
    any(
      'rds-data:BatchExecuteStatement rds-data:BeginTransaction rds-data:CommitTransaction rds-data:ExecuteStatement rds-data:RollbackTransaction',
    ),
  ),
  AmazonCognitoPowerUser: andMore(any('cognito-identity:* cognito-idp:* cognito-sync:*')),
  AmazonRekognitionFullAccess: any('rekognition:*'),
  AmazonTextractFullAccess: any('textract:*'),
  AmazonPollyFullAccess: any('polly:*'),
  CloudWatchLogsFullAccess: andMore(any('logs:*')),
  CloudWatchFullAccess: andMore(any('cloudwatch:* logs:* sns:*')),
  AmazonAPIGatewayInvokeFullAccess: {
    statements: [
      { actions: ['execute-api:Invoke', 'execute-api:ManageConnections'], resources: ['arn:aws:execute-api:*:*:*'] },
    ],
  },
};

/** The policy of an ARN such as `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
export function managedPolicy(arn: string): ManagedPolicy | undefined {
  const name = /^arn:[^:]*:iam::aws:policy\/(?:[\w-]+\/)*([\w-]+)$/.exec(arn)?.[1];
  return name !== undefined && Object.hasOwn(MANAGED_POLICIES, name) ? MANAGED_POLICIES[name] : undefined;
}
