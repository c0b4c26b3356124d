import { visitBody } from '../reading/body.ts';
import { visitExcept } from '../reading/except.ts';
import { forbidden } from '../reading/forbidden.ts';
import { headerOf, isMap, visitHeader } from '../reading/http.ts';
import { visitPath } from '../reading/path.ts';
import { visitPairs } from '../reading/query.ts';
import { visitRecords } from '../reading/visit-records.ts';
import { emit, visitValue, type Walk } from '../reading/walk.ts';
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
  fields: ['Records'],
  read(walk, event) {
    visitRecords(walk, event['Records'], 'Records', (record, path) => visitCf(walk, record['cf'], path), ['cf']);
  },
  /**
   * A response, in the place of the request or of the origin's response. CloudFront caches what an origin trigger
   * answers, so `no-store` keeps a hostile request from blocking the same address for everybody.
   *
   * A viewer response may not change the status, so that CloudFront answers 502 there. That refuses the request as well;
   * the response as it came would lack what the handler adds, its security headers for example.
   * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
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

/** Events after the AWS page above, by variant. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
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
  return {
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
}

/** There is one record, always; of a message that is dressed up, all are read. */
function visitCf(walk: Walk, cf: unknown, path: string): void {
  visitExcept(walk, cf, path, 'cf', ['config', 'request', 'response']);
  const request = isMap(cf) ? cf['request'] : undefined;
  const inside = `${path}.cf.request`;
  visitExcept(walk, request, `${path}.cf`, 'request', REQUEST_FIELDS);
  if (!isMap(request)) return;
  visitPath(walk, request['uri'], 'uri', inside);
  const query = request['querystring'];
  if (typeof query === 'string' && query !== '') {
    emit(walk, query, inside, 'querystring', true);
    visitPairs(walk, query, `${inside}.querystring|query`);
  } else visitValue(walk, query, inside, 'querystring', 0);
  const headers = request['headers'];
  visitHeaderLists(walk, headers, `${inside}.headers`);
  const body = request['body'];
  visitExcept(walk, body, inside, 'body', ['inputTruncated', 'action', 'encoding', 'data']);
  if (!isMap(body)) return;
  const kind = {
    contentType: headerOf(headers, 'content-type'),
    contentEncoding: headerOf(headers, 'content-encoding'),
    isBase64Encoded: body['encoding'] === 'base64',
  };
  visitBody(walk, body['data'], kind, `${inside}.body`, 'data');
}

const REQUEST_FIELDS = ['clientIp', 'method', 'uri', 'querystring', 'headers', 'body', 'origin'];

/** There is one record, always. */
function cfOf(event: Record<string, unknown>): Record<string, unknown> | undefined {
  const records = event['Records'];
  const first: unknown = Array.isArray(records) ? records[0] : undefined;
  const cf = isMap(first) ? first['cf'] : undefined;
  return isMap(cf) ? cf : undefined;
}

/** `{"user-agent": [{"key": "User-Agent", "value": "curl"}]}` */
function visitHeaderLists(walk: Walk, headers: unknown, path: string): void {
  if (!isMap(headers)) {
    visitValue(walk, headers, '', path, 0);
    return;
  }
  for (const name in headers) {
    const list = headers[name];
    if (!Array.isArray(list)) {
      visitValue(walk, list, path, name, 0);
      continue;
    }
    for (let i = 0; i < list.length; i++) {
      const item: unknown = list[i];
      const value = isMap(item) ? item['value'] : undefined;
      if (typeof value === 'string') visitHeader(walk, headers, name, value, `${path}.${name}[${i}]`, 'value');
      else visitValue(walk, item, `${path}.${name}`, i, 0);
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
