import { visitBody } from '../reading/body.ts';
import { forbidden } from '../reading/forbidden.ts';
import { headerOf, isMap, visitHeader } from '../reading/http.ts';
import { visitPath } from '../reading/path.ts';
import { visitPairs } from '../reading/query.ts';
import { emit, type Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * CloudFront with Lambda@Edge: viewer request, origin request, origin response, viewer response.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
 *
 * Walked: `request.uri`, `querystring` (as sent, not decoded), headers and body; with responses as well, since they carry
 * the request along. Of a body that CloudFront cut (`inputTruncated`) the function gets no more than stands there.
 * Not walked: `config` and `clientIp` are AWS's; `request.origin` and `response` are the owner's.
 */
export const cloudfront: EventSource = {
  id: 'cloudfront',
  title: 'CloudFront (Lambda@Edge)',
  invocation: 'synchronous',
  match(event) {
    const cf = cfOf(event);
    return cf !== undefined && isMap(cf['request']);
  },
  read(walk, event) {
    const request = cfOf(event)?.['request'];
    if (!isMap(request)) return;
    visitPath(walk, request['uri'], 'uri', PATH);
    const query = request['querystring'];
    if (typeof query === 'string' && query !== '') {
      emit(walk, query, PATH, 'querystring', true);
      visitPairs(walk, query, `${PATH}.querystring|query`);
    }
    const headers = request['headers'];
    if (isMap(headers)) visitHeaderLists(walk, headers);
    const body = request['body'];
    if (!isMap(body)) return;
    const kind = {
      contentType: headerOf(headers, 'content-type'),
      contentEncoding: headerOf(headers, 'content-encoding'),
      isBase64Encoded: body['encoding'] === 'base64',
    };
    visitBody(walk, body['data'], kind, `${PATH}.body`, 'data');
  },
  /**
   * A response, in the place of the request or of the origin's response. CloudFront caches what an origin trigger
   * answers, so `no-store` keeps a hostile request from blocking the same address for everybody.
   */
  block(event, request) {
    const { headers, body } = forbidden(request);
    return {
      is: 'respond',
      response: {
        status: '403',
        statusDescription: 'Forbidden',
        headers: {
          ...readOnlyHeaders(event),
          ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [{ key: name, value }]])),
          'cache-control': [{ key: 'cache-control', value: 'no-store' }],
        },
        body,
      },
    };
  },
};

const HOST = 'd1a2b3c4d5e6f7.cloudfront.net';

const REQUEST = {
  clientIp: '198.51.100.7',
  method: 'POST',
  uri: '/polls/spring-2026/votes',
  querystring: 'round=2&note=late%20vote',
  headers: {
    host: [{ key: 'Host', value: HOST }],
    'content-type': [{ key: 'Content-Type', value: 'application/json' }],
    cookie: [{ key: 'Cookie', value: 'theme=dark; lang=en' }],
    'user-agent': [{ key: 'User-Agent', value: 'curl/8.14.1' }],
  },
};

const CONFIG = { distributionDomainName: HOST, distributionId: 'EDFDVBD6EXAMPLE' };

/** Events after the AWS page above, by variant. */
export const samples = {
  'viewer-request': {
    Records: [
      {
        cf: {
          config: {
            ...CONFIG,
            eventType: 'viewer-request',
            requestId: 'sampleRequestId4TyzHTaYWb1GX1qTfsHhEqV6HUDd==',
          },
          request: {
            ...REQUEST,
            body: {
              inputTruncated: false,
              action: 'read-only',
              encoding: 'base64',
              data: 'eyJjaG9pY2UiOiJibHVlIn0=',
            },
          },
        },
      },
    ],
  },
  'origin-request': {
    Records: [
      {
        cf: {
          config: {
            ...CONFIG,
            eventType: 'origin-request',
            requestId: 'sampleRequestId4TyzHTaYWb1GX1qTfsHhEqV6HUDe==',
          },
          request: {
            ...REQUEST,
            origin: {
              custom: {
                customHeaders: { 'x-from': [{ key: 'X-From', value: 'cloudfront' }] },
                domainName: 'polls.example',
                keepaliveTimeout: 5,
                path: '',
                port: 443,
                protocol: 'https',
                readTimeout: 30,
                sslProtocols: ['TLSv1.2'],
              },
            },
          },
        },
      },
    ],
  },
  'origin-response': {
    Records: [
      {
        cf: {
          config: {
            ...CONFIG,
            eventType: 'origin-response',
            requestId: 'sampleRequestId4TyzHTaYWb1GX1qTfsHhEqV6HUDf==',
          },
          request: REQUEST,
          response: {
            headers: { via: [{ key: 'Via', value: '1.1 polls.example' }] },
            status: '200',
            statusDescription: 'OK',
          },
        },
      },
    ],
  },
  'viewer-response': {
    Records: [
      {
        cf: {
          config: {
            ...CONFIG,
            eventType: 'viewer-response',
            requestId: 'sampleRequestId4TyzHTaYWb1GX1qTfsHhEqV6HUDg==',
          },
          request: REQUEST,
          response: {
            headers: { server: [{ key: 'Server', value: 'polls' }] },
            status: '200',
            statusDescription: 'OK',
          },
        },
      },
    ],
  },
} satisfies EventSamples;

const PATH = 'Records[0].cf.request';

/** There is one record, always. */
function cfOf(event: Record<string, unknown>): Record<string, unknown> | undefined {
  const records = event['Records'];
  const first: unknown = Array.isArray(records) ? records[0] : undefined;
  const cf = isMap(first) ? first['cf'] : undefined;
  return isMap(cf) ? cf : undefined;
}

/** `{"user-agent": [{"key": "User-Agent", "value": "curl"}]}` */
function visitHeaderLists(walk: Walk, headers: Record<string, unknown>): void {
  for (const name in headers) {
    const list = headers[name];
    if (!Array.isArray(list)) continue;
    for (let i = 0; i < list.length; i++) {
      const item: unknown = list[i];
      const value = isMap(item) ? item['value'] : undefined;
      if (typeof value === 'string') visitHeader(walk, headers, name, value, `${PATH}.headers.${name}[${i}]`, 'value');
    }
  }
}

/**
 * Headers that a response trigger must hand on as they came; CloudFront answers 502 otherwise.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */
function readOnlyHeaders(event: Record<string, unknown>): Record<string, unknown> {
  const response = cfOf(event)?.['response'];
  const headers = isMap(response) ? response['headers'] : undefined;
  if (!isMap(headers)) return {};
  return Object.fromEntries(
    ['transfer-encoding', 'via', 'warning'].filter((name) => name in headers).map((name) => [name, headers[name]]),
  );
}
