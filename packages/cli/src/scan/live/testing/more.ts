import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateAuthorizerCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from '@aws-sdk/client-apigatewayv2';
import {
  CloudTrailClient,
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient, PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateAliasCommand, LambdaClient, PublishVersionCommand } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, PutResourcePolicyCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { ClientConfiguration } from '../read-account.ts';

const ACCOUNT = '123456789012';
const HERE = `eu-west-1:${ACCOUNT}`;
const WORKER = `arn:aws:lambda:${HERE}:function:worker`;

/** One of each kind that the template cannot make on moto, by the SDK. */
export async function createMore(configuration: ClientConfiguration): Promise<void> {
  const lambda = new LambdaClient(configuration);
  const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'worker' }));
  await lambda.send(new CreateAliasCommand({ FunctionName: 'worker', Name: 'live', FunctionVersion: Version! }));

  const http = new ApiGatewayV2Client(configuration);
  const { ApiId } = await http.send(new CreateApiCommand({ Name: 'things', ProtocolType: 'HTTP' }));
  const { IntegrationId } = await http.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: WORKER,
      PayloadFormatVersion: '2.0',
    }),
  );
  const { AuthorizerId } = await http.send(
    new CreateAuthorizerCommand({
      ApiId,
      Name: 'tokens',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://example.com', Audience: ['shop'] },
    }),
  );
  const Target = `integrations/${IntegrationId}`;
  await http.send(new CreateRouteCommand({ ApiId, RouteKey: 'GET /open', Target }));
  await http.send(
    new CreateRouteCommand({ ApiId, RouteKey: 'GET /mine', Target, AuthorizationType: 'JWT', AuthorizerId }),
  );
  await http.send(new CreateStageCommand({ ApiId, StageName: '$default', AutoDeploy: true }));

  const iam = new IAMClient(configuration);
  await iam.send(new CreateUserCommand({ UserName: 'ci' }));
  await iam.send(new CreateAccessKeyCommand({ UserName: 'ci' }));

  const secrets = new SecretsManagerClient(configuration);
  const { ARN } = await secrets.send(new CreateSecretCommand({ Name: 'db', SecretString: 'never-to-be-read' }));
  await secrets.send(
    new PutResourcePolicyCommand({
      SecretId: ARN,
      ResourcePolicy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'secretsmanager:GetSecretValue', Resource: '*' }],
      }),
    }),
  );
  await new SSMClient(configuration).send(
    new PutParameterCommand({ Name: '/shop/key', Type: 'SecureString', Value: 'never-to-be-read' }),
  );

  const events = new EventBridgeClient(configuration);
  await events.send(new CreateEventBusCommand({ Name: 'shop' }));
  await events.send(
    new PutRuleCommand({ Name: 'placed', EventBusName: 'shop', EventPattern: '{"source":["shop"]}', State: 'ENABLED' }),
  );
  await events.send(
    new PutTargetsCommand({ Rule: 'placed', EventBusName: 'shop', Targets: [{ Id: 'worker', Arn: WORKER }] }),
  );
  await new SFNClient(configuration).send(
    new CreateStateMachineCommand({
      name: 'order',
      roleArn: `arn:aws:iam::${ACCOUNT}:role/worker-role`,
      definition: JSON.stringify({
        StartAt: 'Work',
        States: {
          Work: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Parameters: { FunctionName: WORKER },
            End: true,
          },
        },
      }),
    }),
  );
  const cognito = new CognitoIdentityProviderClient(configuration);
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({ PoolName: 'people', Policies: { PasswordPolicy: { MinimumLength: 6 } } }),
  );
  await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId: UserPool?.Id,
      ClientName: 'page',
      GenerateSecret: true,
      AllowedOAuthFlows: ['implicit'],
    }),
  );
  await new KinesisClient({
    ...configuration,
    requestHandler: new SQSClient(configuration).config.requestHandler,
  }).send(new CreateStreamCommand({ StreamName: 'clicks', ShardCount: 1 }));
  await new SNSClient(configuration).send(
    new SubscribeCommand({ TopicArn: `arn:aws:sns:${HERE}:news`, Protocol: 'lambda', Endpoint: WORKER }),
  );
  await new CloudWatchClient(configuration).send(
    new PutMetricAlarmCommand({
      AlarmName: 'errors',
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Dimensions: [{ Name: 'FunctionName', Value: 'worker' }],
    }),
  );
  const trails = new CloudTrailClient(configuration);
  await trails.send(new CreateTrailCommand({ Name: 'all', S3BucketName: 'uploads-of-the-shop' }));
  await trails.send(new StartLoggingCommand({ Name: 'all' }));
}

/** From now on the trail records who invokes functions. */
export async function recordCalls(configuration: ClientConfiguration): Promise<void> {
  await new CloudTrailClient(configuration).send(
    new PutEventSelectorsCommand({
      TrailName: 'all',
      EventSelectors: [{ DataResources: [{ Type: 'AWS::Lambda::Function', Values: ['arn:aws:lambda'] }] }],
    }),
  );
}
