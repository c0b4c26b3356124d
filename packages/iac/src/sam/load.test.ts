import type { Trigger, Unknown } from '@bulkhead/core';
import { describe, expect, test } from 'vitest';
import { describeError, failure, makeProject } from '../../test/project.ts';
import { loadApp } from '../load-app.ts';
import { localProperties, localResourceName, localValue } from '../local-value.ts';
import type { LoadOptions } from '../options.ts';

async function load(text: string, options: LoadOptions = {}, more: Record<string, string> = {}) {
  return loadApp(makeProject({ ...more, 'template.yaml': text }), { env: {}, ...options });
}

const SAM = 'Transform: AWS::Serverless-2016-10-31\n';

test('Globals: maps are merged, lists appended, other values overridden', async () => {
  const app = await load(`${SAM}Globals:
  Function:
    Runtime: nodejs22.x
    Timeout: 30
    MemorySize: 512
    Architectures: [arm64]
    Layers: [a]
    Environment: {Variables: {A: global, B: global}}
    LoggingConfig: {LogFormat: JSON, ApplicationLogLevel: WARN}
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties: {Handler: one.h, CodeUri: src/}
  Two:
    Type: AWS::Serverless::Function
    Properties:
      Handler: two.h
      CodeUri: .
      FunctionName: two
      Runtime: python3.12
      Timeout: 5
      ReservedConcurrentExecutions: 3
      Environment: {Variables: {B: own, C: 1}}
`);
  expect(app).toMatchObject({ framework: 'sam', file: 'template.yaml', stage: 'Prod', unknowns: [] });
  const logging = { format: 'JSON', applicationLevel: 'WARN', systemLevel: 'INFO' };
  expect(app.functions).toMatchObject([
    {
      id: 'One',
      name: { expression: '!Ref One' },
      runtime: 'nodejs22.x',
      codeRoot: `${app.root}/src`,
      architecture: 'arm64',
      memoryMb: 512,
      timeoutSeconds: 30,
      environment: { A: 'global', B: 'global' },
      logging,
    },
    {
      name: 'two',
      runtime: 'python3.12',
      timeoutSeconds: 5,
      reservedConcurrency: 3,
      environment: { A: 'global', B: 'own', C: '1' },
    },
  ]);
});

test('a handler from Globals has its place there', async () => {
  const app = await load(`${SAM}Globals:
  Function: {Runtime: nodejs22.x, Handler: index.handler}
Resources:
  F: {Type: AWS::Serverless::Function}
`);
  expect(app.functions[0]).toMatchObject({
    place: { line: 5, column: 3 },
    handlerPlace: { line: 3, column: 44 },
    memoryMb: 128,
    timeoutSeconds: 3,
    codeRoot: app.root,
  });
});

