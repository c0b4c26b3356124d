import { expect, test } from 'vitest';
import { deploy, find, idsOf, plain } from '../../../test/deployed.ts';

const sam = (resources: string, globals = '') =>
  deploy({ 'template.yaml': `Transform: AWS::Serverless-2016-10-31\n${globals}Resources:\n${resources}` });

const FUNCTION = 'Type: AWS::Serverless::Function\n    Properties: {Handler: a.h, Runtime: nodejs22.x, CodeUri: src/';

test('a function gets its role, with what its settings need', async () => {
  const resources = await sam(`  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.h
      Runtime: nodejs22.x
      CodeUri: src/
      Tracing: Active
      VpcConfig: {SubnetIds: [s], SecurityGroupIds: [g]}
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Dead.Arn}
      Policies:
        - AmazonS3ReadOnlyAccess
        - arn:aws:iam::123456789012:policy/own
        - DynamoDBReadPolicy: {TableName: !Ref Table}
        - Statement: [{Effect: Allow, Action: "sqs:*", Resource: "*"}]
        - Version: "2012-10-17"
          Statement: {Effect: Allow, Action: s3:GetObject, Resource: "*"}
  Dead: {Type: AWS::SQS::Queue}
  Table: {Type: AWS::Serverless::SimpleTable}
`);
  expect(idsOf(resources)).toEqual([
    'Dead SQS::Queue',
    'F Lambda::Function',
    'FRole IAM::Role',
    'Table DynamoDB::Table',
  ]);
  const fn = plain(find(resources, 'F').properties);
  expect(fn).toMatchObject({
    Role: '<FRole.Arn>',
    TracingConfig: { Mode: 'Active' },
    DeadLetterConfig: { TargetArn: '<Dead.Arn>' },
  });
  expect(Object.keys(find(resources, 'F').properties)).not.toContain('Policies');
  const role = find(resources, 'FRole');
  expect(role.origin).toBe('generated');
  expect(role.placeOf(['Policies', 2, 'PolicyDocument', 'Statement', 0, 'Action']).line).toBe(16);
  expect(plain(role.properties)).toMatchObject({
    ManagedPolicyArns: [
      'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
      'arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess',
      'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
      'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
      'arn:aws:iam::123456789012:policy/own',
    ],
    Policies: [
      { PolicyDocument: { Statement: [{ Action: 'sqs:SendMessage', Resource: '<Dead.Arn>' }] } },
      {
        PolicyDocument: {
          Statement: [
            {
              Action: expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:Query']),
              Resource: [
                'arn:aws:dynamodb:<?AWS::Region>:<?AWS::AccountId>:table/<Table>',
                'arn:aws:dynamodb:<?AWS::Region>:<?AWS::AccountId>:table/<Table>/index/*',
              ],
            },
          ],
        },
      },
      { PolicyName: 'FRolePolicy3', PolicyDocument: { Statement: [{ Action: 'sqs:*' }] } },
      { PolicyDocument: { Version: '2012-10-17' } },
    ],
  });
});

