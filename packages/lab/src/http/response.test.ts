import { describe, expect, it } from 'vitest';
import { gatewayHeaders, interpretResult } from './response.ts';
import type { HttpSource } from './types.ts';

const ask = (source: HttpSource, value: unknown, options: Parameters<typeof interpretResult>[2] = {}) => {
  const { answer, refused } = interpretResult(
    source,
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    options,
  );
  return {
    status: answer.status,
    headers: answer.headers.map(([n, v]) => `${n}: ${v}`),
    body: answer.body.toString(),
    refused,
  };
};

describe('status and body', () => {
  it.each<[HttpSource, unknown, number, string, string]>([
    ['rest', { statusCode: 201, body: 'x' }, 201, 'x', 'application/json'],
    ['rest', { statusCode: '404' }, 404, '', 'application/json'],
    ['http', { statusCode: 200, body: 'x' }, 200, 'x', 'text/plain; charset=utf-8'],
    ['http', { hello: 1 }, 200, '{"hello":1}', 'application/json'],
    ['http', '"text"', 200, 'text', 'application/json'],
    ['http', 'null', 200, 'null', 'application/json'],
    ['http', '[1]', 200, '[1]', 'application/json'],
    ['http', 'not json', 200, 'not json', 'application/json'],
    ['url', '"text"', 200, '"text"', 'application/json'],
    ['url', { hello: 1 }, 200, '{"hello":1}', 'application/json'],
    ['url', { statusCode: 418 }, 418, '', 'application/json'],
    ['alb', { statusCode: 200, body: 'x' }, 200, 'x', 'application/octet-stream'],
    ['http', { statusCode: 200, isBase64Encoded: true, body: 'aGk=' }, 200, 'hi', 'text/plain; charset=utf-8'],
  ])('%s %j', (source, value, status, body, type) =>
    expect(ask(source, value)).toEqual({ status, body, headers: [`Content-Type: ${type}`], refused: undefined }),
  );
});

describe('refused', () => {
  it.each<[HttpSource, unknown, number, RegExp]>([
    ['rest', { hello: 1 }, 502, /no statusCode/],
    ['rest', 'null', 502, /no statusCode/],
    ['rest', 'not json', 502, /not JSON/],
    ['rest', { statusCode: 0 }, 502, /statusCode is 0/],
    ['rest', { statusCode: 99999 }, 502, /statusCode/],
    ['rest', { statusCode: 200.5 }, 502, /statusCode/],
    ['rest', { statusCode: 200, body: { a: 1 } }, 502, /body is of type object/],
    ['rest', { statusCode: 200, headers: [] }, 502, /headers is not an object/],
    ['rest', { statusCode: 200, headers: { a: {} } }, 502, /header a is of type object/],
    ['rest', { statusCode: 200, multiValueHeaders: { a: 'x' } }, 502, /multiValueHeaders.a is not an array/],
    ['rest', { statusCode: 200, headers: { 'a b': 'x' } }, 502, /cannot be sent/],
    ['rest', { statusCode: 200, headers: { a: 'x\r\ny: z' } }, 502, /cannot be sent/],
    ['http', { statusCode: 200, body: [1] }, 500, /body is an array/],
    ['http', { statusCode: 'x' }, 500, /statusCode/],
    ['http', { statusCode: 200, cookies: 'a=1' }, 500, /cookies/],
    ['url', { statusCode: 100 }, 502, /statusCode/],
    ['alb', { body: 'x' }, 502, /no statusCode/],
  ])('%s %j -> %i', (source, value, status, why) => {
    const answer = ask(source, value);
    expect(answer.status).toBe(status);
    expect(answer.refused).toMatch(why);
  });

  it('an HTTP API infers nothing for format 1.0', () =>
    expect(ask('http', { hello: 1 }, { payloadVersion: '1.0' })).toMatchObject({ status: 500 }));
});

