import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BulkheadError } from '@bulkhead/core';
import { afterEach, describe, expect, it } from 'vitest';
import type { InvokeRequest, InvokeResult, LabNotice } from '../types.ts';
import { createFront, type Front, type FrontOptions } from './front.ts';
import { INTEGRATION_RESPONSE } from './stream.ts';
import { alb, http, makeApp, rest, url } from './testing/app.ts';
import { sendRaw } from './testing/socket.ts';

interface Call {
  readonly functionId: string;
  readonly event: Record<string, never>;
  readonly request: InvokeRequest;
}

const open: Front[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((front) => front.close()));
});

async function start(
  functions: Parameters<typeof makeApp>[0],
  answer: (call: Call) => unknown = () => ({ statusCode: 200, body: 'ok' }),
  more: Partial<FrontOptions> = {},
) {
  const calls: Call[] = [];
  const notices: LabNotice[] = [];
  const front = await createFront({
    app: makeApp(functions),
    port: 0,
    onNotice: (notice) => notices.push(notice),
    invoke: async (functionId, request): Promise<InvokeResult> => {
      const call = { functionId, event: JSON.parse(request.payload) as Record<string, never>, request };
      calls.push(call);
      const value = await answer(call);
      if (typeof value === 'object' && value !== null && 'payload' in value) return value as InvokeResult;
      return { requestId: 'req-1', statusCode: 200, payload: Buffer.from(JSON.stringify(value)) };
    },
    ...more,
  });
  open.push(front);
  return { front, calls, notices };
}

describe('one request each', () => {
  it('REST API', async () => {
    const { front, calls } = await start({ f: [rest('POST /pets/{id}')] }, () => ({
      statusCode: 201,
      multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
      body: '{"ok":true}',
    }));
    const response = await fetch(`${front.url}/dev/pets/7?q=1`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    });
    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ ok: true });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-amz-apigw-id')).toMatch(/=$/);
    expect(calls[0]).toMatchObject({
      functionId: 'f',
      event: { path: '/pets/7', body: '{}', pathParameters: { id: '7' } },
    });
    expect(calls[0]!.request.traceHeader).toMatch(/^Root=1-/);
  });

  it('HTTP API', async () => {
    const { front, calls } = await start({ f: [http('GET /pets/{id}')] }, () => ({ hello: 'world' }));
    const response = await fetch(`${front.url}/pets/a%20b`);
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'application/json',
      '{"hello":"world"}',
    ]);
    expect(calls[0]!.event).toMatchObject({ rawPath: '/pets/a b', pathParameters: { id: 'a b' } });
  });

  it('function URL', async () => {
    const { front, calls } = await start({ f: [url()] }, () => ({
      statusCode: 200,
      cookies: ['a=1'],
      isBase64Encoded: true,
      body: 'AP8=',
    }));
    const response = await fetch(`${front.url}/_url/f/x/y?z=1`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([0, 255]));
    expect(response.headers.get('x-amzn-requestid')).toBe('req-1');
    expect(calls[0]!.event).toMatchObject({ rawPath: '/x/y', rawQueryString: 'z=1' });
  });

  it('load balancer', async () => {
    const { front, calls } = await start({ f: [alb(['/lb/*'])] }, () => ({
      statusCode: 200,
      headers: { a: 'b' },
      body: 'x',
    }));
    const response = await fetch(`${front.url}/lb/x?q=%20`);
    expect([response.status, response.headers.get('server'), await response.text()]).toEqual([200, 'awselb/2.0', 'x']);
    expect(calls[0]!.event).toMatchObject({ path: '/lb/x', queryStringParameters: { q: '%20' } });
  });
});

