import { visitBody } from '../reading/body.ts';
import { bodyKind } from '../reading/body-kind.ts';
import { forbidden } from '../reading/forbidden.ts';
import { isMap, visitRequest } from '../reading/http.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Application Load Balancer with a Lambda target; a target group attribute chooses single or multi-value headers.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 *
 * Walked: path, query parameters, headers, body. ALB hands query parameters over as they were sent, without decoding.
 * Not walked: `requestContext.elb` is AWS's.
 */
export const alb: EventSource = {
  id: 'alb',
  title: 'Application Load Balancer',
  invocation: 'synchronous',
  match(event) {
    const context = event['requestContext'];
    return isMap(context) && isMap(context['elb']) && typeof event['httpMethod'] === 'string';
  },
  fields: [
    'requestContext',
    'httpMethod',
    'path',
    'queryStringParameters',
    'multiValueQueryStringParameters',
    'headers',
    'multiValueHeaders',
    'body',
    'isBase64Encoded',
  ],
  read(walk, event) {
    const contentType = visitRequest(walk, event, true);
    visitBody(walk, event['body'], bodyKind(event, contentType));
  },
  block(event, request) {
    const { statusCode, headers, body } = forbidden(request);
    const answer = { statusCode, statusDescription: '403 Forbidden', isBase64Encoded: false, body };
    // ALB refuses an answer in the other mode with 502.
    if (!isMap(event['multiValueHeaders'])) return { is: 'respond', response: { ...answer, headers } };
    const multiValueHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
    return { is: 'respond', response: { ...answer, multiValueHeaders } };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  request: {
    requestContext: {
      elb: {
        targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/polls/0a1b2c3d4e5f6071',
      },
    },
    httpMethod: 'POST',
    path: '/polls/spring-2026/votes',
    queryStringParameters: { round: '2', note: 'late%20vote' },
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      cookie: 'theme=dark; lang=en',
      host: 'polls-1020304050.eu-west-1.elb.amazonaws.com',
      'user-agent': 'curl/8.14.1',
      'x-forwarded-for': '198.51.100.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    body: '{"choice":"blue","voter":{"name":"Ada Example"}}',
    isBase64Encoded: false,
  },
  'multi-value': {
    requestContext: {
      elb: {
        targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/polls/0a1b2c3d4e5f6072',
      },
    },
    httpMethod: 'POST',
    path: '/polls/spring-2026/votes',
    multiValueQueryStringParameters: { round: ['1', '2'], note: ['late%20vote'] },
    multiValueHeaders: {
      accept: ['application/json'],
      'content-type': ['application/json'],
      cookie: ['theme=dark; lang=en'],
      host: ['polls-1020304050.eu-west-1.elb.amazonaws.com'],
      'user-agent': ['curl/8.14.1'],
      'x-forwarded-for': ['198.51.100.7'],
    },
    body: '{"choice":"blue","voter":{"name":"Ada Example"}}',
    isBase64Encoded: false,
  },
} satisfies EventSamples;
