import { describe, expect, it } from 'vitest';
import { buildHttpV1Event, buildRestEvent } from './event-v1.ts';
import { httpIdentity, restIdentity } from './identity.ts';
import { matchHttp, matchRest } from './routes.ts';
import { http, makeApp, rest } from './testing/app.ts';
import { makeRequest } from './testing/request.ts';
import { haveSamples, readSample, shapeOf } from './testing/samples.ts';
import type { HttpRequest } from './types.ts';

const app = makeApp({});

function restEvent(route: string, request: HttpRequest, more: Parameters<typeof rest>[1] = {}) {
  const match = matchRest([{ functionId: 'f', trigger: rest(route, more) }], request.path, request.method)!;
  return buildRestEvent(request, match, request.path, restIdentity(app));
}

function httpEvent(route: string, request: HttpRequest) {
  const trigger = http(route, { payloadVersion: '1.0' });
  const match = matchHttp([{ functionId: 'f', trigger }], request.path, request.method)!;
  return buildHttpV1Event(request, match, request.path, httpIdentity(app));
}

describe('REST API event', () => {
  const request = makeRequest(
    'POST /pets/a%20b/%E2%98%95?name=x&name=y+z&q=%27%20OR%201&flag',
    [
      ['Host', 'localhost'],
      ['Content-Type', 'application/json'],
      ['Content-Length', '2'],
      ['X-Two', '1'],
      ['X-Two', '2'],
      ['User-Agent', 'test'],
      ['Cookie', 'a=1; b=2'],
    ],
    '{}',
  );
  const event = restEvent('POST /pets/{kind}/{id}', request);

  it('holds the request as AWS hands it over', () =>
    expect(event).toMatchObject({
      resource: '/pets/{kind}/{id}',
      path: '/pets/a%20b/%E2%98%95',
      httpMethod: 'POST',
      headers: { Host: 'localhost', 'X-Two': '2', Cookie: 'a=1; b=2', 'X-Forwarded-For': '127.0.0.1' },
      multiValueHeaders: { 'X-Two': ['1', '2'], 'User-Agent': ['test'] },
      queryStringParameters: { name: 'y z', q: "' OR 1", flag: '' },
      multiValueQueryStringParameters: { name: ['x', 'y z'], q: ["' OR 1"], flag: [''] },
      pathParameters: { kind: 'a%20b', id: '%E2%98%95' },
      stageVariables: null,
      requestContext: {
        resourcePath: '/pets/{kind}/{id}',
        httpMethod: 'POST',
        path: '/dev/pets/a%20b/%E2%98%95',
        stage: 'dev',
        protocol: 'HTTP/1.1',
        accountId: '123456789012',
        requestTime: '17/Jun/2024:14:48:13 +0000',
        requestTimeEpoch: 1718635693506,
        identity: { sourceIp: '127.0.0.1', userAgent: 'test', cognitoIdentityId: null },
      },
      body: '{}',
      isBase64Encoded: false,
    }));

  it('has no Content-Length and no authorizer', () => {
    expect(event['headers']).not.toHaveProperty('Content-Length');
    expect(event['requestContext']).not.toHaveProperty('authorizer');
  });

  it('says null where there is nothing', () =>
    expect(restEvent('GET /a', makeRequest('GET /a'))).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: null,
      isBase64Encoded: false,
    }));

  it('splits the query on ; too', () =>
    expect(restEvent('GET /a', makeRequest('GET /a?f=x;env'))['queryStringParameters']).toEqual({ f: 'x', env: '' }));

  it.each([
    [[], 'image/png', false],
    [['image/*'], 'image/png', true],
    [['image/*'], 'application/json', false],
    [['*/*'], undefined, true],
    [['application/json'], undefined, true],
  ])('binaryMediaTypes %j with %s: base64 %s', (binaryMediaTypes, type, expected) => {
    const sent = makeRequest('POST /a', type === undefined ? [] : [['Content-Type', type]], '\xff');
    expect(restEvent('POST /a', sent, { binaryMediaTypes })['isBase64Encoded']).toBe(expected);
  });

  it.skipIf(!haveSamples)('has the keys and kinds of a real one', () => {
    const sample = readSample('apigw-rest-v1__powertools-typescript__apigw-rest-no-auth');
    const bare = makeRequest('POST /no-auth', [['User-Agent', 'HTTPie/3.2.2']]);
    expect(shapeOf(restEvent('POST /no-auth', bare))).toEqual(shapeOf(sample));
  });
});

describe('HTTP API event, payload format 1.0', () => {
  const event = httpEvent(
    'GET /pets/{id}',
    makeRequest('GET /pets/a%20b?x=1&x=%202', [
      ['Accept', '*/*'],
      ['cookie', 'a=1'],
    ]),
  );

  it('keeps the path, decodes path parameters, adds Content-Length', () =>
    expect(event).toMatchObject({
      version: '1.0',
      resource: '/pets/{id}',
      path: '/pets/a%20b',
      headers: { Accept: '*/*', cookie: 'a=1', 'Content-Length': '0' },
      queryStringParameters: { x: ' 2' },
      multiValueQueryStringParameters: { x: ['1', ' 2'] },
      pathParameters: { id: 'a b' },
      requestContext: { resourceId: 'GET /pets/{id}', resourcePath: '/pets/{id}', stage: '$default' },
      body: null,
    }));

  it.each([
    ['application/json', false],
    ['application/x-www-form-urlencoded', true],
  ])('%s: base64 %s', (type, expected) =>
    expect(httpEvent('POST /a', makeRequest('POST /a', [['Content-Type', type]], 'a=b'))['isBase64Encoded']).toBe(
      expected,
    ),
  );
});
