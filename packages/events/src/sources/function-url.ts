import { forbidden } from '../reading/forbidden.ts';
import { domainNameOf, isPayloadV2, visitPayloadV2 } from '../reading/payload-v2.ts';
import type { EventSamples, EventSource } from '../types.ts';

/** A function URL is `<url-id>.lambda-url.<region>.on.aws`, and its event says so even behind CloudFront. */
export const FUNCTION_URL_DOMAIN = '.lambda-url.';

/**
 * Lambda function URL. Its event has payload format 2.0, so that only the domain name tells it from an HTTP API's.
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 *
 * Walked: path, query parameters, headers, cookies, body.
 * Not walked: a function URL has no path parameters, and its only authorizer (IAM) fills in what AWS knows.
 */
export const functionUrl: EventSource = {
  id: 'function-url',
  title: 'Lambda function URL',
  invocation: 'synchronous',
  match(event) {
    return isPayloadV2(event) && domainNameOf(event).includes(FUNCTION_URL_DOMAIN);
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
  },
  block(_event, request) {
    return { is: 'respond', response: { ...forbidden(request), isBase64Encoded: false } };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  request: {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/convert',
    rawQueryString: 'format=text&page=1&page=2',
    cookies: ['theme=dark'],
    headers: {
      accept: '*/*',
      'content-type': 'application/json',
      host: 'k3l4m5n6o7.lambda-url.eu-west-1.on.aws',
      'user-agent': 'curl/8.14.1',
      'x-forwarded-for': '198.51.100.7',
    },
    queryStringParameters: { format: 'text', page: '1,2' },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'k3l4m5n6o7',
      domainName: 'k3l4m5n6o7.lambda-url.eu-west-1.on.aws',
      domainPrefix: 'k3l4m5n6o7',
      http: {
        method: 'POST',
        path: '/convert',
        protocol: 'HTTP/1.1',
        sourceIp: '198.51.100.7',
        userAgent: 'curl/8.14.1',
      },
      requestId: '2f3f6c1e-63f4-4b1c-8f0d-0c5a3a9d7e21',
      routeKey: '$default',
      stage: '$default',
      time: '20/Nov/2026:10:15:00 +0000',
      timeEpoch: 1795169700000,
    },
    body: '{"title":"minutes","source":{"name":"board.doc"}}',
    isBase64Encoded: false,
  },
} satisfies EventSamples;
