import { describe, expect, it } from 'vitest';
import { createRouter, type Destination } from './destination.ts';
import { alb, http, makeApp, rest, url } from './testing/app.ts';
import { listUrls } from './urls.ts';

function show(found: Destination): string {
  if ('answer' in found) return `${found.source} answers ${found.answer.status}`;
  if ('fault' in found) return `${found.source} ${found.fault}`;
  const id = 'match' in found ? found.match.functionId : found.route.functionId;
  return `${found.source} ${id} ${found.path}`;
}

const app = makeApp({
  hello: [rest('GET /hello', { cors: true })],
  restProxy: [rest('ANY /r/{proxy+}')],
  item: [http('GET /items/{id}', { cors: true }), http('GET /r/exact')],
  httpHello: [http('GET /hello')],
  'my fn': [url(), alb(['/lb/*', '/hello'])],
  open: [url({ cors: true })],
});
const router = createRouter(app);
const preflight = [
  ['Origin', 'https://a'],
  ['Access-Control-Request-Method', 'GET'],
] as const;

describe('resolve', () => {
  it.each([
    ['GET', '/hello', 'rest hello /hello'],
    ['GET', '/dev/hello', 'rest hello /hello'],
    ['GET', '/r/x', 'rest restProxy /r/x'],
    ['GET', '/dev/r/x', 'rest restProxy /r/x'],
    // An exact route of the HTTP API goes before a greedy one of the REST API.
    ['GET', '/r/exact', 'http item /r/exact'],
    ['GET', '/items/a%20b', 'http item /items/a%20b'],
    ['GET', '/dev/items/1', 'rest no-route'],
    ['GET', '/_http/hello', 'http httpHello /hello'],
    ['GET', '/_rest/hello', 'rest hello /hello'],
    ['GET', '/_rest/dev/hello', 'rest hello /hello'],
    ['GET', '/_alb/hello', 'alb my fn /hello'],
    ['GET', '/_alb/nope', 'alb no-route'],
    ['GET', '/lb/x', 'alb my fn /lb/x'],
    ['GET', '/_url/my%20fn/a/b', 'url my fn /a/b'],
    ['GET', '/_url/my%20fn', 'url my fn /'],
    ['GET', '/_url/hello/', 'url no-route'],
    ['GET', '/_url', 'rest no-route'],
    ['GET', '/nope', 'rest no-route'],
    ['OPTIONS', '/hello', 'rest answers 200'],
    ['OPTIONS', '/items/1', 'rest no-route'],
  ])('%s %s -> %s', (method, path, expected) =>
    expect(show(router.resolve({ method, path, headers: [] }))).toBe(expected),
  );

  it.each([
    ['/items/1', 'http answers 204'],
    ['/hello', 'rest answers 200'],
    ['/_url/open/x', 'url answers 200'],
    ['/_url/my%20fn/x', 'url my fn /x'],
  ])('preflight of %s -> %s', (path, expected) =>
    expect(show(router.resolve({ method: 'OPTIONS', path, headers: preflight }))).toBe(expected),
  );

  it('prefers the path below the stage to a catch-all', () => {
    const { resolve } = createRouter(makeApp({ all: [rest('ANY /{proxy+}')], root: [rest('GET /')] }));
    expect(show(resolve({ method: 'GET', path: '/dev', headers: [] }))).toBe('rest root /');
    expect(show(resolve({ method: 'GET', path: '/dev/a', headers: [] }))).toBe('rest all /a');
    expect(show(resolve({ method: 'GET', path: '/devil', headers: [] }))).toBe('rest all /devil');
  });

  it.each([
    [{ f: [http('GET /a')] }, 'http no-route'],
    [{ f: [alb(['/a'])] }, 'alb no-route'],
    [{}, 'http no-route'],
  ])('%# no route', (functions, expected) =>
    expect(show(createRouter(makeApp(functions)).resolve({ method: 'GET', path: '/b', headers: [] }))).toBe(expected),
  );
});

describe('listUrls', () => {
  it.each([
    ['hello', ['GET http://x/hello apigateway-v1']],
    ['restProxy', ['ANY http://x/r/{proxy+} apigateway-v1']],
    ['item', ['GET http://x/items/{id} apigateway-v2', 'GET http://x/r/exact apigateway-v2']],
    ['httpHello', ['GET http://x/_http/hello apigateway-v2']],
    ['my fn', ['ANY http://x/_url/my%20fn/ function-url', 'ANY http://x/lb/* alb', 'ANY http://x/_alb/hello alb']],
    ['gone', []],
  ])('%s', (id, expected) =>
    expect(
      listUrls(app, router, 'http://x', id).map((entry) => `${entry.method} ${entry.url} ${entry.source}`),
    ).toEqual(expected),
  );

  it('shows $default as the root', () => {
    const only = makeApp({ f: [http('$default')] });
    expect(listUrls(only, createRouter(only), 'http://x', 'f')).toEqual([
      { method: 'ANY', url: 'http://x/', source: 'apigateway-v2' },
    ]);
  });
});
