import type { Trigger, Unknown } from '@bulkhead/core';
import { describe, expect, test } from 'vitest';
import { describeError, failure, makeProject } from '../../../test/project.ts';
import { loadApp } from '../../load-app.ts';
import { localValue } from '../../local-value.ts';

const PROVIDER = 'apiGateway: {binaryMediaTypes: [image/png]}';

/** Loads a service whose function `f` has the given lines of settings, indented under it. */
async function load(lines: string, provider = '') {
  const root = makeProject({ 'serverless.yml': serviceOf(lines, provider) });
  const app = await loadApp(root, { env: {} });
  return app.functions.find((fn) => fn.id === 'f')!.triggers;
}

function serviceOf(lines: string, provider: string): string {
  const indented = lines.replace(/^/gm, '    ');
  return `service: shop
provider:
  name: aws
  runtime: nodejs22.x
${provider.replace(/^/gm, '  ')}
functions:
  auth:
    handler: a.h
  f:
    handler: f.h
${indented}
resources:
  Resources:
    Jobs: {Type: 'AWS::SQS::Queue'}
    Pool: {Type: 'AWS::Cognito::UserPool'}
    Clicks: {Type: 'AWS::Kinesis::Stream'}
    Votes: {Type: 'AWS::DynamoDB::Table'}
    News: {Type: 'AWS::SNS::Topic'}
    Bus: {Type: 'AWS::Events::EventBus'}
    Photos: {Type: 'AWS::S3::Bucket'}
`;
}

async function only(lines: string, provider?: string): Promise<Trigger> {
  const [trigger, ...more] = await load(lines, provider);
  expect(more).toEqual([]);
  return trigger!;
}

const rest = { type: 'apigateway-v1', authorizer: 'none', cors: false };
const route = { type: 'apigateway-v2', payloadVersion: '2.0', authorizer: 'none', cors: false };

describe('http', () => {
  const rows: [string, object, string?][] = [
    ['events: [http: GET hello]', { ...rest, method: 'GET', path: '/hello' }],
    ['events: [http: "get /a/{id}/"]', { ...rest, method: 'GET', path: '/a/{id}' }],
    ['events: [http: "any /{proxy+}"]', { ...rest, method: 'ANY', path: '/{proxy+}' }],
    ['events: [http: {path: /, method: post}]', { ...rest, method: 'POST', path: '/' }],
    ["events: [http: {path: '', method: post}]", { ...rest, method: 'POST', path: '/' }],
    ['events: [http: {path: a, method: get, cors: true}]', { ...rest, method: 'GET', path: '/a', cors: true }],
    ['events: [http: {path: a, method: get, cors: {origin: x}}]', { ...rest, method: 'GET', path: '/a', cors: true }],
    ['events: [http: {path: a, method: get, cors: false}]', { ...rest, method: 'GET', path: '/a' }],
    [
      'events: [http: {path: a, method: get, private: true}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'api-key' },
    ],
    [
      'events: [http: {path: a, method: get, authorizer: aws_iam, private: true}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'iam' },
    ],
    [
      'events: [http: {path: a, method: get, authorizer: auth}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'lambda:auth' },
    ],
    [
      'events: [http: {path: a, method: get, authorizer: {name: auth, type: request}}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'lambda:auth' },
    ],
    [
      'events: [http: {path: a, method: get, authorizer: {type: AWS_IAM}}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'iam' },
    ],
    [
      'events: [http: {path: a, method: get, authorizer: "arn:aws:cognito-idp:eu-west-1:1:userpool/x"}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'cognito' },
    ],
    [
      'events: [http: {path: a, method: get, authorizer: {arn: "arn:aws:lambda:eu-west-1:1:function:z"}}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'lambda:arn:aws:lambda:eu-west-1:1:function:z' },
    ],
    [
      'events: [http: {path: a, method: get, authorizer: {arn: !GetAtt Pool.Arn, name: p}}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'cognito' },
    ],
    [
      'events: [http: {path: a, method: get, authorizer: {arn: !GetAtt AuthLambdaFunction.Arn}}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'lambda:auth' },
    ],
    [
      'events: [http: {path: a, method: get, authorizer: {type: COGNITO_USER_POOLS, authorizerId: !Ref X}}]',
      { ...rest, method: 'GET', path: '/a', authorizer: 'cognito' },
    ],
    ['events: [http: GET a]', { ...rest, method: 'GET', path: '/a', binaryMediaTypes: ['image/png'] }, PROVIDER],
    ['events: [http: {path: a, method: get, integration: lambda-proxy}]', { ...rest, method: 'GET', path: '/a' }],
    [
      'events: [http: {path: a, method: get, integration: lambda}]',
      { type: 'other', name: 'http (integration lambda)' },
    ],
    ['events: [http: {path: a, method: "${ssm:/m}"}]', { type: 'other', name: 'http' }],
  ];
  test.each(rows)('%s', async (lines, expected, provider) => {
    const { place, ...trigger } = await only(lines, provider);
    expect(trigger).toEqual(expected);
    expect(place.file).toBe('serverless.yml');
  });
});