describe('headers', () => {
  it.each<[string, HttpSource, Record<string, unknown>, Parameters<typeof interpretResult>[2], string[]]>([
    ['scalars', 'rest', { headers: { a: 1, b: true, c: null } }, {}, ['a: 1', 'b: true']],
    ['multi', 'rest', { multiValueHeaders: { 'Set-Cookie': ['a', 'b'] } }, {}, ['Set-Cookie: a', 'Set-Cookie: b']],
    [
      'merged without repeating a pair',
      'rest',
      { headers: { X: 'a', Y: 'c' }, multiValueHeaders: { x: ['a', 'b'], y: ['d'] } },
      {},
      ['x: a', 'x: b', 'y: d', 'Y: c'],
    ],
    [
      'remapped',
      'rest',
      { headers: { 'WWW-Authenticate': 'Basic', Server: 'x', Connection: 'close' } },
      {},
      ['x-amzn-Remapped-WWW-Authenticate: Basic', 'x-amzn-Remapped-Server: x', 'x-amzn-Remapped-Connection: close'],
    ],
    ['hop-by-hop gone', 'rest', { headers: { 'Transfer-Encoding': 'chunked', Upgrade: 'x' } }, {}, []],
    ['hop-by-hop gone', 'http', { headers: { Connection: 'close', 'Content-Length': '99' } }, {}, []],
    [
      'an HTTP API remaps nothing',
      'http',
      { headers: { 'WWW-Authenticate': 'Basic' } },
      {},
      ['WWW-Authenticate: Basic'],
    ],
    [
      'a function URL remaps',
      'url',
      { headers: { 'www-authenticate': 'B' } },
      {},
      ['x-amzn-Remapped-www-authenticate: B'],
    ],
    ['cookies', 'http', { cookies: ['a=1', 'b=2'] }, {}, ['Set-Cookie: a=1', 'Set-Cookie: b=2']],
    ['no multi in 2.0', 'http', { multiValueHeaders: { a: ['1'] } }, {}, []],
    ['multi in 1.0', 'http', { multiValueHeaders: { a: ['1', '2'] } }, { payloadVersion: '1.0' }, ['a: 1', 'a: 2']],
    ['load balancer, single', 'alb', { headers: { a: '1' }, multiValueHeaders: { b: ['2'] } }, {}, ['a: 1']],
    [
      'load balancer, multi',
      'alb',
      { headers: { a: '1' }, multiValueHeaders: { b: ['2', '3'] } },
      { multiValueHeaders: true },
      ['b: 2', 'b: 3'],
    ],
    ['text beyond ASCII', 'http', { headers: { a: 'é' } }, {}, [`a: ${Buffer.from('é').toString('latin1')}`]],
  ])('%s (%s)', (_, source, value, options, expected) => {
    const { headers, refused } = ask(source, { statusCode: 200, ...value }, options);
    expect(refused).toBeUndefined();
    expect(headers.slice(1)).toEqual(expected);
  });

  it('keeps the content type given', () =>
    expect(ask('rest', { statusCode: 200, headers: { 'content-type': 'text/html' } }).headers).toEqual([
      'content-type: text/html',
    ]));
});

describe('base64 behind a REST API', () => {
  it.each([
    [[], '*/*', 'aGk='],
    [['*/*'], 'text/html', 'hi'],
    [['image/png'], 'image/png, */*', 'hi'],
    // Only the first type counts.
    [['image/png'], 'text/html, image/png', 'aGk='],
    [['image/png'], undefined, 'aGk='],
  ])('%j with Accept %s', (binaryMediaTypes, accept, body) =>
    expect(
      ask(
        'rest',
        { statusCode: 200, isBase64Encoded: true, body: 'aGk=' },
        { binaryMediaTypes, ...(accept && { accept }) },
      ).body,
    ).toBe(body),
  );
});

it.each<[HttpSource, string[]]>([
  ['rest', ['x-amzn-RequestId', 'x-amz-apigw-id', 'X-Amzn-Trace-Id']],
  ['http', ['Apigw-Requestid']],
  ['url', ['x-amzn-RequestId', 'X-Amzn-Trace-Id']],
  ['alb', ['Server']],
])('%s signs its answers', (source, names) =>
  expect(gatewayHeaders(source, { requestId: 'r', gatewayId: 'g', trace: 't' }).map(([name]) => name)).toEqual(names),
);

/** 10,000 hostile return values: an answer each time, no exception, a sendable status. */
it('never throws', () => {
  let seed = 7;
  const random = (n: number): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return seed % n;
  };
  const junk: unknown[] = [
    null,
    true,
    -1,
    1e300,
    '',
    '\0',
    '\r\n',
    'x'.repeat(300),
    [],
    {},
    { a: [] },
    ['a', null],
    '999',
    200,
  ];
  const keys = ['statusCode', 'headers', 'multiValueHeaders', 'cookies', 'body', 'isBase64Encoded', '__proto__'];
  for (let i = 0; i < 10_000; i++) {
    const pairs = keys
      .filter(() => random(2))
      .map((key) => `${JSON.stringify(key)}:${JSON.stringify(junk[random(junk.length)])}`);
    const text = `{${pairs.join(',')}}`.slice(0, random(5) ? undefined : random(40));
    for (const source of ['rest', 'http', 'url', 'alb'] as const) {
      const { status } = interpretResult(source, Buffer.from(text)).answer;
      if (!(status >= 200 && status <= 599)) throw new Error(`${source} ${text}`);
    }
  }
});