describe('what goes wrong', () => {
  const both = { r: [rest('GET /r')], h: [http('GET /h')], u: [url()], a: [alb(['/a'])] };
  const failed = { requestId: 'x', statusCode: 200, functionError: 'Unhandled', payload: Buffer.from('{}') };
  it.each([
    ['handler fails, REST', '/r', failed, 502, '{"message": "Internal server error"}'],
    ['handler fails, HTTP', '/h', failed, 500, '{"message":"Internal Server Error"}'],
    ['handler fails, URL', '/_url/u/', failed, 502, 'Internal Server Error'],
    ['handler fails, ALB', '/a', failed, 502, '502 Bad Gateway'],
    ['throttled, REST', '/r', { ...failed, statusCode: 429 }, 500, 'Internal server error'],
    ['throttled, URL', '/_url/u/', { ...failed, statusCode: 429 }, 429, 'Rate Exceeded'],
    ['no such route', '/nope', {}, 403, 'Missing Authentication Token'],
    ['bad escape in the path', '/%zz', {}, 400, 'Bad Request'],
    ['bad escape in the query', '/r?q=%zz', {}, 400, 'Bad Request'],
  ])('%s', async (_, path, returned, status, text) => {
    const { front } = await start(both, () => returned);
    const raw = await sendRaw(front.port, `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(raw).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(raw).toContain(text);
  });

  it('an ALB takes a bad escape in the query as it is', async () => {
    const { front, calls } = await start(both);
    await sendRaw(front.port, 'GET /a?q=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect(calls[0]!.event).toMatchObject({ queryStringParameters: { q: '%zz' } });
  });

  it('says why an answer is refused', async () => {
    const { front, notices } = await start(both, () => ({ hello: 1 }));
    expect((await fetch(`${front.url}/r`)).status).toBe(502);
    expect(notices).toEqual([
      {
        level: 'warn',
        functionId: 'r',
        message: 'API Gateway refuses the answer (502): the returned value has no statusCode.',
      },
    ]);
  });

  it('shows what invoke throws, with its place', async () => {
    const { front, notices } = await start(both, () => {
      throw new BulkheadError('BULKHEAD_BUILD_FAILED', 'Unexpected "}"', {
        place: { file: 'src/a.ts', line: 3, column: 2 },
      });
    });
    expect((await fetch(`${front.url}/h`)).status).toBe(500);
    expect(notices[0]).toMatchObject({
      level: 'error',
      functionId: 'h',
      message: expect.stringContaining('src/a.ts:3:2: Unexpected "}"'),
    });
  });

  it.each([
    ['/r', 504, '{"message": "Endpoint request timed out"}'],
    ['/h', 503, '{"message":"Service Unavailable"}'],
  ])('late behind %s', async (path, status, text) => {
    let release = (): void => undefined;
    const { front } = await start(
      both,
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
      { timeouts: { rest: 20, http: 20 } },
    );
    const response = await fetch(front.url + path);
    expect([response.status, await response.text()]).toEqual([status, text]);
    release();
  });

  it('names the port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const error = await start({}, undefined, { port }).catch((caught: unknown) => caught);
    taken.close();
    expect(error).toBeInstanceOf(BulkheadError);
    expect(error).toMatchObject({ code: 'BULKHEAD_PORT_IN_USE', message: expect.stringContaining(String(port)) });
  });
});

describe('odd requests on a raw socket', () => {
  const app = { f: [http('ANY /{proxy+}')], r: [rest('ANY /rest')] };
  const send = async (bytes: string | Buffer) => {
    const { front, calls } = await start(app, ({ event }) => ({ statusCode: 200, body: JSON.stringify(event) }));
    return { raw: await sendRaw(front.port, bytes), calls };
  };
  const CLOSE = 'Connection: close\r\n\r\n';

  it('duplicated headers', async () => {
    const { calls } = await send(`GET /rest HTTP/1.1\r\nHost: localhost\r\nX-A: 1\r\nx-a: 2\r\nX-A: 3\r\n${CLOSE}`);
    expect(calls[0]!.event).toMatchObject({ headers: { 'X-A': '3' }, multiValueHeaders: { 'X-A': ['1', '2', '3'] } });
  });

  it('absolute form', async () => {
    const { calls } = await send(`GET http://example.com/a/b?c=d HTTP/1.1\r\nHost: localhost\r\n${CLOSE}`);
    expect(calls[0]!.event).toMatchObject({ rawPath: '/a/b', rawQueryString: 'c=d' });
  });

  it('chunked body', async () => {
    const { calls } = await send(
      `POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n${CLOSE}3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n`,
    );
    expect(calls[0]!.event).toMatchObject({ body: 'abcde', headers: { 'content-length': '5' } });
    expect(calls[0]!.event['headers']).not.toHaveProperty('transfer-encoding');
  });

  it('HEAD: the length, but no body', async () => {
    const { raw } = await send(`HEAD /a HTTP/1.1\r\nHost: localhost\r\n${CLOSE}`);
    expect(raw).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(raw).toMatch(/Content-Length: [1-9]\d*\r\n/);
    expect(raw.endsWith('\r\n\r\n')).toBe(true);
  });

  it.each([
    ['no Host', `GET /a HTTP/1.1\r\n${CLOSE}`, 400],
    ['another Host', `GET /a HTTP/1.1\r\nHost: evil.example\r\n${CLOSE}`, 403],
    ['OPTIONS *', `OPTIONS * HTTP/1.1\r\nHost: localhost\r\n${CLOSE}`, 400],
    ['not HTTP', 'hello\r\n\r\n', 400],
    ['bytes beyond ASCII in the path', `GET /caf\u00e9 HTTP/1.1\r\nHost: localhost\r\n${CLOSE}`, 400],
    ['two lengths', `POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n${CLOSE}a`, 400],
    [
      'smuggled length',
      `POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n${CLOSE}0\r\n\r\n`,
      400,
    ],
    [
      'headers above API Gateway’s limit',
      `GET /a HTTP/1.1\r\nHost: localhost\r\nX-A: ${'x'.repeat(11_000)}\r\n${CLOSE}`,
      431,
    ],
    ['headers above all limits', `GET /a HTTP/1.1\r\nHost: localhost\r\nX-A: ${'x'.repeat(70_000)}\r\n${CLOSE}`, 431],
    ['body announced too large', `POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10485761\r\n${CLOSE}`, 413],
    [
      'event too large',
      Buffer.concat([
        Buffer.from(`POST /a HTTP/1.1\r\nHost: localhost\r\nContent-Length: 6300000\r\n${CLOSE}`),
        Buffer.alloc(6_300_000, 'x'),
      ]),
      413,
    ],
  ])('%s', async (_, bytes, status) => {
    const { raw, calls } = await send(bytes);
    expect(raw).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(calls).toEqual([]);
  });

  it('a chunked body that grows past the limit', async () => {
    const { front, calls } = await start({ a: [alb(['/lb'])] });
    const sent = httpRequest(`${front.url}/lb`, { method: 'POST' });
    const answered = once(sent, 'response');
    sent.on('error', () => undefined);
    for (let i = 0; i < 20; i++) sent.write(Buffer.alloc(65_536, 'x'));
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    sent.destroy();
    expect(calls).toEqual([]);
  });

  it('a client that leaves in mid-body is no notice', async () => {
    const { front, notices, calls } = await start(app);
    const sent = httpRequest(`${front.url}/a`, { method: 'POST', headers: { 'content-length': '100' } });
    sent.on('error', () => undefined);
    sent.write('x');
    await once(sent, 'socket');
    sent.destroy();
    // The server takes connections in order, so this one is answered after it noticed.
    expect((await fetch(`${front.url}/b`)).status).toBe(200);
    expect(notices).toEqual([]);
    expect(calls.length).toBe(1);
  });
});

describe('other', () => {
  it('has first refusal, with the body unread', async () => {
    const { front, calls } = await start({ f: [http('ANY /{proxy+}')] }, undefined, {
      other: async (req, res) => {
        if (!req.url!.startsWith('/2015-03-31/')) return false;
        let body = '';
        for await (const chunk of req) body += chunk;
        res.end(`other ${body}`);
        return true;
      },
    });
    const mine = await fetch(`${front.url}/2015-03-31/functions/f/invocations`, { method: 'POST', body: 'hi' });
    expect(await mine.text()).toBe('other hi');
    expect(await (await fetch(`${front.url}/x`)).text()).toBe('ok');
    expect(calls.length).toBe(1);
  });
});

describe('CORS', () => {
  it('preflight and answer of an HTTP API', async () => {
    const { front, calls } = await start({ f: [http('GET /a', { cors: true })] }, () => ({
      statusCode: 200,
      headers: { 'Access-Control-Allow-Origin': 'x' },
    }));
    const asked = await fetch(`${front.url}/a`, {
      method: 'OPTIONS',
      headers: { origin: 'https://a', 'access-control-request-method': 'GET' },
    });
    expect([asked.status, asked.headers.get('access-control-allow-methods')]).toEqual([204, 'OPTIONS,GET']);
    expect(calls).toEqual([]);
    const answered = await fetch(`${front.url}/a`, { headers: { origin: 'https://a' } });
    expect(answered.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('preflight of a REST API', async () => {
    const { front } = await start({ f: [rest('GET /a', { cors: true })] });
    const asked = await fetch(`${front.url}/a`, { method: 'OPTIONS' });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  });
});

describe('authorizers', () => {
  it('asks the function, then calls the handler with its context', async () => {
    const { front, calls } = await start(
      { auth: [], f: [http('GET /a', { authorizer: 'lambda:auth' })] },
      ({ functionId }) =>
        functionId === 'auth' ? { isAuthorized: true, context: { user: 'u1' } } : { statusCode: 200 },
    );
    expect((await fetch(`${front.url}/a`)).status).toBe(401);
    expect((await fetch(`${front.url}/a`, { headers: { authorization: 'x' } })).status).toBe(200);
    expect(calls.map((call) => call.functionId)).toEqual(['auth', 'f']);
    expect(calls[1]!.event).toMatchObject({ requestContext: { authorizer: { lambda: { user: 'u1' } } } });
  });

  it('tells once that signatures are not checked', async () => {
    const { front, notices } = await start({
      f: [http('GET /a', { authorizer: 'jwt' })],
      u: [url({ authType: 'AWS_IAM' })],
    });
    for (let i = 0; i < 3; i++) expect((await fetch(`${front.url}/a`)).status).toBe(401);
    for (let i = 0; i < 2; i++) expect((await fetch(`${front.url}/_url/u/`)).status).toBe(200);
    // And what a token may be, since there was none.
    expect(notices.length).toBe(3);
  });
});

describe('streaming function URL', () => {
  const stream = { f: [url({ streaming: true })] };

  it('sends head and chunks as they come', async () => {
    const gate: (() => void)[] = [];
    const wait = () => new Promise<void>((resolve) => gate.push(resolve));
    async function* body() {
      yield Buffer.from('{"statusCode":202,"headers":{"Content-Type":"text/event-stream"},"cookies":["a=1"]}');
      yield Buffer.alloc(8);
      yield Buffer.from('one');
      await wait();
      yield Buffer.from('two');
    }
    const { front } = await start(stream, undefined, {
      invokeStream: async () => ({
        requestId: 's-1',
        statusCode: 200,
        contentType: INTEGRATION_RESPONSE,
        body: body(),
      }),
    });
    const response = await fetch(`${front.url}/_url/f/`);
    expect([response.status, response.headers.get('content-type'), response.headers.get('x-amzn-requestid')]).toEqual([
      202,
      'text/event-stream',
      's-1',
    ]);
    const reader = response.body!.getReader();
    const first = await reader.read();
    // The second chunk is still behind the gate: the first came on its own.
    expect(Buffer.from(first.value!).toString()).toBe('one');
    gate[0]!();
    expect(Buffer.from((await reader.read()).value!).toString()).toBe('two');
    expect((await reader.read()).done).toBe(true);
  });

  it('breaks the connection off where the stream breaks off', async () => {
    async function* body() {
      yield Buffer.from('partial');
      throw new Error('the function crashed');
    }
    const { front, notices } = await start(stream, undefined, {
      invokeStream: async () => ({ requestId: 's', statusCode: 200, body: body() }),
    });
    await expect(fetch(`${front.url}/_url/f/`).then((response) => response.text())).rejects.toThrow();
    expect(notices[0]).toMatchObject({ level: 'warn', message: expect.stringContaining('the function crashed') });
  });

  it('closes the source when the client leaves', async () => {
    let closed = (): void => undefined;
    const left = new Promise<void>((resolve) => {
      closed = resolve;
    });
    async function* body() {
      try {
        for (;;) {
          yield Buffer.alloc(65_536);
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        closed();
      }
    }
    const { front } = await start(stream, undefined, {
      invokeStream: async () => ({ requestId: 's', statusCode: 200, body: body() }),
    });
    const abort = new AbortController();
    const response = await fetch(`${front.url}/_url/f/`, { signal: abort.signal });
    await response.body!.getReader().read();
    abort.abort();
    await left;
  });

  it.each([
    ['failed before its first byte', { statusCode: 200, functionError: 'Unhandled' }, 502],
    ['throttled', { statusCode: 429 }, 429],
  ])('%s', async (_, more, status) => {
    async function* body() {
      yield Buffer.from('{}');
    }
    const { front } = await start(stream, undefined, {
      invokeStream: async () => ({ requestId: 's', body: body(), ...more }),
    });
    expect((await fetch(`${front.url}/_url/f/`)).status).toBe(status);
  });
});

it('takes the routes of a changed app', async () => {
  const { front } = await start({ f: [http('GET /a')] });
  front.update(makeApp({ f: [http('GET /b')] }));
  expect([(await fetch(`${front.url}/a`)).status, (await fetch(`${front.url}/b`)).status]).toEqual([404, 200]);
  expect(front.urlsOf('f')).toEqual([{ method: 'GET', url: `${front.url}/b`, source: 'apigateway-v2' }]);
});

it('closes while a request is open', async () => {
  const { front } = await start({ f: [http('GET /a')] }, () => new Promise(() => undefined));
  const pending = fetch(`${front.url}/a`).catch((error: unknown) => error);
  await front.close();
  expect(await pending).toBeInstanceOf(Error);
});
