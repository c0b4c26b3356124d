import { visitOthers } from '../reading/except.ts';
import { forbidden } from '../reading/forbidden.ts';
import { isMap } from '../reading/http.ts';
import { domainNameOf, isPayloadV2, visitPayloadV2 } from '../reading/payload-v2.ts';
import { visitValue } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';
import { FUNCTION_URL_DOMAIN } from './function-url.ts';

/**
 * API Gateway HTTP API, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 *
 * Walked: path, path and query parameters, headers, cookies, body, and JWT claims or a Lambda authorizer's context (a
 * claim such as `name` is what somebody typed when signing up).
 * Not walked: `routeKey` and `stageVariables` are the owner's; `authorizer.iam` and the rest of `requestContext` are
 * AWS's, and `requestContext.http` repeats what stands outside.
 */
export const apigatewayV2: EventSource = {
  id: 'apigateway-v2',
  title: 'API Gateway HTTP API',
  invocation: 'synchronous',
  match(event) {
    return isPayloadV2(event) && !domainNameOf(event).includes(FUNCTION_URL_DOMAIN);
  },
  fields: [
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
    const context = event['requestContext'];
    const authorizer = isMap(context) ? context['authorizer'] : undefined;
    // Who calls with an IAM identity is named by AWS.
    if (isMap(authorizer)) visitOthers(walk, authorizer, 'requestContext.authorizer', ['iam']);
  },
  block(_event, request) {
    return { is: 'respond', response: { ...forbidden(request), isBase64Encoded: false } };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  request: {
    version: '2.0',
    routeKey: 'POST /polls/{id}/votes',
    rawPath: '/polls/spring-2026/votes',
    rawQueryString: 'round=1&round=2&note=late',
    cookies: ['theme=dark', 'lang=en'],
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      host: 'f6g7h8i9j0.execute-api.eu-west-1.amazonaws.com',
      'user-agent': 'curl/8.14.1',
      'x-forwarded-for': '198.51.100.7',
    },
    queryStringParameters: { round: '1,2', note: 'late' },
    pathParameters: { id: 'spring-2026' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'f6g7h8i9j0',
      authorizer: { jwt: { claims: { sub: 'voter-17', name: 'Ada Example' }, scopes: ['vote'] } },
      domainName: 'f6g7h8i9j0.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'f6g7h8i9j0',
      http: {
        method: 'POST',
        path: '/polls/spring-2026/votes',
        protocol: 'HTTP/1.1',
        sourceIp: '198.51.100.7',
        userAgent: 'curl/8.14.1',
      },
      requestId: 'Lk2u8jGzDoEEPqA=',
      routeKey: 'POST /polls/{id}/votes',
      stage: '$default',
      time: '20/Nov/2026:10:15:00 +0000',
      timeEpoch: 1795169700000,
    },
    body: '{"choice":"blue","voter":{"name":"Ada Example"}}',
    isBase64Encoded: false,
  },
} satisfies EventSamples;
