import { describe, expect, it } from 'vitest';
import { buildHttpV2Event, buildUrlEvent, decodeRawPath } from './event-v2.ts';
import { httpIdentity } from './identity.ts';
import { matchHttp } from './routes.ts';
import { http, makeApp } from './testing/app.ts';
import { makeRequest } from './testing/request.ts';
import { haveSamples, readSample, shapeOf } from './testing/samples.ts';
import type { HttpRequest } from './types.ts';

const app = makeApp({});

function httpEvent(route: string, request: HttpRequest) {
  const match = matchHttp([{ functionId: 'f', trigger: http(route) }], decodeRawPath(request.path), request.method)!;
  return buildHttpV2Event(request, match, request.path, httpIdentity(app));
}
const urlEvent = (request: HttpRequest, more?: Parameters<typeof buildUrlEvent>[4]) =>
  buildUrlEvent(request, 'f', request.path, 'eu-west-1', more);

describe('decodeRawPath', () => {
  it.each([
    ['/a%20b/%E2%98%95', '/a b/☕'],
    ['/a%2Fb', '/a/b'],
    ['/a%3Fb=c', '/a'],
    ['/a%23b', '/a#b'],
  ])('%s -> %s', (path, expected) => expect(decodeRawPath(path)).toBe(expected));
});

describe('HTTP API event, payload format 2.0', () => {
  const event = httpEvent(
    'POST /pets/{id}',
    makeRequest(
      'POST /pets/a%20b?x=1&x=%3Bls&y',
      [
        ['Host', 'localhost'],
        ['X-Two', '1'],
        ['x-two', '2'],
        ['Cookie', 'a=1; b=2'],
        ['cookie', 'c=3'],
        ['Content-Type', 'text/plain'],
        ['User-Agent', 'test'],
      ],
      'hi',
    ),
  );

  it('holds the request as AWS hands it over', () =>
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /pets/{id}',
      rawPath: '/pets/a b',
      rawQueryString: 'x=1&x=%3Bls&y',
      cookies: ['a=1', 'b=2', 'c=3'],
      headers: { host: 'localhost', 'x-two': '1,2', 'content-length': '2', 'x-forwarded-proto': 'http' },
      queryStringParameters: { x: '1,;ls', y: '' },
      requestContext: {
        http: { method: 'POST', path: '/pets/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
        routeKey: 'POST /pets/{id}',
        stage: '$default',
        time: '17/Jun/2024:14:48:13 +0000',
        timeEpoch: 1718635693506,
      },
      pathParameters: { id: 'a b' },
      body: 'hi',
      isBase64Encoded: false,
    }));

  it('has no cookie header', () => expect(event['headers']).not.toHaveProperty('cookie'));

  it('leaves out what is empty', () =>
    expect(Object.keys(httpEvent('$default', makeRequest('GET /a')))).toEqual([
      'version',
      'routeKey',
      'rawPath',
      'rawQueryString',
      'headers',
      'requestContext',
      'isBase64Encoded',
    ]));

  it.skipIf(!haveSamples)('has the keys and kinds of real ones', () => {
    const bare = makeRequest('GET /', [['User-Agent', 'curl/7.58.0']]);
    const sample = readSample('apigw-http-v2__aws-lambda-go__apigw-v2-request-no-authorizer');
    expect(shapeOf(httpEvent('$default', bare))).toEqual(
      // A client certificate only comes with mutual TLS.
      shapeOf(sample).filter((line) => !line.includes('authentication')),
    );
  });
});

describe('function URL event', () => {
  it('keeps the path encoded and decodes the query', () =>
    expect(urlEvent(makeRequest('GET /a%20b?q=%41&q=b'))).toMatchObject({
      routeKey: '$default',
      rawPath: '/a%20b',
      rawQueryString: 'q=%41&q=b',
      queryStringParameters: { q: 'A,b' },
      requestContext: {
        accountId: 'anonymous',
        domainName: expect.stringMatching(/^[a-z0-9]{32}\.lambda-url\.eu-west-1\.on\.aws$/),
        http: { path: '/a%20b' },
        routeKey: '$default',
        stage: '$default',
      },
      isBase64Encoded: false,
    }));

  it('names the account when the caller signed', () =>
    expect(urlEvent(makeRequest('GET /'), { authorizer: { iam: {} } })['requestContext']).toMatchObject({
      accountId: '123456789012',
      authentication: null,
      authorizer: { iam: {} },
    }));

  it.each([
    ['application/json', '{}', '{}', false],
    ['application/x-www-form-urlencoded', 'a=b', 'YT1i', true],
    [undefined, 'x', 'eA==', true],
  ])('%s: %s', (type, sent, body, isBase64Encoded) =>
    expect(urlEvent(makeRequest('POST /', type === undefined ? [] : [['content-type', type]], sent))).toMatchObject({
      body,
      isBase64Encoded,
    }),
  );

  it.skipIf(!haveSamples)('has the keys and kinds of a real one', () => {
    const sample = readSample('function-url__powertools-python__lambdaFunctionUrlEvent');
    expect(shapeOf(urlEvent(makeRequest('GET /', [['User-Agent', 'agent']])))).toEqual(shapeOf(sample));
  });
});