describe('httpApi', () => {
  const authorizers = `httpApi:
  payload: '1.0'
  cors: true
  authorizers:
    tokens: {identitySource: $request.header.Authorization, issuerUrl: x, audience: [y]}
    own: {type: request, functionName: auth}
    far: {type: request, functionArn: 'arn:aws:lambda:x:1:function:y'}`;
  const old = { ...route, payloadVersion: '1.0', cors: true };
  const rows: [string, object, string?][] = [
    ["events: [httpApi: '*']", { ...route, method: 'ANY', path: '$default' }],
    ["events: [httpApi: {method: '*', path: '*'}]", { ...route, method: 'ANY', path: '$default' }],
    ['events: [httpApi: "GET /a/{id}"]', { ...route, method: 'GET', path: '/a/{id}' }],
    ["events: [httpApi: {method: '*', path: /a}]", { ...route, method: 'ANY', path: '/a' }],
    ['events: [httpApi: {path: /a}]', { ...route, method: 'ANY', path: '/a' }],
    [
      'events: [httpApi: {method: put, path: /a, authorizer: {type: aws_iam}}]',
      { ...route, method: 'PUT', path: '/a', authorizer: 'iam' },
    ],
    [
      'events: [httpApi: {method: put, path: /a, authorizer: tokens}]',
      { ...old, method: 'PUT', path: '/a', authorizer: 'jwt' },
      authorizers,
    ],
    [
      'events: [httpApi: {method: put, path: /a, authorizer: {name: own}}]',
      { ...old, method: 'PUT', path: '/a', authorizer: 'lambda:auth' },
      authorizers,
    ],
    [
      'events: [httpApi: {method: put, path: /a, authorizer: {name: far}}]',
      { ...old, method: 'PUT', path: '/a', authorizer: 'lambda:arn:aws:lambda:x:1:function:y' },
      authorizers,
    ],
    [
      'events: [httpApi: {method: put, path: /a, authorizer: {id: x, scopes: [a]}}]',
      { ...route, method: 'PUT', path: '/a', authorizer: 'jwt' },
    ],
    [
      "httpApi: {payload: '2.0'}\nevents: [httpApi: GET /a]",
      { ...old, payloadVersion: '2.0', method: 'GET', path: '/a' },
      authorizers,
    ],
  ];
  test.each(rows)('%s', async (lines, expected, provider) => {
    const { place: _place, ...trigger } = await only(lines, provider);
    expect(trigger).toEqual(expected);
  });
});

describe('url, alb, sqs and what the model only names', () => {
  const url = { type: 'function-url', authType: 'NONE', cors: false, streaming: false };
  const sqs = { type: 'sqs', batchSize: 10, reportBatchItemFailures: false };
  const rows: [string, object][] = [
    ['url: true', url],
    [
      'url: {authorizer: aws_iam, cors: true, invokeMode: RESPONSE_STREAM}',
      { ...url, authType: 'AWS_IAM', cors: true, streaming: true },
    ],
    ['url: {cors: {allowedOrigins: [x]}}', { ...url, cors: true }],
    [
      'events: [alb: {listenerArn: x, priority: 1, conditions: {path: /a, method: get}}]',
      { type: 'alb', paths: ['/a'], methods: ['GET'], multiValueHeaders: false },
    ],
    [
      'events: [alb: {listenerArn: x, priority: 1, multiValueHeaders: true, conditions: {path: [/a, /b/*]}}]',
      { type: 'alb', paths: ['/a', '/b/*'], methods: [], multiValueHeaders: true },
    ],
    ['events: [sqs: "arn:aws:sqs:eu-west-1:1:q"]', { ...sqs, queue: 'arn:aws:sqs:eu-west-1:1:q' }],
    [
      'events: [sqs: {arn: !GetAtt Jobs.Arn, batchSize: 1, functionResponseType: ReportBatchItemFailures}]',
      { ...sqs, queue: 'Jobs', batchSize: 1, reportBatchItemFailures: true },
    ],
    ['events: [sqs: {arn: {"Fn::GetAtt": [Jobs, Arn]}}]', { ...sqs, queue: 'Jobs' }],
    ['events: [sqs: !GetAtt Jobs.Arn]', { ...sqs, queue: 'Jobs' }],
    [
      'events: [sqs: {arn: !GetAtt Jobs.Arn, maximumBatchingWindow: 5, maximumConcurrency: 3, enabled: false}]',
      { ...sqs, queue: 'Jobs', batchingWindowSeconds: 5, maximumConcurrency: 3, disabled: true },
    ],
    [
      'events: [sqs: {arn: !GetAtt Jobs.Arn, filterPatterns: [{body: {kind: [vote]}}]}]',
      { ...sqs, queue: 'Jobs', filters: ['{"body":{"kind":["vote"]}}'] },
    ],
    ['events: [schedule: rate(1 hour)]', { type: 'other', name: 'schedule' }],
    ['events: [eventBridge: {schedule: rate(1 hour)}]', { type: 'other', name: 'eventBridge' }],
    ['events: [stream: {arn: !ImportValue x}]', { type: 'other', name: 'stream' }],
    ['events: [websocket]', { type: 'other', name: 'websocket' }],
  ];
  test.each(rows)('%s', async (lines, expected) => {
    const { place: _place, ...trigger } = await only(lines);
    expect(trigger).toEqual(expected);
  });
});

