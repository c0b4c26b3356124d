import { expect, test } from 'vitest';
import { deploy, find, idsOf, plain } from '../../../test/deployed.ts';

const service = (text: string) => deploy({ 'serverless.yml': `service: shop\n${text}` });

test('a function brings log group, version, role and the deployment bucket', async () => {
  const resources = await service(`provider:
  name: aws
  runtime: nodejs22.x
  region: eu-west-1
  logRetentionInDays: 14
  tracing: {lambda: true}
  vpc: {securityGroupIds: [sg], subnetIds: [s1]}
  environment: {TABLE: !Ref Orders}
  iam: {role: {statements: [{Effect: Allow, Action: "dynamodb:*", Resource: !GetAtt Orders.Arn}], managedPolicies: [arn:x]}}
functions:
  send-mail: {handler: a.h, reservedConcurrency: 5, timeout: 30, onError: arn:aws:sns:eu-west-1:123456789012:dead}
resources: {Resources: {Orders: {Type: AWS::DynamoDB::Table}}}
`);
  expect(idsOf(resources)).toEqual([
    'IamRoleLambdaExecution IAM::Role',
    'Orders DynamoDB::Table',
    'SendDashmailLambdaFunction Lambda::Function',
    'SendDashmailLambdaVersion Lambda::Version',
    'SendDashmailLogGroup Logs::LogGroup',
    'ServerlessDeploymentBucket S3::Bucket',
    'ServerlessDeploymentBucketPolicy S3::BucketPolicy',
  ]);
  expect(plain(find(resources, 'SendDashmailLambdaFunction').properties)).toMatchObject({
    FunctionName: 'shop-dev-send-mail',
    MemorySize: 1024,
    Timeout: 30,
    Role: '<IamRoleLambdaExecution.Arn>',
    Environment: { Variables: { TABLE: '<Orders>' } },
    VpcConfig: { SubnetIds: ['s1'], SecurityGroupIds: ['sg'] },
    TracingConfig: { Mode: 'Active' },
    ReservedConcurrentExecutions: 5,
  });
  expect(plain(find(resources, 'SendDashmailLogGroup').properties)).toEqual({
    LogGroupName: '/aws/lambda/shop-dev-send-mail',
    RetentionInDays: 14,
  });
  const role = find(resources, 'IamRoleLambdaExecution');
  expect(plain(role.properties)).toMatchObject({
    RoleName: 'shop-dev-eu-west-1-lambdaRole',
    ManagedPolicyArns: ['arn:x', 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'],
    Policies: [
      {
        PolicyDocument: {
          Statement: [
            { Resource: ['arn:aws:logs:eu-west-1:<?AWS::AccountId>:log-group:/aws/lambda/shop-dev*:*'] },
            { Action: ['logs:PutLogEvents'] },
            { Action: 'dynamodb:*', Resource: '<Orders.Arn>' },
            { Action: ['sns:Publish'] },
            { Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] },
          ],
        },
      },
    ],
  });
  expect(role.placeOf(['Policies', 0, 'PolicyDocument', 'Statement', 2, 'Action'])).toMatchObject({ line: 10 });
});

test('events become what the framework makes of them', async () => {
  const resources = await service(`provider: {name: aws, runtime: nodejs22.x, versionFunctions: false}
functions:
  f:
    handler: a.h
    url: true
    destinations: {onFailure: g}
    events:
      - http: {path: "users/{id}", method: get, private: true, cors: true, authorizer: g}
      - httpApi: POST /x
      - websocket: $connect
      - sqs: arn:aws:sqs:us-east-1:123456789012:jobs
      - stream: {type: dynamodb, arn: !GetAtt T.StreamArn}
      - schedule: rate(1 hour)
      - sns: news
      - s3: photos
      - eventBridge: {pattern: {source: [a]}}
      - cognitoUserPool: {pool: users, trigger: PreSignUp}
  g: {handler: g.h}
resources: {Resources: {T: {Type: AWS::DynamoDB::Table}}}
`);
  const made = idsOf(resources).filter((id) => !/LogGroup|ServerlessDeployment|LambdaFunction /.test(id));
  expect(made).toEqual(
    [
      'ApiGatewayDeployment ApiGateway::Deployment',
      'ApiGatewayMethodUsersIdVarGet ApiGateway::Method',
      'ApiGatewayMethodUsersIdVarOptions ApiGateway::Method',
      'ApiGatewayResourceUsers ApiGateway::Resource',
      'ApiGatewayResourceUsersIdVar ApiGateway::Resource',
      'ApiGatewayRestApi ApiGateway::RestApi',
      'ApiGatewayStage ApiGateway::Stage',
      'CognitoUserPoolUsers Cognito::UserPool',
      'FEventBridgeLambdaPermission9 Lambda::Permission',
      'FEventSourceMappingDynamodbT Lambda::EventSourceMapping',
      'FEventSourceMappingSQSJobs Lambda::EventSourceMapping',
      'FEventsRuleSchedule1 Events::Rule',
      'FLambdaEvConf Lambda::EventInvokeConfig',
      'FLambdaFunctionUrl Lambda::Url',
      'FLambdaPermissionApiGateway Lambda::Permission',
      'FLambdaPermissionCognitoUserPoolUsersTriggerSourcePreSignUp Lambda::Permission',
      'FLambdaPermissionEventsRuleSchedule1 Lambda::Permission',
      'FLambdaPermissionFn Lambda::Permission',
      'FLambdaPermissionFnUrl Lambda::Permission',
      'FLambdaPermissionHttpApi Lambda::Permission',
      'FLambdaPermissionNewsSNS Lambda::Permission',
      'FLambdaPermissionPhotosS3 Lambda::Permission',
      'FLambdaPermissionWebsockets Lambda::Permission',
      'GApiGatewayAuthorizer ApiGateway::Authorizer',
      'GLambdaPermissionApiGateway Lambda::Permission',
      'HttpApi ApiGatewayV2::Api',
      'HttpApiIntegrationF ApiGatewayV2::Integration',
      'HttpApiRoutePostX ApiGatewayV2::Route',
      'HttpApiStage ApiGatewayV2::Stage',
      'IamRoleLambdaExecution IAM::Role',
      'S3BucketPhotos S3::Bucket',
      'SNSTopicNews SNS::Topic',
      'SconnectWebsocketsRoute ApiGatewayV2::Route',
      'Shopdevfrule9EventBridgeRule Events::Rule',
      'T DynamoDB::Table',
      'WebsocketsApi ApiGatewayV2::Api',
      'WebsocketsDeployment ApiGatewayV2::Deployment',
      'WebsocketsDeploymentStage ApiGatewayV2::Stage',
      'FWebsocketsIntegration ApiGatewayV2::Integration',
    ].sort(),
  );
  expect(plain(find(resources, 'ApiGatewayMethodUsersIdVarGet').properties)).toMatchObject({
    HttpMethod: 'GET',
    ApiKeyRequired: true,
    AuthorizationType: 'CUSTOM',
    AuthorizerId: '<GApiGatewayAuthorizer>',
    ResourceId: '<ApiGatewayResourceUsersIdVar>',
    Integration: { Type: 'AWS_PROXY' },
  });
  expect(plain(find(resources, 'FLambdaEvConf').properties)).toMatchObject({
    DestinationConfig: { OnFailure: { Destination: '<GLambdaFunction.Arn>' } },
  });
});

