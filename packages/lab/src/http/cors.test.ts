import { describe, expect, it } from 'vitest';
import { answerPreflight, answerRestPreflight, applyCors, httpApiCors, isPreflight, URL_CORS } from './cors.ts';
import { collectRoutes } from './routes.ts';
import { http, makeApp, rest } from './testing/app.ts';
import type { HeaderList } from './types.ts';

const place = { file: 'template.yaml', line: 1, column: 1 };
const lines = (answer: { headers: HeaderList } | undefined) =>
  answer?.headers.map(([name, value]) => `${name}: ${value}`);
const configOf = (app: ReturnType<typeof makeApp>) => httpApiCors(app, collectRoutes(app));

describe('isPreflight', () => {
  const asks: HeaderList = [
    ['Origin', 'https://a'],
    ['Access-Control-Request-Method', 'GET'],
  ];
  it.each([
    ['OPTIONS', asks, true],
    ['OPTIONS', asks.slice(0, 1), false],
    ['GET', asks, false],
  ])('%s %j: %s', (method, headers, expected) => expect(isPreflight({ method, headers })).toBe(expected));
});

describe('HTTP API', () => {
  it('has no CORS unless the template says so', () =>
    expect(configOf(makeApp({ f: [http('GET /a')] }))).toBeUndefined());

  it('is open to all by default, with the methods of its routes', () =>
    expect(configOf(makeApp({ f: [http('GET /a', { cors: true }), http('POST /b')] }))).toMatchObject({
      allowOrigins: ['*'],
      allowMethods: ['OPTIONS', 'GET', 'POST'],
    }));

  const app = makeApp({ f: [http('GET /a', { cors: true })] }, [
    {
      id: 'Api',
      type: 'AWS::Serverless::HttpApi',
      place,
      properties: {
        CorsConfiguration: {
          AllowOrigins: ['https://a.example', 'https://b.example'],
          AllowMethods: ['GET'],
          AllowHeaders: { Ref: 'Headers' },
          ExposeHeaders: ['x-id'],
          AllowCredentials: true,
          MaxAge: 300,
        },
      },
    },
  ]);
  const config = configOf(app)!;

  it('answers a preflight from the configuration', () =>
    expect(lines(answerPreflight(config, { headers: [['origin', 'https://b.example']] }, 204))).toEqual([
      'Access-Control-Allow-Origin: https://b.example',
      'Vary: Origin',
      'Access-Control-Allow-Credentials: true',
      'Access-Control-Allow-Methods: GET',
      expect.stringContaining('Access-Control-Allow-Headers: Content-Type,'),
      'Access-Control-Max-Age: 300',
    ]));

  it('says nothing to a stranger', () =>
    expect(lines(answerPreflight(config, { headers: [['origin', 'https://evil.example']] }, 204))).toEqual([]));

  const answer = {
    status: 200,
    headers: [
      ['access-control-allow-origin', 'x'],
      ['a', 'b'],
    ] as HeaderList,
    body: Buffer.alloc(0),
  };
  it.each([
    [
      'https://a.example',
      [
        'a: b',
        'Access-Control-Allow-Origin: https://a.example',
        'Vary: Origin',
        'Access-Control-Allow-Credentials: true',
        'Access-Control-Expose-Headers: x-id',
      ],
    ],
    ['https://evil.example', ['a: b']],
    [undefined, ['a: b']],
  ])('replaces the function’s own headers for %s', (origin, expected) =>
    expect(lines(applyCors(config, { headers: origin ? [['Origin', origin]] : [] }, answer))).toEqual(expected),
  );
});

it('a function URL is open to all', () =>
  expect(lines(answerPreflight(URL_CORS, { headers: [['Origin', 'https://a']] }, 200))).toEqual([
    'Access-Control-Allow-Origin: *',
    'Access-Control-Allow-Methods: *',
    'Access-Control-Allow-Headers: *',
  ]));

describe('REST API mock', () => {
  const routes = (...triggers: Parameters<typeof makeApp>[0][string]) => collectRoutes(makeApp({ f: triggers })).rest;
  it.each([
    [routes(rest('GET /a')), undefined],
    [routes(rest('GET /a', { cors: true }), rest('POST /a')), 'OPTIONS,GET'],
    [routes(rest('ANY /a', { cors: true })), 'OPTIONS,DELETE,GET,HEAD,PATCH,POST,PUT'],
  ])('%#', (resource, methods) => {
    const answer = answerRestPreflight(resource);
    expect(answer?.headers.find(([name]) => name === 'Access-Control-Allow-Methods')?.[1]).toBe(methods);
    if (answer) expect(answer.status).toBe(200);
  });
});