describe('events', () => {
  const APIS = `
  Rest:
    Type: AWS::Serverless::Api
    Properties:
      StageName: v1
      Cors: "'*'"
      BinaryMediaTypes: [image~1png, "*/*"]
      Auth:
        DefaultAuthorizer: Users
        Authorizers:
          Users: {UserPoolArn: !GetAtt Pool.Arn}
          Tokens: {FunctionArn: !GetAtt Auth.Arn}
          Far: {FunctionArn: "arn:aws:lambda:x:1:function:y"}
  Keyed: {Type: AWS::Serverless::Api, Properties: {StageName: v1, Auth: {ApiKeyRequired: true}}}
  Http:
    Type: AWS::Serverless::HttpApi
    Properties:
      CorsConfiguration: {AllowOrigins: ["*"]}
      Auth:
        DefaultAuthorizer: Jwt
        Authorizers:
          Jwt: {JwtConfiguration: {issuer: x, audience: [y]}, IdentitySource: z}
          Own: {FunctionArn: !GetAtt Auth.Arn}
  Auth: {Type: AWS::Serverless::Function, Properties: {Handler: a.h, Runtime: nodejs22.x}}
  Pool: {Type: AWS::Cognito::UserPool}
  Jobs: {Type: AWS::SQS::Queue}
  Clicks: {Type: AWS::Kinesis::Stream}
  Votes: {Type: AWS::DynamoDB::Table}
  News: {Type: AWS::SNS::Topic}
  Bus: {Type: AWS::Events::EventBus}
`;
  const stream = { batchSize: 100, reportBatchItemFailures: false, startingPosition: 'LATEST' };
  async function triggerOf(event: string): Promise<Trigger> {
    const app = await load(`${SAM}Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: f.h
      Runtime: nodejs22.x
      Events:
        E: ${event}${APIS}`);
    const [trigger, ...more] = app.functions[0]!.triggers;
    expect(more).toEqual([]);
    expect(trigger?.place).toEqual({ file: 'template.yaml', line: 9, column: 9 });
    return trigger!;
  }
  const rest = { type: 'apigateway-v1', method: 'GET', path: '/a', authorizer: 'none', cors: false };
  const ours = { ...rest, cors: true, binaryMediaTypes: ['image/png', '*/*'], authorizer: 'cognito' };
  const http = {
    type: 'apigateway-v2',
    method: 'GET',
    path: '/a',
    payloadVersion: '2.0',
    authorizer: 'none',
    cors: false,
  };
  const sqs = { type: 'sqs', batchSize: 10, reportBatchItemFailures: false };
  const rows: [string, object][] = [
    ['{Type: Api, Properties: {Path: /a, Method: get}}', rest],
    ['{Type: Api, Properties: {Path: "/{p+}", Method: any}}', { ...rest, method: 'ANY', path: '/{p+}' }],
    [
      '{Type: Api, Properties: {Path: /a, Method: get, Auth: {ApiKeyRequired: true}}}',
      { ...rest, authorizer: 'api-key' },
    ],
    ['{Type: Api, Properties: {Path: /a, Method: get, Auth: {Authorizer: AWS_IAM}}}', { ...rest, authorizer: 'iam' }],
    ['{Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Rest}}', ours],
    [
      '{Type: Api, Properties: {Path: /a, Method: get, RestApiId: {Ref: Rest}, Auth: {Authorizer: NONE}}}',
      { ...ours, authorizer: 'none' },
    ],
    [
      '{Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Rest, Auth: {Authorizer: Tokens}}}',
      { ...ours, authorizer: 'lambda:Auth' },
    ],
    [
      '{Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Rest, Auth: {Authorizer: Far}}}',
      { ...ours, authorizer: 'lambda:arn:aws:lambda:x:1:function:y' },
    ],
    ['{Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Keyed}}', { ...rest, authorizer: 'api-key' }],
    ['{Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Keyed, Auth: {ApiKeyRequired: false}}}', rest],
    ['{Type: HttpApi}', { ...http, method: 'ANY', path: '$default' }],
    ['{Type: HttpApi, Properties: {Path: /a, Method: get}}', http],
    [
      '{Type: HttpApi, Properties: {Path: /a, Method: GET, PayloadFormatVersion: "1.0", ApiId: !Ref Http}}',
      { ...http, payloadVersion: '1.0', cors: true, authorizer: 'jwt' },
    ],
    [
      '{Type: HttpApi, Properties: {Path: /a, Method: GET, ApiId: !Ref Http, Auth: {Authorizer: NONE}}}',
      { ...http, cors: true },
    ],
    [
      '{Type: HttpApi, Properties: {Path: /a, Method: GET, ApiId: !Ref Http, Auth: {Authorizer: Own}}}',
      { ...http, cors: true, authorizer: 'lambda:Auth' },
    ],
    [
      '{Type: HttpApi, Properties: {Path: /a, Method: GET, Auth: {Authorizer: AWS_IAM}}}',
      { ...http, authorizer: 'iam' },
    ],
    ['{Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn}}', { ...sqs, queue: 'Jobs' }],
    [
      '{Type: SQS, Properties: {Queue: !Sub "${Jobs.Arn}", BatchSize: 5, FunctionResponseTypes: [ReportBatchItemFailures]}}',
      { ...sqs, queue: 'Jobs', batchSize: 5, reportBatchItemFailures: true },
    ],
    ['{Type: SQS, Properties: {Queue: "arn:aws:sqs:x:1:q"}}', { ...sqs, queue: 'arn:aws:sqs:x:1:q' }],
    ['{Type: Schedule, Properties: {Schedule: rate(1 hour)}}', { type: 'other', name: 'Schedule' }],
    [
      '{Type: Kinesis, Properties: {Stream: !GetAtt Clicks.Arn, StartingPosition: TRIM_HORIZON, BatchSize: 5}}',
      { ...stream, type: 'kinesis', stream: 'Clicks', batchSize: 5, startingPosition: 'TRIM_HORIZON' },
    ],
    [
      '{Type: DynamoDB, Properties: {Stream: !GetAtt Votes.StreamArn, StartingPosition: LATEST, FilterCriteria: {Filters: [{Pattern: "{}"}]}}}',
      { ...stream, type: 'dynamodb', stream: 'Votes', filters: ['{}'] },
    ],
    ['{Type: SNS, Properties: {Topic: !Ref News}}', { type: 'sns', topic: 'News' }],
    [
      '{Type: SNS, Properties: {Topic: !Ref News, SqsSubscription: true}}',
      { type: 'other', name: 'SNS (SqsSubscription)' },
    ],
    [
      '{Type: EventBridgeRule, Properties: {Pattern: {source: [shop]}, EventBusName: !Ref Bus}}',
      { type: 'eventbridge', bus: 'Bus', pattern: { source: ['shop'] } },
    ],
    ['{Type: S3}', { type: 'other', name: 'S3' }],
  ];
  test.each(rows)('%s', async (event, expected) => {
    const { place: _place, ...trigger } = await triggerOf(event);
    expect(trigger).toEqual(expected);
  });
});

