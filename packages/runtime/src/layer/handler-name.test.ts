import { describe, expect, it } from 'vitest';
import { findExport, parseHandler } from './handler-name.ts';

it.each([
  ['index.handler', { folder: '', module: 'index', path: 'handler' }],
  ['src/api/app.v1.create', { folder: 'src/api/', module: 'app', path: 'v1.create' }],
  ['/opt/x/index.handler', { folder: '/opt/x/', module: 'index', path: 'handler' }],
  ['a.b/index.handler', { folder: 'a.b/', module: 'index', path: 'handler' }],
  ['.handler', { folder: '', module: '', path: 'handler' }],
])('%s', (handler, parts) => {
  expect(parseHandler(handler)).toEqual(parts);
});

it.each(['index', 'src/index', '../index.handler', 'a..b'])('%s is malformed', (handler) => {
  expect(() => parseHandler(handler)).toThrow(expect.objectContaining({ name: 'Runtime.MalformedHandlerName' }));
});

describe('an export', () => {
  const handler = (): number => 1;
  it.each<[string, unknown, string]>([
    ['of its own', { handler }, 'handler'],
    ['nested', { a: { b: { handler } } }, 'a.b.handler'],
    ['of the default', { default: { handler } }, 'handler'],
    ['of a function', Object.assign(() => 0, { handler }), 'handler'],
  ])('%s', (_name, module, path) => {
    expect(findExport(module, path, `index.${path}`)).toBe(handler);
  });
  it.each<[unknown, string]>([
    [{}, 'index.handler is undefined or not exported'],
    [null, 'index.handler is undefined or not exported'],
    [{ handler: 1 }, 'index.handler is not a function'],
  ])('of %j', (module, message) => {
    expect(() => findExport(module, 'handler', 'index.handler')).toThrow(
      expect.objectContaining({ name: 'Runtime.HandlerNotFound', message }),
    );
  });
});