test('the plugin for a role per function is followed', async () => {
  const resources =
    await service(`provider: {name: aws, runtime: nodejs22.x, iamRoleStatements: [{Effect: Allow, Action: s3:GetObject, Resource: "*"}]}
plugins: [serverless-iam-roles-per-function]
functions:
  a: {handler: a.h, iamRoleStatementsInherit: true, iamRoleStatements: [{Effect: Allow, Action: sqs:SendMessage, Resource: "*"}]}
  b: {handler: b.h}
`);
  const actions = (id: string) => {
    const [policy] = plain(find(resources, id).properties['Policies']) as [
      { PolicyDocument: { Statement: { Action: unknown }[] } },
    ];
    return policy.PolicyDocument.Statement.flatMap(({ Action }) => Action);
  };
  expect(actions('AIamRoleLambdaExecution')).toEqual([
    'logs:CreateLogStream',
    'logs:CreateLogGroup',
    'logs:PutLogEvents',
    's3:GetObject',
    'sqs:SendMessage',
  ]);
  expect(actions('IamRoleLambdaExecution')).not.toContain('sqs:SendMessage');
  expect(plain(find(resources, 'ALambdaFunction').properties)).toMatchObject({ Role: '<AIamRoleLambdaExecution.Arn>' });
});

test('roles that stand elsewhere keep the framework from making one', async () => {
  const resources =
    await service(`provider: {name: aws, runtime: nodejs22.x, role: arn:aws:iam::123456789012:role/shared}
functions: {a: {handler: a.h}, b: {handler: b.h, role: Own}}
resources: {Resources: {Own: {Type: AWS::IAM::Role}}}
`);
  expect(resources.map(({ id }) => id)).not.toContain('IamRoleLambdaExecution');
  expect(plain(find(resources, 'ALambdaFunction').properties['Role'])).toBe('arn:aws:iam::123456789012:role/shared');
  expect(plain(find(resources, 'BLambdaFunction').properties['Role'])).toBe('<Own.Arn>');
});

test('extensions and resources under the framework’s own ids change what it makes', async () => {
  const resources = await service(`provider: {name: aws, runtime: nodejs22.x}
functions: {a: {handler: a.h}}
resources:
  extensions: {ALogGroup: {Properties: {RetentionInDays: 7}, DeletionPolicy: Retain}}
  Resources: {ServerlessDeploymentBucket: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}}
`);
  expect(find(resources, 'ALogGroup')).toMatchObject({
    deletionPolicy: 'Retain',
    properties: { LogGroupName: '/aws/lambda/shop-dev-a', RetentionInDays: 7 },
  });
  expect(Object.keys(find(resources, 'ServerlessDeploymentBucket').properties).sort()).toEqual([
    'BucketEncryption',
    'VersioningConfiguration',
  ]);
});

test.each([
  ['written out', 'arn:aws:kinesis:eu-west-1:123456789012:stream/clicks', 'Kinesis'],
  ['with values of a plug-in', '"arn:aws:kinesis:#{AWS::Region}:#{AWS::AccountId}:stream/clicks"', 'Kinesis'],
  ['of a table', '"arn:aws:dynamodb:#{AWS::Region}:#{AWS::AccountId}:table/clicks/stream/1"', 'Dynamodb'],
])('the kind of a stream comes from its ARN: %s', async (_, arn, kind) => {
  const resources = await service(`plugins: [serverless-pseudo-parameters]
provider: {name: aws, runtime: nodejs22.x}
functions:
  f: {handler: a.h, events: [{stream: {arn: ${arn}}}]}
`);
  const ids = idsOf(resources).filter((id) => id.endsWith('Lambda::EventSourceMapping'));
  expect(ids).toEqual([expect.stringMatching(`^FEventSourceMapping${kind}`)]);
  const statements = JSON.stringify(plain(find(resources, 'IamRoleLambdaExecution').properties));
  expect(statements.includes('kinesis:GetRecords')).toBe(kind === 'Kinesis');
});