test('the implicit APIs take Globals', async () => {
  const app = await load(`${SAM}Globals:
  Api: {Cors: "'*'", BinaryMediaTypes: [image/gif], Auth: {DefaultAuthorizer: AWS_IAM}}
  HttpApi: {CorsConfiguration: true}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: f.h
      Runtime: nodejs22.x
      FunctionUrlConfig: {AuthType: AWS_IAM, InvokeMode: RESPONSE_STREAM, Cors: {AllowOrigins: [x]}}
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get}}
        B: {Type: HttpApi, Properties: {Path: /b, Method: get}}
`);
  expect(app.functions[0]?.triggers).toMatchObject([
    { type: 'function-url', authType: 'AWS_IAM', streaming: true, cors: true, place: { line: 11, column: 7 } },
    { type: 'apigateway-v1', cors: true, binaryMediaTypes: ['image/gif'], authorizer: 'iam' },
    { type: 'apigateway-v2', cors: true },
  ]);
});

test('topics, rules and buckets that invoke a function from their own resource', async () => {
  const app = await load(`Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      Handler: f.h
      Runtime: nodejs22.x
      Code: src
      DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}
  Dead: {Type: AWS::SQS::Queue}
  News: {Type: AWS::SNS::Topic}
  Sub: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref News, Protocol: lambda, Endpoint: !GetAtt F.Arn}}
  Mail: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref News, Protocol: email, Endpoint: a@example.com}}
  Placed:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [shop]}
      Targets: [{Id: a, Arn: !GetAtt F.Arn, InputPath: $.detail}, {Id: b, Arn: !GetAtt Dead.Arn}]
  Nightly: {Type: AWS::Events::Rule, Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt F.Arn}]}}
  Photos:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations:
          - Event: s3:ObjectCreated:*
            Function: !GetAtt F.Arn
            Filter: {S3Key: {Rules: [{Name: suffix, Value: .png}]}}
`);
  expect(app.functions[0]!.asyncInvoke).toEqual({ deadLetters: 'Dead' });
  expect(app.functions[0]!.triggers).toMatchObject([
    { type: 'sns', topic: 'News' },
    { type: 'eventbridge', bus: 'default', pattern: { source: ['shop'] }, inputPath: '$.detail' },
    { type: 'other', name: 'Schedule' },
    { type: 's3', bucket: 'Photos', events: ['s3:ObjectCreated:*'], suffix: '.png' },
  ]);
});

