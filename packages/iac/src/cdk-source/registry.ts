import { makeAuthorizer, makeHttpApi, makeRestApi } from './apis.ts';
import { makeGraphqlApi, makeLambdaDataSource } from './app-sync.ts';
import { makeMapping } from './event-sources.ts';
import { makeAlias, makeFunction, makeVersion } from './functions.ts';
import type { Maker } from './makers.ts';
import { makeEventBus, makeQueue, makeRule, makeStream, makeTopic } from './messaging.ts';
import { makePolicy, makeRole } from './roles.ts';
import {
  makeKey,
  makeKeyAlias,
  makeLogGroup,
  makeParameter,
  makeSecret,
  makeStateMachine,
  makeUserPool,
  makeUserPoolClient,
} from './security.ts';
import { makeBucket, makeTable } from './storage.ts';
import { makeWebSocketApi } from './web-sockets.ts';

/** Makers of constructs of level 2, by class. What is not here is named as not read. */
export const MAKERS: Readonly<Record<string, Maker>> = {
  'aws-apigateway.CognitoUserPoolsAuthorizer': makeAuthorizer,
  'aws-apigateway.LambdaRestApi': makeRestApi,
  'aws-apigateway.RequestAuthorizer': makeAuthorizer,
  'aws-apigateway.RestApi': makeRestApi,
  'aws-apigateway.TokenAuthorizer': makeAuthorizer,
  'aws-apigatewayv2.HttpApi': makeHttpApi,
  'aws-apigatewayv2.WebSocketApi': makeWebSocketApi,
  'aws-appsync.GraphqlApi': makeGraphqlApi,
  'aws-appsync.LambdaDataSource': makeLambdaDataSource,
  'aws-cognito.UserPool': makeUserPool,
  'aws-cognito.UserPoolClient': makeUserPoolClient,
  'aws-dynamodb.Table': makeTable,
  'aws-dynamodb.TableV2': makeTable,
  'aws-events.EventBus': makeEventBus,
  'aws-events.Rule': makeRule,
  'aws-iam.ManagedPolicy': makePolicy,
  'aws-iam.Policy': makePolicy,
  'aws-iam.Role': makeRole,
  'aws-kinesis.Stream': makeStream,
  'aws-kms.Alias': makeKeyAlias,
  'aws-kms.Key': makeKey,
  'aws-lambda.Alias': makeAlias,
  'aws-lambda.DockerImageFunction': makeFunction,
  'aws-lambda.EventSourceMapping': makeMapping,
  'aws-lambda.Function': makeFunction,
  'aws-lambda.SingletonFunction': makeFunction,
  'aws-lambda.Version': makeVersion,
  'aws-lambda-go.GoFunction': makeFunction,
  'aws-lambda-nodejs.NodejsFunction': makeFunction,
  'aws-lambda-python.PythonFunction': makeFunction,
  'aws-logs.LogGroup': makeLogGroup,
  'aws-s3.Bucket': makeBucket,
  'aws-secretsmanager.Secret': makeSecret,
  'aws-sns.Topic': makeTopic,
  'aws-sqs.Queue': makeQueue,
  'aws-ssm.StringListParameter': makeParameter,
  'aws-ssm.StringParameter': makeParameter,
  'aws-stepfunctions.StateMachine': makeStateMachine,
};

/** Constructs that hold others, or become nothing that is deployed. */
export const SILENT =
  /^(?:core\.(?:App|Stack|Stage|NestedStack|Construct|CfnOutput|CfnParameter|CfnCondition|CfnMapping|Tags|Aspects)|aws-lambda\.(?:LayerVersion|CodeSigningConfig)|aws-lambda-python\.PythonLayerVersion|aws-s3-assets\.Asset)$/;

/** CloudFormation's names of services, where they are not the module's own in other letters. */
export const SERVICES: Readonly<Record<string, string>> = {
  apigateway: 'ApiGateway',
  apigatewayv2: 'ApiGatewayV2',
  appsync: 'AppSync',
  autoscaling: 'AutoScaling',
  batch: 'Batch',
  bedrock: 'Bedrock',
  cloudfront: 'CloudFront',
  cloudtrail: 'CloudTrail',
  cloudwatch: 'CloudWatch',
  codebuild: 'CodeBuild',
  cognito: 'Cognito',
  dynamodb: 'DynamoDB',
  ec2: 'EC2',
  ecr: 'ECR',
  ecs: 'ECS',
  elasticache: 'ElastiCache',
  elasticloadbalancingv2: 'ElasticLoadBalancingV2',
  events: 'Events',
  firehose: 'KinesisFirehose',
  iam: 'IAM',
  iot: 'IoT',
  kinesis: 'Kinesis',
  kinesisfirehose: 'KinesisFirehose',
  kms: 'KMS',
  lambda: 'Lambda',
  logs: 'Logs',
  opensearchservice: 'OpenSearchService',
  pipes: 'Pipes',
  rds: 'RDS',
  redshift: 'Redshift',
  route53: 'Route53',
  s3: 'S3',
  sam: 'Serverless',
  scheduler: 'Scheduler',
  secretsmanager: 'SecretsManager',
  ses: 'SES',
  sns: 'SNS',
  sqs: 'SQS',
  ssm: 'SSM',
  stepfunctions: 'StepFunctions',
  wafv2: 'WAFv2',
};
