import { visitBody } from '../reading/body.ts';
import { bodyKind } from '../reading/body-kind.ts';
import { forbidden } from '../reading/forbidden.ts';
import { isMap, visitRequest } from '../reading/http.ts';
import { visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * API Gateway REST API with Lambda proxy integration, and HTTP API with payload format 1.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 *
 * Walked: path, path and query parameters (API Gateway has percent-decoded the query), headers, body, and what the
 * authorizer passed on, since a claim such as `name` or `email` is what somebody typed when signing up.
 * Not walked: `resource` and `stageVariables` are the owner's; ids, times and addresses in `requestContext` are AWS's;
 * `requestContext.path` and `identity.userAgent` repeat what stands outside.
 */
export const apigatewayV1: EventSource = {
  id: 'apigateway-v1',
  title: 'API Gateway REST API',
  invocation: 'synchronous',
  match(event) {
    if (typeof event['httpMethod'] !== 'string' || typeof event['resource'] !== 'string') return false;
    const context = event['requestContext'];
    // A Lambda authorizer's event has `methodArn`, a WebSocket's has a connection; both are triggers of their own.
    return isMap(context) && !('elb' in context) && !('connectionId' in context) && !('methodArn' in event);
  },
  fields: [
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
    const contentType = visitRequest(walk, event, false);
    visitValue(walk, event['pathParameters'], '', 'pathParameters', 0);
    visitBody(walk, event['body'], bodyKind(event, contentType));
    const context = event['requestContext'];
    if (isMap(context)) visitValue(walk, context['authorizer'], 'requestContext', 'authorizer', 0);
  },
  block(_event, request) {
    return { is: 'respond', response: { ...forbidden(request), isBase64Encoded: false } };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  request: {
    resource: '/polls/{id}/votes',
    path: '/polls/spring-2026/votes',
    httpMethod: 'POST',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      Cookie: 'theme=dark; lang=en',
      Host: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
      'User-Agent': 'curl/8.14.1',
      'X-Forwarded-For': '198.51.100.7',
    },
    multiValueHeaders: {
      Accept: ['application/json'],
      'Content-Type': ['application/json'],
      Cookie: ['theme=dark; lang=en'],
      Host: ['a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com'],
      'User-Agent': ['curl/8.14.1'],
      'X-Forwarded-For': ['203.0.113.9', '198.51.100.7'],
    },
    queryStringParameters: { round: '2' },
    multiValueQueryStringParameters: { round: ['1', '2'] },
    pathParameters: { id: 'spring-2026' },
    stageVariables: null,
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      authorizer: { principalId: 'voter-17', claims: { sub: 'voter-17', name: 'Ada Example' } },
      domainName: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'a1b2c3d4e5',
      extendedRequestId: 'JWx0uGk1DoEEJfA=',
      httpMethod: 'POST',
      identity: { sourceIp: '198.51.100.7', userAgent: 'curl/8.14.1' },
      path: '/live/polls/spring-2026/votes',
      protocol: 'HTTP/1.1',
      requestId: '7f0d5c52-2f0e-4a0e-9d3e-6f6f0a6a1c11',
      requestTime: '20/Nov/2026:10:15:00 +0000',
      requestTimeEpoch: 1795169700000,
      resourceId: 'q1w2e3',
      resourcePath: '/polls/{id}/votes',
      stage: 'live',
    },
    body: '{"choice":"blue","voter":{"name":"Ada Example"}}',
    isBase64Encoded: false,
  },
} satisfies EventSamples;
