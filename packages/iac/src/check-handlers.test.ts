import { expect, test } from 'vitest';
import { describeError, makeProject } from '../test/project.ts';
import { checkHandlers, findHandlerFile } from './check-handlers.ts';
import { loadApp } from './load-app.ts';

const rows: [string, string, string, string | undefined][] = [
  ['JavaScript', 'nodejs22.x', 'src/a.handler', 'src/a.js'],
  ['an ES module', 'nodejs22.x', 'a.handler', 'a.mjs'],
  ['CommonJS', 'nodejs22.x', 'a.handler', 'a.cjs'],
  ['TypeScript', 'nodejs22.x', 'src/a.handler', 'src/a.ts'],
  ['JSX in TypeScript', 'nodejs22.x', 'a.handler', 'a.tsx'],
  ['a handler with a dot in its folder', 'nodejs22.x', 'v1.2/a.handler', 'v1.2/a.js'],
  ['a handler with dots in its export', 'nodejs22.x', 'a.b.c', 'a.js'],
  ['./ before it', 'nodejs22.x', './src/a.handler', 'src/a.js'],
  ['Python', 'python3.12', 'a.handler', 'a.py'],
  ['a Python module in a folder', 'python3.12', 'src/a.handler', 'src/a.py'],
  ['a Python module with dots', 'python3.12', 'src.a.handler', 'src/a.py'],
  ['a Python package', 'python3.12', 'a.handler', 'a/__init__.py'],
];

const service = (runtime: string, handler: string) =>
  `service: s\nprovider: {name: aws, runtime: ${runtime}}\nfunctions:\n  f:\n    handler: ${handler}\n`;

test.each(rows)('%s', async (_name, runtime, handler, file) => {
  const root = makeProject({ 'serverless.yml': service(runtime, handler), [file!]: '' });
  const app = await loadApp(root);
  expect(checkHandlers(app)).toEqual([]);
  expect(findHandlerFile(app.functions[0]!)).toBe(`${root}/${file}`);
});

test('a missing file is named with what was tried, at the handler', async () => {
  const app = await loadApp(makeProject({ 'serverless.yml': service('nodejs22.x', 'src/a.handler'), 'src/a.py': '' }));
  const [error] = checkHandlers(app);
  expect(error?.code).toBe('BULKHEAD_NO_HANDLER');
  expect(describeError(error!)).toBe(
    'serverless.yml:5:14 the handler "src/a.handler" of f has no file; tried src/a.js, src/a.mjs, src/a.cjs, src/a.ts, src/a.mts, src/a.cts, src/a.tsx, src/a.jsx',
  );
  expect(findHandlerFile(app.functions[0]!)).toBeUndefined();
});

test('a SAM handler is looked for in its code folder', async () => {
  const text =
    'Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: a.h, Runtime: python3.12, CodeUri: code}\n';
  const errors = checkHandlers(await loadApp(makeProject({ 'template.yaml': text, 'a.py': '' })));
  expect(errors.map(describeError)).toEqual([
    'template.yaml:4:27 the handler "a.h" of F has no file; tried code/a.py, code/a/__init__.py',
  ]);
});

test('a folder that a build would make is told to be built', async () => {
  const [error] = checkHandlers(
    await loadApp(makeProject({ 'serverless.yml': service('nodejs22.x', 'dist/src/a.h') })),
  );
  expect(error?.next).toBe(
    'There is no folder dist/src: if the build makes it, build the project first (npm run build).',
  );
  const [other] = checkHandlers(await loadApp(makeProject({ 'serverless.yml': service('nodejs22.x', 'b.h') })));
  expect(other?.next).toBe('Create the file, or correct the handler in the template.');
});

test("a source that esbuild's entry points name is the handler's", async () => {
  const template = (method: string, entries: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Handler: list.h, Runtime: nodejs22.x, CodeUri: api}
    Metadata: {BuildMethod: ${method}, BuildProperties: {EntryPoints: ${entries}}}
`;
  const files = { 'api/src/list.ts': '', 'api/src/other.ts': '' };
  const found = async (text: string) => {
    const app = await loadApp(makeProject({ ...files, 'template.yaml': text }));
    return [findHandlerFile(app.functions[0]!)?.slice(app.root.length), checkHandlers(app).length];
  };
  expect(await found(template('esbuild', '[src/other.ts, src/list.ts]'))).toEqual(['/api/src/list.ts', 0]);
  expect(await found(template('esbuild', '[src/other.ts]'))).toEqual([undefined, 1]);
  expect(await found(template('esbuild', '["../list.ts", {a: b}]'))).toEqual([undefined, 1]);
  expect(await found(template('makefile', '[src/list.ts]'))).toEqual([undefined, 1]);
});

test('SAM takes a single file for the code, and an archive is read by what stands beside it', async () => {
  const template = (code: string) => `Transform: AWS::Serverless-2016-10-31
Resources:
  F: { Type: AWS::Serverless::Function, Properties: { Handler: app.h, Runtime: python3.12, CodeUri: ${code} } }
`;
  const found = async (code: string, files: Record<string, string>) => {
    const app = await loadApp(makeProject({ ...files, 'template.yaml': template(code) }));
    return findHandlerFile(app.functions[0]!)?.slice(app.root.length);
  };
  expect(await found('src/app.py', { 'src/app.py': '' })).toBe('/src/app.py');
  expect(await found('src/app.py', { 'src/app.py/app.py': '' })).toBe('/src/app.py/app.py');
  expect(await found('build/code.zip', { 'build/app.py': '' })).toBe('/build/app.py');
  expect(await found('code.zip', { 'code/app.py': '', 'code.zip': '' })).toBe('/code/app.py');
  expect(await found('code.zip', { 'code/other.py': '' })).toBeUndefined();
  expect(await found('../code.zip', { 'code/app.py': '' })).toBeUndefined();
});

test('a folder is no handler, and nothing outside of the project is looked at', async () => {
  const folder = await loadApp(makeProject({ 'serverless.yml': service('nodejs22.x', 'a.h'), 'a.js/x': '' }));
  expect(checkHandlers(folder)).toHaveLength(1);
  const outside = await loadApp(makeProject({ 'serverless.yml': service('nodejs22.x', '../a.h') }));
  expect(checkHandlers(outside).map((error) => error.code)).toEqual(['BULKHEAD_OUTSIDE_ROOT']);
});

test('what is not known, or is another language, is not judged', async () => {
  const images =
    'service: s\nprovider: {name: aws}\nfunctions:\n  i: {image: x}\n  j: {handler: app.jar, runtime: java21}\n  k: {handler: "${ssm:/x}", runtime: nodejs22.x}\n';
  expect(checkHandlers(await loadApp(makeProject({ 'serverless.yml': images })))).toEqual([]);
});

test('a name that no file can have is a missing file', async () => {
  for (const handler of [`${'x'.repeat(5_000)}.h`, '"a\\0b.h"']) {
    const app = await loadApp(makeProject({ 'serverless.yml': service('nodejs22.x', handler) }));
    expect(checkHandlers(app).map((error) => error.code)).toEqual(['BULKHEAD_NO_HANDLER']);
  }
});

test('a handler that comes from the environment is not shown', async () => {
  const root = makeProject({ 'serverless.yml': service('nodejs22.x', '${env:DIR}/a.h') });
  const app = await loadApp(root, { env: { DIR: 'hunter2' } });
  const [error] = checkHandlers(app);
  expect(describeError(error!)).toBe('serverless.yml:5:14 the handler of f has no file');
});
