import { denyPolicy } from '../reading/deny.ts';
import { isMap, visitRequest } from '../reading/http.ts';
import { visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Lambda authorizer, REQUEST type, of a REST API, of a WebSocket API, and of an HTTP API with payload format 1.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
 *
 * Walked: path, path and query parameters, headers, and the identity sources that HTTP APIs repeat in
 * `identitySource` and `authorizationToken`.
 * Not walked: `resource` and `stageVariables` are the owner's, `methodArn` and `requestContext` AWS's; what a stranger
 * wrote in those stands outside as well.
 *
 * All three want an IAM policy for an answer: payload format 1.0 has no other.
 */
export const authorizerRequestV1: EventSource = {
  id: 'authorizer-request-v1',
  title: 'API Gateway Lambda authorizer (REQUEST, format 1.0)',
  invocation: 'synchronous',
  match(event) {
    return event['type'] === 'REQUEST' && typeof event['methodArn'] === 'string';
  },
  fields: [
    'type',
    'methodArn',
    'identitySource',
    'authorizationToken',
    'resource',
    'path',
    'httpMethod',
    'headers',
    'multiValueHeaders',
    'queryStringParameters',
    'multiValueQueryStringParameters',
    'pathParameters',
    'stageVariables',
    'requestContext',
    'body',
    'isBase64Encoded',
    'version',
  ],
  read(walk, event) {
    visitRequest(walk, event, false);
    for (const name of ['pathParameters', 'identitySource', 'authorizationToken']) {
      visitValue(walk, event[name], '', name, 0);
    }
    const context = event['requestContext'];
    // A WebSocket's authorizer sees the handshake, which has no body, and nobody before it passed anything on.
    const identity = isMap(context) ? context['identity'] : undefined;
    if (isMap(identity) && !isMap(event['headers'])) {
      visitValue(walk, identity['userAgent'], 'requestContext.identity', 'userAgent', 0);
    }
  },
  block(event, request) {
    return { is: 'respond', response: denyPolicy(event['methodArn'], request) };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  rest: {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/live/GET/polls/spring-2026',
    resource: '/polls/{id}',
    path: '/polls/spring-2026',
    httpMethod: 'GET',
    headers: { Accept: 'application/json', Authorization: 'sample-token', 'User-Agent': 'curl/8.14.1' },
    multiValueHeaders: {
      Accept: ['application/json'],
      Authorization: ['sample-token'],
      'User-Agent': ['curl/8.14.1'],
    },
    queryStringParameters: { round: '2' },
    multiValueQueryStringParameters: { round: ['2'] },
    pathParameters: { id: 'spring-2026' },
    stageVariables: {},
    requestContext: {
      path: '/live/polls/spring-2026',
      accountId: '123456789012',
      resourceId: 'q1w2e3',
      stage: 'live',
      requestId: '7f0d5c52-2f0e-4a0e-9d3e-6f6f0a6a1c12',
      identity: { sourceIp: '198.51.100.7', userAgent: 'curl/8.14.1' },
      resourcePath: '/polls/{id}',
      httpMethod: 'GET',
      apiId: 'a1b2c3d4e5',
    },
  },
  http: {
    version: '1.0',
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:f6g7h8i9j0/$default/GET/polls/spring-2026',
    identitySource: 'sample-token',
    authorizationToken: 'sample-token',
    resource: '/polls/{id}',
    path: '/polls/spring-2026',
    httpMethod: 'GET',
    headers: { accept: 'application/json', authorization: 'sample-token', 'user-agent': 'curl/8.14.1' },
    queryStringParameters: { round: '2' },
    pathParameters: { id: 'spring-2026' },
    stageVariables: {},
    requestContext: {
      path: '/polls/spring-2026',
      accountId: '123456789012',
      resourceId: 'GET /polls/{id}',
      stage: '$default',
      requestId: 'Lk2u8jGzDoEEPqB=',
      identity: { sourceIp: '198.51.100.7', userAgent: 'curl/8.14.1' },
      resourcePath: '/polls/{id}',
      httpMethod: 'GET',
      apiId: 'f6g7h8i9j0',
    },
  },
  websocket: {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:b2c3d4e5f6/live/$connect',
    headers: { Host: 'b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com', 'User-Agent': 'curl/8.14.1' },
    multiValueHeaders: {
      Host: ['b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com'],
      'User-Agent': ['curl/8.14.1'],
    },
    queryStringParameters: { token: 'sample-token' },
    multiValueQueryStringParameters: { token: ['sample-token'] },
    stageVariables: {},
    requestContext: {
      routeKey: '$connect',
      eventType: 'CONNECT',
      stage: 'live',
      identity: { sourceIp: '198.51.100.7' },
      requestId: 'LnKa1Fx0joEFqRx=',
      domainName: 'b2c3d4e5f6.execute-api.eu-west-1.amazonaws.com',
      connectionId: 'LnKa1eVIjoECJ3g=',
      apiId: 'b2c3d4e5f6',
    },
  },
} satisfies EventSamples;