describe('streams, topics, buses and buckets', () => {
  const stream = { batchSize: 10, reportBatchItemFailures: false, startingPosition: 'TRIM_HORIZON' };
  const rows: [string, object][] = [
    ['events: [stream: {type: kinesis, arn: x}]', { ...stream, type: 'kinesis', stream: 'x' }],
    ['events: [stream: "arn:aws:dynamodb:eu-west-1:1:table/t/stream/1"]', { ...stream, type: 'dynamodb' }],
    ['events: [stream: !GetAtt Clicks.Arn]', { ...stream, type: 'kinesis', stream: 'Clicks' }],
    ['events: [stream: {arn: !GetAtt Votes.StreamArn}]', { ...stream, type: 'dynamodb', stream: 'Votes' }],
    [
      'events: [stream: {arn: !GetAtt Clicks.Arn, batchSize: 5, batchWindow: 2, startingPosition: latest, maximumRetryAttempts: 3, maximumRecordAgeInSeconds: 60, bisectBatchOnFunctionError: true, parallelizationFactor: 2, functionResponseType: ReportBatchItemFailures, destinations: {onFailure: !GetAtt Jobs.Arn}}]',
      {
        ...{ type: 'kinesis', stream: 'Clicks', batchSize: 5, batchingWindowSeconds: 2, startingPosition: 'LATEST' },
        ...{ maximumRetryAttempts: 3, maximumRecordAgeSeconds: 60, bisectOnError: true, parallelizationFactor: 2 },
        ...{ reportBatchItemFailures: true, onFailure: 'Jobs' },
      },
    ],
    ['events: [stream: {arn: !GetAtt Clicks.Arn, maximumRetryAttempts: -1}]', { ...stream, type: 'kinesis' }],
    ['events: [sns: orders-placed]', { type: 'sns', topic: 'SNSTopicOrdersplaced' }],
    ['events: [sns: {topicName: orders, displayName: x}]', { type: 'sns', topic: 'SNSTopicOrders' }],
    ['events: [sns: "arn:aws:sns:eu-west-1:1:t"]', { type: 'sns', topic: 'arn:aws:sns:eu-west-1:1:t' }],
    [
      'events: [sns: {arn: !Ref News, filterPolicy: {kind: [a]}, filterPolicyScope: MessageBody}]',
      { type: 'sns', topic: 'News', filterPolicy: { kind: ['a'] }, filterPolicyScope: 'MessageBody' },
    ],
    [
      'events: [eventBridge: {pattern: {source: [shop]}, inputPath: $.detail}]',
      { type: 'eventbridge', bus: 'default', pattern: { source: ['shop'] }, inputPath: '$.detail' },
    ],
    [
      'events: [eventBridge: {eventBus: !Ref Bus, pattern: {source: [shop]}, input: {a: 1}}]',
      { type: 'eventbridge', bus: 'Bus', pattern: { source: ['shop'] }, input: '{"a":1}' },
    ],
    [
      'events: [cloudwatchEvent: {event: {source: [aws.s3]}}]',
      { type: 'eventbridge', bus: 'default', pattern: { source: ['aws.s3'] } },
    ],
    ['events: [s3: photos]', { type: 's3', bucket: 'photos', events: ['s3:ObjectCreated:*'] }],
    [
      'events: [s3: {bucket: !Ref Photos, event: s3:ObjectRemoved:*, rules: [{prefix: in/}, {suffix: .png}]}]',
      { type: 's3', bucket: 'Photos', events: ['s3:ObjectRemoved:*'], prefix: 'in/', suffix: '.png' },
    ],
  ];
  test.each(rows)('%s', async (lines, expected) => {
    expect(await only(lines)).toMatchObject(expected);
  });
});

