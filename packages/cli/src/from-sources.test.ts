import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { isUnknown } from '@bulkhead/core';
import { checkHandlers, loadApp } from '@bulkhead/iac';
import { afterEach, expect, it } from 'vitest';
import { fromSources } from './from-sources.ts';

let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function read(handler: string, files: Readonly<Record<string, string>>) {
  root = mkdtempSync(join(tmpdir(), 'bulkhead-sources-'));
  const template = `service: a\nprovider: { name: aws, runtime: nodejs24.x }\nfunctions: { f: { handler: ${handler} } }\n`;
  for (const [name, text] of Object.entries({ 'serverless.yml': template, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const { app, note } = fromSources(await loadApp(root, { env: {} }));
  const [fn] = app.functions;
  const known = isUnknown(fn!.handler) ? '' : fn!.handler;
  return { handler: join(relative(root, fn!.codeRoot), known), note, problems: checkHandlers(app).length };
}

const SOURCE = { 'src/index.ts': 'export const handler = async (): Promise<number> => 1;' };

it('runs TypeScript that nobody has built from its source, and says so', async () => {
  expect(await read('dist/index.handler', SOURCE)).toEqual({
    handler: 'src/index.handler',
    note: 'not built, run from source: src/index.ts',
    problems: 0,
  });
});

it.each([
  ['what was built is run as it is', 'dist/index.handler', { ...SOURCE, 'dist/index.js': 'exports.handler = 1' }, 0],
  ['a source that the template names', 'src/index.handler', SOURCE, 0],
  ['a handler that nobody wrote', 'dist/gone.handler', SOURCE, 1],
  ['JavaScript, which a build may have changed', 'dist/index.handler', { 'src/index.js': 'exports.handler = 1' }, 1],
])('leaves alone %s', async (_name, handler, files, problems) => {
  expect(await read(handler, files)).toEqual({ handler, note: undefined, problems });
});
