import { describe, expect, it } from 'vitest';
import { collectRoutes, matchAlb, matchesPattern, matchHttp, matchRest, restResource } from './routes.ts';
import { alb, http, makeApp, rest, url } from './testing/app.ts';

const app = makeApp({
  dog1: [rest('GET /pets/dog/1'), http('GET /pets/dog/1')],
  dog: [rest('GET /pets/dog/{id}'), http('GET /pets/dog/{id}')],
  pets: [rest('GET /pets/{proxy+}'), http('GET /pets/{proxy+}')],
  all: [rest('ANY /{proxy+}'), http('ANY /{proxy+}')],
  fallback: [http('$default')],
  two: [rest('POST /a/{x}/b/{y}'), http('POST /a/{x}/b/{y}')],
  literal: [rest('GET /a/x/b/{y}'), http('GET /a/x/b/{y}')],
  any: [rest('ANY /both'), http('ANY /both')],
  get: [rest('GET /both'), http('GET /both')],
  spaced: [rest('GET /with,comma'), http('GET /with,comma')],
});
const routes = collectRoutes(app);

describe('matchRest', () => {
  it.each([
    ['GET', '/pets/dog/1', 'dog1', null],
    ['GET', '/pets/dog/2', 'dog', { id: '2' }],
    ['GET', '/pets/dog/2/', 'dog', { id: '2' }],
    ['GET', '/pets/dog/a%2Fb%20c', 'dog', { id: 'a%2Fb%20c' }],
    ['GET', '/pets/dog/%27;env', 'dog', { id: '%27;env' }],
    ['GET', '/pets/cat/1', 'pets', { proxy: 'cat/1' }],
    ['POST', '/test/5', 'all', { proxy: 'test/5' }],
    ['POST', '/a/1/b/2', 'two', { x: '1', y: '2' }],
    ['GET', '/a/x/b/2', 'literal', { y: '2' }],
    ['GET', '/both', 'get', null],
    ['PUT', '/both', 'any', null],
    ['GET', '/with%2Ccomma', 'spaced', null],
    // The resource is found, its method is not: /{proxy+} does not step in.
    ['DELETE', '/pets/dog/1', undefined, null],
    // `/{proxy+}` is not the root.
    ['GET', '/', undefined, null],
    ['GET', '/pets/dog//', 'pets', { proxy: 'dog/' }],
  ])('%s %s -> %s', (method, path, functionId, parameters) => {
    const match = matchRest(routes.rest, path, method);
    expect(match?.functionId).toBe(functionId);
    expect(match?.parameters ?? null).toEqual(parameters);
  });

  it('lists the methods of a resource', () =>
    expect(restResource(routes.rest, '/both').map(({ trigger }) => trigger.method)).toEqual(['ANY', 'GET']));
  it('has no resource for nothing', () => expect(restResource([], '/x')).toEqual([]));
});

describe('matchHttp', () => {
  it.each([
    ['GET', '/pets/dog/1', 'dog1', null],
    ['GET', '/pets/dog/2', 'dog', { id: '2' }],
    ['GET', '/pets/cat/1', 'pets', { proxy: 'cat/1' }],
    ['POST', '/test/5', 'all', { proxy: 'test/5' }],
    // An HTTP API goes on to the next route that has the method.
    ['DELETE', '/pets/dog/1', 'all', { proxy: 'pets/dog/1' }],
    ['GET', '/', 'all', { proxy: '' }],
    ['GET', '/both', 'get', null],
    ['PUT', '/both', 'any', null],
  ])('%s %s -> %s', (method, path, functionId, parameters) => {
    const match = matchHttp(routes.http, path, method);
    expect(match?.functionId).toBe(functionId);
    expect(match?.parameters ?? null).toEqual(parameters);
  });

  it('falls back to $default, and to nothing', () => {
    const only = collectRoutes(makeApp({ x: [http('GET /a')], y: [http('$default')] })).http;
    expect(matchHttp(only, '/b', 'GET')).toMatchObject({ functionId: 'y', greedy: true, parameters: null });
    expect(matchHttp(only.slice(0, 1), '/b', 'GET')).toBeUndefined();
    expect(matchHttp(only.slice(0, 1), '/a/', 'GET')).toBeUndefined();
  });
});

describe('matchAlb', () => {
  const rules = collectRoutes(
    makeApp({
      api: [alb(['/api/*', '/v?/x'])],
      post: [alb(['/form'], { methods: ['POST'] })],
      all: [alb([])],
      url: [url()],
    }),
  );
  it.each([
    ['GET', '/api/a/b', 'api'],
    ['GET', '/v2/x', 'api'],
    ['GET', '/v22/x', 'all'],
    ['GET', '/API/a', 'all'],
    ['POST', '/form', 'post'],
    ['GET', '/form', 'all'],
  ])('%s %s -> %s', (method, path, functionId) =>
    expect(matchAlb(rules.alb, path, method)?.functionId).toBe(functionId),
  );
  it('collects function URLs', () => expect(rules.url.map((route) => route.functionId)).toEqual(['url']));
});

describe('matchesPattern', () => {
  it.each([
    ['*', '', true],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbb', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*/x/*', '/a/x/b', true],
    ['**a', 'bba', true],
    ['', 'a', false],
  ])('%s ~ %s: %s', (pattern, text, expected) => expect(matchesPattern(pattern, text)).toBe(expected));

  it('does not blow up', () => expect(matchesPattern(`${'*a'.repeat(40)}b`, 'a'.repeat(10_000))).toBe(false));
});