test('destinations of asynchronous events', async () => {
  const lines = 'maximumRetryAttempts: 1\nonError: !GetAtt Jobs.Arn\ndestinations: {onFailure: !GetAtt Jobs.Arn}';
  const root = makeProject({ 'serverless.yml': serviceOf(lines, '') });
  const [, fn] = (await loadApp(root, { env: {} })).functions;
  expect(fn!.asyncInvoke).toEqual({ maximumRetryAttempts: 1, onFailure: 'Jobs', deadLetters: 'Jobs' });
});

test('a topic that the framework makes is a resource that a template can refer to', async () => {
  const lines = 'environment: {TOPIC: !Ref SNSTopicOrders}\nevents: [sns: orders]';
  const app = await loadApp(makeProject({ 'serverless.yml': serviceOf(lines, 'region: eu-west-1') }), { env: {} });
  expect(app.resources).toContainEqual(expect.objectContaining({ id: 'SNSTopicOrders', type: 'AWS::SNS::Topic' }));
  expect(localValue(app, app.functions[1]!.environment['TOPIC'] as Unknown)).toBe(
    'arn:aws:sns:eu-west-1:123456789012:orders',
  );
});

test('a queue that only the account knows stays unknown', async () => {
  expect(await only('events: [sqs: "arn:aws:sqs:${aws:region}:${aws:accountId}:q"]')).toMatchObject({
    queue: { unknown: 'needs an AWS account', expression: 'arn:aws:sqs:${aws:region}:${aws:accountId}:q' },
  });
  expect(await only('events: [sqs: {arn: !ImportValue other}]')).toMatchObject({
    queue: { expression: '!ImportValue other' },
  });
});

test('url: false and an empty list are no trigger', async () => {
  expect(await load('url: false\nevents:')).toEqual([]);
  expect(await load('events: []')).toEqual([]);
});

test('several triggers keep their order and places', async () => {
  const triggers = await load('events:\n  - http: GET a\n  - sns: t\n  - httpApi: GET /b');
  expect(triggers.map(({ type, place }) => [type, place.line, place.column])).toEqual([
    ['apigateway-v1', 12, 9],
    ['sns', 13, 9],
    ['apigateway-v2', 14, 9],
  ]);
});

describe('refused at its place', () => {
  const rows: [string, RegExp][] = [
    ['events: [http: hello]', /:11:20 http must be written as "METHOD \/path"/],
    ['events: [http: {path: a}]', /http has no method/],
    ['events: [http: {method: get}]', /http has no path/],
    ['events: [http: {method: fetch, path: a}]', /http\.method must be one of GET/],
    ['events: [http: FETCH /a]', /http\.method must be one of GET/],
    ['events:\n  - http:\n    path: a\n    method: get', /:12:9 http has its settings beside it, not under it/],
    [
      'events: [http: {path: a, method: get, authorizer: aut}]',
      /names a function that is not here; did you mean auth\?/,
    ],
    ['events: [http: {path: a, method: get, private: maybe}]', /http\.private must be true or false, not text/],
    [
      'events: [httpApi: {path: /a, method: get, authorizer: nope}]',
      /not declared under provider\.httpApi\.authorizers/,
    ],
    ['events: [httpApi: {path: a, method: get}]', /httpApi\.path must start with "\/"/],
    ['events: [httpApi: GET]', /httpApi must be written as "METHOD \/path"/],
    ['url: yes please', /url must be true or a map, not text/],
    ['url: {authorizer: cognito}', /url\.authorizer must be aws_iam/],
    ['url: {invokeMode: STREAM}', /url\.invokeMode must be BUFFERED, RESPONSE_STREAM/],
    ['events: [alb: x]', /alb must be a map with listenerArn, priority and conditions/],
    ['events: [sqs: jobs]', /sqs\.arn must be the ARN of a queue/],
    ['events: [sqs: {batchSize: 1}]', /sqs has no arn/],
    [
      'events: [sqs: {arn: "arn:aws:sqs:x:1:q", batchSize: many}]',
      /sqs\.batchSize must be a whole number from 1 to 10000, not text/,
    ],
    [
      'events: [sqs: {arn: "arn:aws:sqs:x:1:q", functionResponseType: All}]',
      /sqs\.functionResponseType must be ReportBatchItemFailures/,
    ],
    ['events: {http: GET a}', /events of f must be a list, not a map/],
    ['events: [[http]]', /an event must be a map or a name, not a list/],
    ['events: [{}]', /an event must name its kind/],
  ];
  test.each(rows)('%s', async (lines, expected) => {
    const error = await failure(() => load(lines));
    expect(error.code).toBe('BULKHEAD_BAD_TEMPLATE');
    expect(describeError(error)).toMatch(expected);
    expect(error.place?.line).toBeGreaterThan(9);
  });
});