test('events become permissions, mappings, rules and routes', async () => {
  const resources = await sam(`  F:
    ${FUNCTION}, AutoPublishAlias: live, FunctionUrlConfig: {AuthType: NONE}, Events: {
      A: {Type: Api, Properties: {Path: "/a/{id}", Method: get}},
      H: {Type: HttpApi, Properties: {Path: /h, Method: post}},
      Q: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 3}},
      S: {Type: Schedule, Properties: {Schedule: rate(1 day)}},
      B: {Type: S3, Properties: {Bucket: !Ref Files, Events: "s3:ObjectCreated:*"}},
      N: {Type: SNS, Properties: {Topic: !Ref News}}}}
  Jobs: {Type: AWS::SQS::Queue}
  Files: {Type: AWS::S3::Bucket}
  News: {Type: AWS::SNS::Topic}
`);
  expect(idsOf(resources)).toEqual([
    'F Lambda::Function',
    'FAPermissionProd Lambda::Permission',
    'FAliaslive Lambda::Alias',
    'FBPermission Lambda::Permission',
    'FHPermission Lambda::Permission',
    'FN SNS::Subscription',
    'FNPermission Lambda::Permission',
    'FQ Lambda::EventSourceMapping',
    'FRole IAM::Role',
    'FS Events::Rule',
    'FSPermission Lambda::Permission',
    'FURLInvokeAllowPublicAccess Lambda::Permission',
    'FUrl Lambda::Url',
    'FUrlPublicPermissions Lambda::Permission',
    'FVersion Lambda::Version',
    'Files S3::Bucket',
    'Jobs SQS::Queue',
    'News SNS::Topic',
    'ServerlessHttpApi ApiGatewayV2::Api',
    'ServerlessHttpApiApiGatewayDefaultStage ApiGatewayV2::Stage',
    'ServerlessHttpApiIntegrationPostH ApiGatewayV2::Integration',
    'ServerlessHttpApiRoutePostH ApiGatewayV2::Route',
    'ServerlessRestApi ApiGateway::RestApi',
    'ServerlessRestApiDeployment ApiGateway::Deployment',
    'ServerlessRestApiMethodGetAIdVar ApiGateway::Method',
    'ServerlessRestApiProdStage ApiGateway::Stage',
  ]);
  expect(plain(find(resources, 'FAPermissionProd').properties)).toMatchObject({
    FunctionName: '<FAliaslive>',
    SourceArn: 'arn:aws:execute-api:<?AWS::Region>:<?AWS::AccountId>:<ServerlessRestApi>/*/GET/a/*',
  });
  expect(plain(find(resources, 'FQ').properties)).toEqual({
    BatchSize: 3,
    FunctionName: '<FAliaslive>',
    EventSourceArn: '<Jobs.Arn>',
  });
  expect(plain(find(resources, 'Files').properties)).toEqual({
    NotificationConfiguration: { LambdaConfigurations: [{ Function: '<FAliaslive>', Event: 's3:ObjectCreated:*' }] },
  });
});

test('an API’s authorizers hold unless an event says NONE, keys and policies too', async () => {
  const resources = await sam(`  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      TracingEnabled: true
      Cors: "'*'"
      Auth:
        DefaultAuthorizer: Users
        ApiKeyRequired: true
        Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}, Own: {FunctionArn: !GetAtt F.Arn}}
        ResourcePolicy: {IpRangeWhitelist: [10.0.0.0/8]}
        UsagePlan: {CreateUsagePlan: PER_API}
  Pool: {Type: AWS::Cognito::UserPool}
  F:
    ${FUNCTION}, Events: {
      A: {Type: Api, Properties: {Path: /a, Method: any, RestApiId: !Ref Api}},
      B: {Type: Api, Properties: {Path: /b, Method: get, RestApiId: !Ref Api, Auth: {Authorizer: NONE, ApiKeyRequired: false}}},
      C: {Type: Api, Properties: {Path: /c, Method: get, RestApiId: !Ref Api, Auth: {Authorizer: Own}}}}}
`);
  const methods = resources.filter(({ type }) => type === 'AWS::ApiGateway::Method');
  expect(
    methods.map(({ id, properties }) => [
      id,
      properties['AuthorizationType'],
      plain(properties['AuthorizerId']),
      properties['ApiKeyRequired'],
    ]),
  ).toEqual([
    ['ApiMethodAnyA', 'COGNITO_USER_POOLS', '<ApiAuthorizerUsers>', true],
    ['ApiMethodGetB', 'NONE', undefined, false],
    ['ApiMethodGetC', 'CUSTOM', '<ApiAuthorizerOwn>', true],
    ['ApiMethodOptionsA', 'COGNITO_USER_POOLS', '<ApiAuthorizerUsers>', true],
    ['ApiMethodOptionsB', 'COGNITO_USER_POOLS', '<ApiAuthorizerUsers>', true],
    ['ApiMethodOptionsC', 'COGNITO_USER_POOLS', '<ApiAuthorizerUsers>', true],
  ]);
  expect(plain(find(resources, 'Api').properties)).toMatchObject({
    Policy: {
      Statement: [
        { Effect: 'Allow', Principal: '*' },
        { Effect: 'Deny', Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } } },
      ],
    },
  });
  expect(plain(find(resources, 'Apiv1Stage').properties)).toMatchObject({ StageName: 'v1', TracingEnabled: true });
  expect(idsOf(resources)).toEqual(
    expect.arrayContaining(['ApiUsagePlan ApiGateway::UsagePlan', 'ApiOwnAuthorizerPermission Lambda::Permission']),
  );
});

