import { denyPolicy } from '../reading/deny.ts';
import { visitPayloadV2 } from '../reading/payload-v2.ts';
import { visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Lambda authorizer of an HTTP API, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 *
 * Walked: path, path and query parameters, headers, cookies, and the identity sources, which may also be the owner's.
 * Not walked: `routeKey` and `stageVariables` are the owner's; `requestContext` is AWS's or repeats what stands outside.
 */
export const authorizerRequestV2: EventSource = {
  id: 'authorizer-request-v2',
  title: 'API Gateway Lambda authorizer (REQUEST, format 2.0)',
  invocation: 'synchronous',
  match(event) {
    return event['version'] === '2.0' && event['type'] === 'REQUEST' && typeof event['routeArn'] === 'string';
  },
  fields: [
    'type',
    'routeArn',
    'identitySource',
    'version',
    'routeKey',
    'rawPath',
    'rawQueryString',
    'cookies',
    'headers',
    'queryStringParameters',
    'requestContext',
    'body',
    'pathParameters',
    'isBase64Encoded',
    'stageVariables',
  ],
  read(walk, event) {
    visitPayloadV2(walk, event);
    visitValue(walk, event['pathParameters'], '', 'pathParameters', 0);
    visitValue(walk, event['identitySource'], '', 'identitySource', 0);
  },
  /**
   * The event does not tell whether the authorizer answers with a Boolean (simple responses) or with a policy, so this
   * answer has the required fields of both, and both say no. API Gateway reads one of them and refuses with 403. Had it
   * only the other one, the page above has it refuse with 500: a request is let through by an explicit yes alone.
   */
  block(event, request) {
    return { is: 'respond', response: { isAuthorized: false, ...denyPolicy(event['routeArn'], request) } };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  request: {
    version: '2.0',
    type: 'REQUEST',
    routeArn: 'arn:aws:execute-api:eu-west-1:123456789012:f6g7h8i9j0/$default/GET/polls/spring-2026',
    identitySource: ['sample-token'],
    routeKey: 'GET /polls/{id}',
    rawPath: '/polls/spring-2026',
    rawQueryString: 'round=1&round=2',
    cookies: ['theme=dark'],
    headers: { accept: 'application/json', authorization: 'sample-token', 'user-agent': 'curl/8.14.1' },
    queryStringParameters: { round: '1,2' },
    pathParameters: { id: 'spring-2026' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'f6g7h8i9j0',
      domainName: 'f6g7h8i9j0.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'f6g7h8i9j0',
      http: {
        method: 'GET',
        path: '/polls/spring-2026',
        protocol: 'HTTP/1.1',
        sourceIp: '198.51.100.7',
        userAgent: 'curl/8.14.1',
      },
      requestId: 'Lk2u8jGzDoEEPqC=',
      routeKey: 'GET /polls/{id}',
      stage: '$default',
      time: '20/Nov/2026:10:15:00 +0000',
      timeEpoch: 1795169700000,
    },
    stageVariables: {},
  },
} satisfies EventSamples;