test('properties of a resource as the lab runs it: parameters and references replaced', async () => {
  const app = await load(`Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Dead: {Type: AWS::SQS::Queue}
  Jobs:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub jobs-\${Stage}
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
`);
  expect(localProperties(app, 'Jobs')).toEqual({
    QueueName: 'jobs-dev',
    RedrivePolicy: {
      deadLetterTargetArn: expect.stringMatching(/^arn:aws:sqs:us-east-1:123456789012:.*-dead$/),
      maxReceiveCount: 3,
    },
  });
  expect(localResourceName(app, 'Jobs')).toBe('jobs-dev');
});

test('plain CloudFormation: functions, URLs and event source mappings', async () => {
  const app = await load(`Resources:
  F:
    Type: AWS::Lambda::Function
    Properties: {Handler: f.h, Runtime: nodejs22.x, Code: src, FunctionName: named, Role: x}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref F, AuthType: NONE}}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !GetAtt F.Arn, EventSourceArn: !GetAtt Jobs.Arn, BatchSize: 2}
  Stream:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref F, EventSourceArn: !GetAtt Table.StreamArn}
  Jobs: {Type: AWS::SQS::Queue}
  Table: {Type: AWS::DynamoDB::Table}
  InS3: {Type: AWS::Lambda::Function, Properties: {Handler: f.h, Runtime: nodejs22.x, Code: {S3Bucket: b, S3Key: k}}}
  Inline: {Type: AWS::Lambda::Function, Properties: {Handler: index.h, Runtime: nodejs22.x, Code: {ZipFile: "x"}}}
`);
  expect(app.framework).toBe('cloudformation');
  expect(app.functions[0]).toMatchObject({
    name: 'named',
    codeRoot: `${app.root}/src`,
    triggers: [
      { type: 'function-url', authType: 'NONE' },
      { type: 'sqs', queue: 'Jobs', batchSize: 2 },
      { type: 'dynamodb', stream: 'Table', batchSize: 100, startingPosition: 'LATEST' },
    ],
  });
  expect(app.functions[1]?.handler).toMatchObject({ unknown: 'has its code in S3', expression: 'f.h' });
  expect(app.functions[2]?.handler).toMatchObject({ unknown: 'has its code inline in the template' });
  expect(app.resources.map((resource) => resource.id)).toEqual(['Url', 'Mapping', 'Stream', 'Jobs', 'Table']);
  // Inline code is there to be read and run.
  expect(app.functions[2]?.inlineCode?.text).toBeDefined();
  expect(app.unknowns).toHaveLength(1);
});

test('the region is what is asked for, else unknown', async () => {
  const text = `${SAM}Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Handler: f.h, Runtime: nodejs22.x, Environment: {Variables: {R: !Ref AWS::Region}}}
`;
  const without = await load(text);
  expect(without.region).toMatchObject({ expression: 'AWS::Region' });
  const value = without.functions[0]?.environment['R'];
  expect(value).toMatchObject({ unknown: 'needs the region', expression: '!Ref AWS::Region' });
  expect(localValue(without, value as Unknown)).toBe('us-east-1');
  const given = await load(text, { region: 'eu-west-1' });
  expect(given).toMatchObject({ region: 'eu-west-1', functions: [{ environment: { R: 'eu-west-1' } }] });
});

test('routes in an OpenAPI document are named', async () => {
  const app = await load(`${SAM}Resources:
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v1, DefinitionUri: api.yml}}
`);
  expect(app.unknowns).toMatchObject([{ expression: 'Api', unknown: expect.stringContaining('OpenAPI') }]);
});

