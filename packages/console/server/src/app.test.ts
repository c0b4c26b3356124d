import { request } from 'node:http';
import { errorReplySchema } from '@bulkhead/console-contract';
import { describe, expect, it } from 'vitest';
import { HTTP_ERRORS } from './http-errors.ts';
import type { Console } from './start.ts';
import { get, post, testConsole, webDir } from './testing/console.ts';

/** `fetch` does not let a caller choose the Host header. */
function getAs(console: Console, host: string | undefined, path = '/healthz', method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    const sent = request(
      { host: '127.0.0.1', port: console.port, path, method, headers, setHost: false },
      (response) => {
        response.resume();
        resolve(response.statusCode!);
      },
    );
    sent.on('error', reject).end();
  });
}

describe('who may ask', () => {
  it.each([
    ['127.0.0.1:PORT', 200],
    ['localhost:PORT', 200],
    ['LOCALHOST:PORT', 200],
    ['[::1]:PORT', 200],
    ['rebind.example:PORT', 421],
    ['127.0.0.1', 421],
    ['127.0.0.1:1', 421],
    ['127.0.0.1.example:PORT', 421],
    ['', 400],
  ])('Host %s: %i', async (host, status) => {
    const console = await testConsole();
    expect(await getAs(console, host.replace('PORT', String(console.port)))).toBe(status);
  });

  it('refuses another name everywhere, the page and the records included', async () => {
    const console = await testConsole({ webDir: webDir() });
    for (const path of ['/', '/api/overview', '/api/live', '/assets/index-abc123.js']) {
      expect(await getAs(console, 'rebind.example', path)).toBe(421);
    }
    expect(await getAs(console, 'rebind.example', '/v1/records', 'POST')).toBe(421);
  });
});

describe('every answer', () => {
  it.each(['/', '/events', '/assets/index-abc123.js', '/api/overview', '/api/nothing', '/nothing.js', '/healthz'])(
    '%s carries the security headers',
    async (path) => {
      const { headers } = await get(await testConsole({ webDir: webDir() }), path);
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it.each([
    ['/api/nothing', 'CONSOLE_NOT_FOUND'],
    ['/api/events/00000000-0000-7000-8000-000000000000', 'CONSOLE_NO_EVENT'],
    ['/api/events/..%2f..', 'CONSOLE_NO_EVENT'],
    ['/api/events?cursor=zzz', 'CONSOLE_BAD_REQUEST'],
    ['/api/request?id=nobody', 'CONSOLE_NO_REQUEST'],
    ['/api/request', 'CONSOLE_NO_REQUEST'],
    ['/api/requests?cursor=zzz', 'CONSOLE_BAD_REQUEST'],
    ['/api/requests?errors=yes', 'CONSOLE_BAD_REQUEST'],
    ['/api/overview?from=tomorrow', 'CONSOLE_BAD_REQUEST'],
    ['/api/overview?from=2&to=1', 'CONSOLE_BAD_REQUEST'],
    ['/api/events?action=deleted', 'CONSOLE_BAD_REQUEST'],
    ['/v1/records', 'CONSOLE_METHOD'],
    ['/missing.js', 'CONSOLE_NOT_FOUND'],
  ] as const)('GET %s: one message, what to do, no stack', async (path, code) => {
    const { status, body } = await get(await testConsole({ webDir: webDir() }), path);
    const { error } = errorReplySchema.parse(body);
    expect([status, error.code]).toEqual([HTTP_ERRORS[code].status, code]);
    expect(error.next).not.toBe('');
    expect(JSON.stringify(body)).not.toMatch(/\bat .*\.[jt]s|\/src\//);
  });
});

describe('the web page', () => {
  it.each([
    ['/', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/events', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/events/some-id', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/requests/1.5', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/requests/..%2f..%2fetc%2fpasswd', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/requests/%00%5c%ff.js', 200, 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/index-abc123.js', 200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/gone.js', 404, 'application/json', null],
    ['/..%2f..%2f..%2fetc%2fpasswd', 404, 'application/json', null],
    ['/%00', 404, 'application/json', null],
    ['/%ff', 404, 'application/json', null],
  ])('%s: %i', async (path, status, type, cache) => {
    const answer = await get(await testConsole({ webDir: webDir() }), path);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      status,
      type,
      cache,
    ]);
    expect(JSON.stringify(answer.body)).not.toContain('root:');
  });

  it('says that it is not built, and leaves the interface working', async () => {
    const console = await testConsole();
    expect(await get(console, '/')).toMatchObject({ status: 404, body: { error: { code: 'CONSOLE_NOT_BUILT' } } });
    expect(await get(console, '/api/overview')).toMatchObject({ status: 200 });
  });

  it('takes no other method', async () => {
    const console = await testConsole({ webDir: webDir() });
    const answer = await fetch(console.url, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
  });
});

it('tells the terminal, and the browser only that it failed, when something unexpected happens', async () => {
  const problems: string[] = [];
  const console = await testConsole({ onProblem: (message) => problems.push(message) });
  console.store.facets = () => Promise.reject(new Error('secret detail'));
  const { status, body } = await get(console, '/api/facets');
  expect([status, JSON.stringify(body).includes('secret')]).toEqual([500, false]);
  expect(problems).toEqual(['secret detail']);
  expect(await post(console, {})).toMatchObject({ status: 202 });
});
