import type { SourceDescription, SourceValue } from '@bulkhead/core';
import { describe, expect, test } from 'vitest';
import { makeProject } from '../../test/project.ts';
import { loadApp } from '../load-app.ts';
import { loadApps } from '../load-apps.ts';

const at = (line: number, file = 'serverless.ts') => ({ file, line, column: 1 });

/** As the interpreter of code gives it: every object at a line of its own. */
function value(plain: unknown, line = 1): SourceValue {
  const place = at(line);
  if (Array.isArray(plain)) return { kind: 'list', items: plain.map((item) => value(item, line + 1)), place };
  if (plain === undefined) return { kind: 'unknown', reason: 'is decided by the deploy', place };
  if (typeof plain !== 'object' || plain === null) return { kind: 'literal', value: plain as string, place };
  return {
    kind: 'map',
    fields: new Map(Object.entries(plain).map(([name, field]) => [name, value(field, line + 1)])),
    place,
  };
}

const SERVICE = {
  service: 'shop',
  provider: { name: 'aws', runtime: 'nodejs22.x', stage: 'test', environment: { HOST: undefined } },
  functions: { buy: { handler: 'src/buy.main', environment: { TABLE: 'orders-${sls:stage}' } } },
};

const reading =
  (described: unknown) =>
  (_: string, file: string): SourceDescription => ({ value: value(described), files: [file, 'src/more.ts'] });

describe('serverless.ts', () => {
  test('is an application like that of a document, with its variables', async () => {
    const app = await loadApp(makeProject({ 'serverless.ts': '' }), { readSource: reading(SERVICE), env: {} });
    expect(app).toMatchObject({ name: 'shop', framework: 'serverless', file: 'serverless.ts', stage: 'test' });
    const [buy] = app.functions;
    expect(buy).toMatchObject({ id: 'buy', handler: 'src/buy.main', name: 'shop-test-buy', place: at(3) });
    expect(buy?.environment.TABLE).toBe('orders-test');
    expect(buy?.environment.HOST).toMatchObject({ unknown: 'is decided by the deploy' });
  });

  test('is found in a repository, with the files that it brings in', async () => {
    const root = makeProject({ 'api/serverless.ts': '', 'api/src/more.ts': '', 'web/serverless.js': '' });
    const { apps, sources } = await loadApps(root, { readSource: reading(SERVICE), env: {} });
    expect(apps.map(({ file }) => file)).toEqual(['api/serverless.ts', 'web/serverless.js']);
    expect(sources.get(apps[0]!)?.files).toEqual(['src/more.ts']);
  });

  test('gives way to a document beside it', async () => {
    const root = makeProject({
      'serverless.ts': '',
      'serverless.yml': 'service: other\nprovider: { name: aws, runtime: nodejs22.x }\nfunctions: {}\n',
    });
    expect((await loadApps(root, { readSource: reading(SERVICE), env: {} })).apps.map(({ name }) => name)).toEqual([
      'other',
    ]);
    expect((await loadApp(root, { readSource: reading(SERVICE), env: {} })).name).toBe('other');
  });

  test('of which nothing can be told is named, with the way out', async () => {
    const load = loadApp(makeProject({ 'serverless.ts': '' }), { readSource: reading(undefined), env: {} });
    await expect(load).rejects.toMatchObject({
      code: 'BULKHEAD_NO_PROJECT',
      message: 'what serverless.ts exports is decided by the deploy',
      next: expect.stringContaining('serverless print'),
    });
  });
});