test('conditions leave resources out; parameters can be given', async () => {
  const text = `${SAM}Parameters: {Env: {Type: String, Default: dev}, Size: {Type: Number, Default: 256}}
Conditions: {Prod: !Equals [!Ref Env, prod]}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Handler: f.h, Runtime: nodejs22.x, MemorySize: !If [Prod, 1024, !Ref Size]}
  OnlyProd: {Type: AWS::Serverless::Function, Condition: Prod, Properties: {Handler: p.h, Runtime: nodejs22.x}}
  Table: {Type: AWS::DynamoDB::Table, Condition: Prod}
  Fn::ForEach::Queues: [Name, [a, b], {}]
`;
  const dev = await load(text);
  expect(dev.functions.map(({ id, memoryMb }) => [id, memoryMb])).toEqual([['F', 256]]);
  expect(dev.resources).toEqual([]);
  expect(dev.unknowns).toMatchObject([{ expression: 'Fn::ForEach::Queues' }]);
  const prod = await load(text, { params: { Env: 'prod' } });
  expect(prod.functions.map(({ id, memoryMb }) => [id, memoryMb])).toEqual([
    ['F', 1024],
    ['OnlyProd', 128],
  ]);
  expect(prod.resources).toHaveLength(1);
});

test('images, archives and JSON templates', async () => {
  const json = {
    Resources: {
      Image: { Type: 'AWS::Serverless::Function', Properties: { PackageType: 'Image', ImageUri: 'x' } },
      Zip: {
        Type: 'AWS::Serverless::Function',
        Properties: { Handler: 'a.h', Runtime: 'java21', CodeUri: 'target/app.jar' },
      },
    },
  };
  const app = await loadApp(makeProject({ 'template.json': JSON.stringify(json) }));
  expect(app.functions).toMatchObject([
    { handler: { unknown: 'is a container image' }, runtime: { unknown: 'is a container image' } },
    { handler: { unknown: 'has its code in an archive' }, runtime: 'java21' },
  ]);
});

test('what is told of a container image', async () => {
  const text = `Resources:
  F:
    Type: AWS::Serverless::Function
    Metadata: { DockerContext: ./src, Dockerfile: work/Dockerfile, DockerTag: v1 }
    Properties: { PackageType: Image, ImageConfig: { Command: [app.other] } }
  G:
    Type: AWS::Serverless::Function
    Metadata: { DockerContext: ../../etc }
    Properties: { PackageType: Image }
`;
  const app = await loadApp(makeProject({ 'template.yaml': text }));
  expect(app.functions.map(({ image }) => image)).toEqual([
    { folder: 'src', dockerfile: 'src/work/Dockerfile', handler: 'app.other' },
    undefined,
  ]);
});

test('code outside of the project is refused, unless the root is wider', async () => {
  const text =
    'Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: a.h, Runtime: nodejs22.x, CodeUri: ../src}\n';
  const root = makeProject({ 'infra/template.yaml': text });
  const error = await failure(() => loadApp(`${root}/infra`));
  expect(error.code).toBe('BULKHEAD_OUTSIDE_ROOT');
  expect(describeError(error)).toBe('template.yaml:4:62 the code folder "../src" leads out of the project\'s folder');
  expect((await loadApp(`${root}/infra`, { root })).functions[0]?.codeRoot).toBe(`${root}/src`);
});

test('a folder on another machine is an archive that is not here', async () => {
  const code = (uri: string) =>
    `{Type: AWS::Serverless::Function, Properties: {Handler: a.h, Runtime: nodejs22.x, CodeUri: '${uri}'}}`;
  const text = `Resources:\n  F: ${code('/Users/somebody/shop/orders')}\n  G: ${code('C:\\\\work\\\\orders')}\n  H: ${code('here')}\n`;
  const app = await load(text);
  const elsewhere = { handler: { unknown: 'has its code in an archive', expression: 'a.h' }, archive: 'orders' };
  expect(app.functions).toMatchObject([elsewhere, { handler: elsewhere.handler }, { handler: 'a.h' }]);
});