test('operations of an OpenAPI document stand beside those of events', async () => {
  const resources = await sam(`  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: "2.0"
        securityDefinitions:
          Sig: {type: apiKey, x-amazon-apigateway-authtype: awsSigv4}
          Key: {type: apiKey, name: x-api-key, in: header}
        x-amazon-apigateway-policy: {Statement: []}
        paths:
          /open: {get: {x-amazon-apigateway-integration: {type: mock}}}
          /signed: {post: {security: [{Sig: []}], x-amazon-apigateway-integration: {type: aws_proxy, uri: !GetAtt F.Arn}}}
          /keyed: {x-amazon-apigateway-any-method: {security: [{Key: []}]}}
`);
  const methods = resources.filter(({ type }) => type === 'AWS::ApiGateway::Method');
  expect(
    methods.map(({ id, properties }) => [id, properties['AuthorizationType'], properties['ApiKeyRequired']]),
  ).toEqual([
    ['ApiMethodGetOpen', 'NONE', false],
    ['ApiMethodPostSigned', 'AWS_IAM', false],
    ['ApiMethodAnyKeyed', 'NONE', true],
  ]);
  expect(find(resources, 'Api').properties['Policy']).toEqual({ Statement: [] });
});

test('connectors become policies of roles, and permissions', async () => {
  const resources = await sam(`  F:
    ${FUNCTION}}
    Connectors:
      Store: {Properties: {Destination: {Id: Table}, Permissions: [Read, Write]}}
  Table: {Type: AWS::DynamoDB::Table}
  Topic: {Type: AWS::SNS::Topic}
  Call: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Topic}, Destination: {Id: F}, Permissions: [Write]}}
`);
  expect(plain(find(resources, 'FStorePolicy').properties)).toMatchObject({
    Roles: ['<FRole>'],
    PolicyDocument: { Statement: [{ Resource: ['<Table.Arn>', '<Table.Arn>/index/*'] }, { Effect: 'Allow' }] },
  });
  expect(plain(find(resources, 'CallWriteLambdaPermission').properties)).toEqual({
    Action: 'lambda:InvokeFunction',
    FunctionName: '<F.Arn>',
    Principal: 'sns.amazonaws.com',
    SourceArn: '<Topic>',
  });
});

test('a state machine gets its role and definition, its schedule a role to start it', async () => {
  const resources = await deploy({
    'template.yaml': `Resources:
  M:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: m.asl.json
      Policies: [{LambdaInvokePolicy: {FunctionName: !Ref F}}]
      Events: {Daily: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: a.h, Runtime: nodejs22.x}}
`,
    'm.asl.json': '{"StartAt": "A", "States": {}}',
  });
  expect(plain(find(resources, 'M').properties)).toMatchObject({
    Definition: { StartAt: 'A' },
    RoleArn: '<MRole.Arn>',
  });
  expect(plain(find(resources, 'MDaily').properties)).toMatchObject({ Targets: [{ RoleArn: '<MDailyRole.Arn>' }] });
});

test('nested stacks bring their resources, parameters and outputs', async () => {
  const resources = await deploy({
    'template.yaml': `Resources:
  Inner: {Type: AWS::Serverless::Application, Properties: {Location: inner/t.yaml, Parameters: {Name: jobs, Arn: !GetAtt Q.Arn}}}
  Q: {Type: AWS::SQS::Queue}
  P: {Type: AWS::Test::Probe, Properties: {Value: !GetAtt Inner.Outputs.Queue, Other: !GetAtt Inner.Outputs.None}}
`,
    'inner/t.yaml': `Parameters: {Name: {Type: String}, Arn: {Type: String}}
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref Name, Dead: !Ref Arn}}
Outputs: {Queue: {Value: !GetAtt Queue.Arn}}
`,
  });
  expect(plain(find(resources, 'Inner/Queue').properties)).toEqual({ QueueName: 'jobs', Dead: '<Q.Arn>' });
  expect(find(resources, 'Inner/Queue').place).toMatchObject({ file: 'inner/t.yaml', line: 3 });
  expect(plain(find(resources, 'P').properties)).toEqual({
    Value: '<Inner/Queue.Arn>',
    Other: '<Inner.Outputs.None>',
  });
});

test('a template that nests itself, or a file outside of the project, ends', async () => {
  const resources = await deploy({
    'template.yaml': `Resources:
  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: b.yaml}}
  C: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ../../etc/x.yaml}}
`,
    'b.yaml': 'Resources: {B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}}\n',
  });
  expect(resources.length).toBeLessThan(40);
});
