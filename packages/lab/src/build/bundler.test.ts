import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type App, handlerName, type LambdaFunction } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import type { LabNotice } from '../types.ts';
import { createBundler, type PreparedHandler } from './bundler.ts';
import { appOf, makeProject, writeFiles } from './testing/project.ts';

const run = promisify(execFile);

async function prepare(files: Record<string, string>, more: Partial<LambdaFunction> = {}, below = '') {
  const root = makeProject(files);
  const app: App = appOf(root, { f: { ...more, codeRoot: join(root, below) } });
  const notices: LabNotice[] = [];
  const bundler = createBundler({ app, onNotice: (notice) => notices.push(notice) });
  const prepared = await bundler.prepare(app.functions[0]!);
  return { root, app, bundler, prepared, notices };
}

/** Calls the handler in a Node.js of its own, as a runtime finds it: the first file there is, from the task root. */
async function call(prepared: PreparedHandler): Promise<unknown> {
  const { stem: module, exportPath } = handlerName(prepared.handler, 'javascript')!;
  const exportName = exportPath.join('.');
  const file = ['.js', '.mjs', '.cjs'].map((end) => join(prepared.taskRoot, module + end)).find(existsSync);
  const script = `import(${JSON.stringify(file)}).then(async (m) => console.log(JSON.stringify(await (m.${exportName} ?? m.default.${exportName})())))`;
  const { stdout } = await run(process.execPath, ['--no-warnings', ...prepared.nodeOptions, '-e', script], {
    cwd: prepared.taskRoot,
  });
  return JSON.parse(stdout);
}

describe('runs in place', () => {
  it.each<[string, Record<string, string>]>([
    ['CommonJS', { 'src/app.js': 'exports.handler = async () => "cjs"' }],
    [
      'an ES module by package.json',
      { 'package.json': '{"type":"module"}', 'src/app.js': 'export const handler = async () => "esm"' },
    ],
    ['an ES module by extension', { 'src/app.mjs': 'export const handler = async () => "mjs"' }],
    ['CommonJS that imports what is not there', { 'src/app.js': 'exports.handler = () => require("./gone")' }],
    ['a syntax error is the runtime’s to report', { 'src/app.js': 'exports.handler = (' }],
  ])('%s', async (_, files) => {
    const { root, prepared } = await prepare(files);
    expect(prepared).toEqual({
      taskRoot: root,
      handler: 'src/app.handler',
      sources: [root],
      nodeOptions: [],
      built: false,
    });
    expect(existsSync(join(root, '.bulkhead'))).toBe(false);
  });

  it('Python, and what it does not know', async () => {
    expect((await prepare({ 'app.py': '' }, { runtime: 'python3.12', handler: 'app.main' })).prepared.built).toBe(
      false,
    );
    expect((await prepare({}, { runtime: 'java21', handler: 'com.example.Handler' })).prepared.handler).toBe(
      'com.example.Handler',
    );
  });
});

describe('bundles', () => {
  const typed = 'export const handler = async (): Promise<string> => ((x: string) => x)("ok");';
  it.each<[string, Record<string, string>, string, unknown]>([
    ['TypeScript', { 'src/app.ts': typed }, '.cjs', 'ok'],
    ['TypeScript in a module package', { 'package.json': '{"type":"module"}', 'src/app.ts': typed }, '.mjs', 'ok'],
    ['.mts', { 'src/app.mts': `${typed} await Promise.resolve();` }, '.mjs', 'ok'],
    ['.cts', { 'package.json': '{"type":"module"}', 'src/app.cts': typed }, '.cjs', 'ok'],
    [
      'JavaScript that imports TypeScript',
      { 'src/app.js': 'exports.handler = require("./lib").f', 'src/lib.ts': 'export const f = (): string => "lib"' },
      '.cjs',
      'lib',
    ],
    [
      'an ES module by syntax alone',
      {
        'src/app.js': 'import { f } from "./lib"; export const handler = f',
        'src/lib.js': 'export const f = () => "lib"',
      },
      '.cjs',
      'lib',
    ],
    [
      'JSX',
      {
        'src/app.jsx': 'const h = (tag) => tag; export const handler = () => <b/>',
        'tsconfig.json': '{"compilerOptions":{"jsx":"react","jsxFactory":"h"}}',
      },
      '.cjs',
      'b',
    ],
    [
      'a dot in the name of the file',
      {
        'template.txt': '',
        'src/app.ts': 'export { handler } from "./app.shop";',
        'src/app.shop.ts': 'export const handler = () => 3',
      },
      '.cjs',
      3,
    ],
    [
      'paths of tsconfig.json',
      {
        'tsconfig.json': '{"compilerOptions":{"paths":{"@lib/*":["./lib/*"]}}}',
        'src/app.ts': 'import { f } from "@lib/f"; export const handler = f',
        'lib/f.ts': 'export const f = (): number => 7',
      },
      '.cjs',
      7,
    ],
    [
      'a CommonJS dependency that requires, in an ES module',
      {
        'package.json': '{"type":"module"}',
        'src/app.ts': 'import dep from "dep"; export const handler = dep',
        'node_modules/dep/package.json': '{}',
        'node_modules/dep/index.js': 'module.exports = () => require("node:path").sep',
      },
      '.mjs',
      '/',
    ],
    [
      'what Lambda provides stays outside',
      {
        'src/app.ts': 'import { who } from "@aws-sdk/client-x"; export const handler = async () => who',
        'node_modules/@aws-sdk/client-x/index.js':
          'exports.who = __dirname.includes("node_modules") ? "outside" : "inside"',
      },
      '.cjs',
      'outside',
    ],
    [
      'a package with compiled parts stays outside',
      {
        'src/app.ts': 'import { who } from "nat"; export const handler = async () => who',
        'node_modules/nat/package.json': '{"gypfile":true}',
        'node_modules/nat/index.js': 'exports.who = __dirname.includes("node_modules") ? "outside" : "inside"',
      },
      '.cjs',
      'outside',
    ],
    [
      'files beside the code are found',
      {
        'src/app.ts':
          'import { readFileSync } from "node:fs"; export const handler = () => readFileSync("data.txt", "utf8")',
        'data.txt': 'here',
      },
      '.cjs',
      'here',
    ],
    [
      'an import of a text',
      {
        'src/app.ts': 'import schema from "./schema.graphql"; export const handler = async () => schema;',
        'src/schema.graphql': 'type Query { vote: Int }',
      },
      '.cjs',
      'type Query { vote: Int }',
    ],
    [
      'files beside a module are found from its own place',
      {
        'src/app.ts': 'export { handler } from "./lib/read";',
        'src/lib/read.ts':
          '"use strict"\nimport { readFileSync } from "node:fs"; import { join, basename } from "node:path"; import dep from "dep";\nexport const handler = () => [readFileSync(join(__dirname, "data.txt"), "utf8"), basename(__filename), dep]',
        'src/lib/data.txt': 'beside',
        'node_modules/dep/index.js': 'module.exports = require("fs").readFileSync(__dirname + "/own.txt", "utf8")',
        'node_modules/dep/own.txt': 'of a package',
      },
      '.cjs',
      ['beside', 'read.ts', 'of a package'],
    ],
    [
      'files beside an ES module are found from its own place',
      {
        'package.json': '{"type":"module"}',
        'src/app.ts': 'export { handler } from "./lib/read.ts";',
        'src/lib/read.ts':
          'import { readFileSync } from "node:fs"; import path from "node:path"; import { fileURLToPath } from "node:url";\nconst __dirname = path.dirname(fileURLToPath(import.meta.url));\nexport const handler = () => [readFileSync(path.join(__dirname, "data.txt"), "utf8"), readFileSync(new URL("./data.txt", import.meta.url), "utf8"), path.basename(import.meta.filename)]',
        'src/lib/data.txt': 'beside',
      },
      '.mjs',
      ['beside', 'beside', 'read.ts'],
    ],
  ])('%s', async (_, files, end, answer) => {
    const { root, prepared, notices } = await prepare(files);
    expect(prepared).toMatchObject({
      taskRoot: root,
      handler: '.bulkhead/build/f/app.handler',
      nodeOptions: ['--enable-source-maps'],
      built: true,
    });
    expect(existsSync(join(root, `.bulkhead/build/f/app${end}`))).toBe(true);
    expect(await call(prepared)).toEqual(answer);
    expect(notices).toEqual([]);
  });

  it('beside the package.json of a code root below the project, as SAM lays it out', async () => {
    const { root, prepared } = await prepare(
      { 'hello/package.json': '{}', 'hello/app.ts': typed, 'template.yaml': '' },
      { handler: 'app.handler' },
      'hello',
    );
    expect(prepared.taskRoot).toBe(join(root, 'hello'));
    expect(readFileSync(join(root, 'hello/.bulkhead/.gitignore'), 'utf8')).toBe('*\n');
    expect(await call(prepared)).toBe('ok');
  });

  it('an entry point of SAM’s esbuild metadata', async () => {
    const { prepared } = await prepare(
      { 'src/handlers/list.ts': typed },
      { handler: 'list.handler', entryPoints: ['src/handlers/list.ts'] },
    );
    expect(await call(prepared)).toBe('ok');
  });

  it('leaves no bundle of another format behind', async () => {
    const { root, app, bundler } = await prepare({ 'package.json': '{"type":"module"}', 'src/app.ts': typed });
    writeFiles(root, { 'package.json': '{}', 'src/app.ts': typed.replace('ok', 'new') });
    const prepared = await bundler.prepare(app.functions[0]!);
    expect(existsSync(join(root, '.bulkhead/build/f/app.mjs'))).toBe(false);
    expect(await call(prepared)).toBe('new');
  });

  it('into a folder of the caller’s', async () => {
    const root = makeProject({ 'src/app.ts': typed });
    const app = appOf(root, { 'odd/../id': {} });
    const outDir = makeProject({});
    const prepared = await createBundler({ app, outDir, onNotice: () => undefined }).prepare(app.functions[0]!);
    expect(prepared.taskRoot).toBe(join(outDir, 'odd____id'));
    expect(await call(prepared)).toBe('ok');
  });

  it.each([
    ['{ "compilerOptions": { /* as of old */ "module": "commonjs" } }', 'a client'],
    ['{ "compilerOptions": { "module": "commonjs", "esModuleInterop": true } }', 'no constructor'],
  ])('what a whole package is with tsconfig.json %s', async (tsconfig, expected) => {
    const { prepared } = await prepare({
      'tsconfig.json': tsconfig,
      'src/app.ts': `import * as Client from 'old-client';
import * as own from './own';
export const handler = async (): Promise<string> => {
  try { return new Client().name + own.mark; } catch { return 'no constructor'; }
};`,
      'src/own.ts': "export const mark = '';",
      'node_modules/old-client/index.js': "module.exports = class Client { name = 'a client' };",
    });
    expect(await call(prepared)).toBe(expected);
  });

  it('points errors at the source, with the name of their class', async () => {
    const { prepared } = await prepare({
      'src/app.ts':
        '\nclass OddError extends Error {}\nexport const handler = async () => {\n  try { throw new OddError("x"); } catch (e) { return [(e as Error).constructor.name, (e as Error).stack]; }\n};',
    });
    const [name, stack] = (await call(prepared)) as [string, string];
    expect(name).toBe('OddError');
    expect(stack).toMatch(/src\/app\.ts:4:\d+/);
  });

  it('names the project’s own sources and its tsconfig.json', async () => {
    const { root, prepared } = await prepare({
      'tsconfig.json': '{}',
      'src/app.ts': 'import "./a"; import "dep"; export const handler = () => 1',
      'src/a.ts': 'import "../data.json"',
      'data.json': '{}',
      'node_modules/dep/index.js': '',
      'src/unused.ts': '',
    });
    expect([...prepared.sources].sort()).toEqual(
      ['data.json', 'src/a.ts', 'src/app.ts', 'tsconfig.json'].map((path) => join(root, path)),
    );
  });

  it('tells once what Lambda has and the project has not', async () => {
    const { app, bundler, notices } = await prepare({
      'src/app.ts': 'import { S3 } from "@aws-sdk/client-gone/x"; export const handler = () => S3',
    });
    await bundler.prepare(app.functions[0]!);
    expect(notices).toEqual([
      {
        level: 'warn',
        functionId: 'f',
        message: expect.stringContaining('npm install --save-dev @aws-sdk/client-gone'),
      },
    ]);
  });
});

describe('functions of one entry', () => {
  const shop = {
    'src/app.ts':
      'import { word } from "./word"; export const a = (): string => word; export const b = (): string => word + word;',
    'src/word.ts': 'export const word = "one";',
  };
  const twins = { a: { handler: 'src/app.a' }, b: { handler: 'src/app.b' } };

  it('are built once, and again after a change', async () => {
    const root = makeProject(shop);
    // As sources are that nobody has touched for a while.
    for (const file of Object.keys(shop)) utimesSync(join(root, file), new Date(0), new Date(0));
    const app = appOf(root, twins);
    const bundler = createBundler({ app, onNotice: () => undefined });
    const [a, b] = app.functions as [LambdaFunction, LambdaFunction];
    const built = () => statSync(join(root, '.bulkhead/build/a/app.cjs'), { bigint: true }).mtimeNs;
    expect(await call(await bundler.prepare(a))).toBe('one');
    const first = built();
    expect(await call(await bundler.prepare(b))).toBe('oneone');
    expect(built()).toBe(first);
    expect(existsSync(join(root, '.bulkhead/build/b'))).toBe(false);
    expect(bundler.sourcesOf('b')).toEqual(bundler.sourcesOf('a'));

    writeFiles(root, { 'src/word.ts': 'export const word = "two";' });
    const [again, twice] = await Promise.all([bundler.prepare(a), bundler.prepare(b)]);
    expect([await call(again), await call(twice)]).toEqual(['two', 'twotwo']);
    // Changed within the millisecond of its build, for all that a clock tells.
    utimesSync(join(root, 'src/word.ts'), new Date(Date.now() + 5_000), new Date(Date.now() + 5_000));
    const before = built();
    await bundler.prepare(b);
    expect(built()).not.toBe(before);
  });

  it('fail under their own names, and are built once the source is mended', async () => {
    const root = makeProject({ ...shop, 'src/word.ts': 'export const word = ' });
    const app = appOf(root, twins);
    const bundler = createBundler({ app, onNotice: () => undefined });
    for (const fn of app.functions) {
      await expect(bundler.prepare(fn)).rejects.toThrow(new RegExp(`^${fn.id}: `));
    }
    writeFiles(root, shop);
    expect(await call(await bundler.prepare(app.functions[1]!))).toBe('oneone');
  });
});

describe('errors', () => {
  it('place of a syntax error, columns counted in characters', async () => {
    await expect(prepare({ 'src/app.ts': 'export const a = 1;\nconst é = "é" }\n' })).rejects.toMatchObject({
      code: 'BULKHEAD_BUILD_FAILED',
      message: expect.stringContaining('f: Unexpected "}"'),
      place: { file: 'src/app.ts', line: 2, column: 15 },
    });
  });

  it('several places', async () => {
    const failed = prepare({ 'src/app.ts': 'import "./gone";\nimport "gone-too";\n' });
    await expect(failed).rejects.toMatchObject({
      message: expect.stringMatching(/Could not resolve.*\n {2}src\/app\.ts:2:8: Could not resolve "gone-too"/s),
      place: { file: 'src/app.ts', line: 1, column: 8 },
    });
  });

  it('a package that is not installed', async () => {
    const failed = (files: Record<string, string>) =>
      prepare(files).catch((error: { readonly next: string }) => error.next);
    const files = { 'src/app.ts': 'import "@scope/gone/deep";\n' };
    const lists = '{"dependencies":{"@scope/gone":"1"}}';
    const installed = 'Install what the code needs: npm install. The next request builds again.';
    expect(await failed({ ...files, 'package.json': lists })).toBe(installed);
    expect(await failed({ ...files, 'src/package.json': lists })).toBe(
      'Install what the code needs: npm install --prefix src. The next request builds again.',
    );
    // The nearest is not the one that names it.
    expect(await failed({ ...files, 'src/package.json': '{}', 'package.json': lists })).toBe(installed);
    expect(await failed(files)).toBe(
      'No package.json here names @scope/gone: mend the import, or add the package. The next request builds again.',
    );
    expect(await failed({ 'src/app.ts': 'import "./gone";\n' })).toMatch(/^Mend the source/);
  });

  it('a missing handler', async () => {
    await expect(prepare({})).rejects.toMatchObject({ code: 'BULKHEAD_NO_HANDLER', place: { file: 'serverless.yml' } });
  });

  it('watches the whole code root until the build works again', async () => {
    const { root, app, bundler } = await prepare({ 'src/app.ts': 'export const handler = () => 1' });
    const fn = app.functions[0]!;
    expect(bundler.sourcesOf('f')).toEqual([join(root, 'src/app.ts')]);
    writeFiles(root, { 'src/app.ts': 'import "./late"; export const handler = () => 1' });
    await expect(bundler.prepare(fn)).rejects.toThrow();
    expect(bundler.sourcesOf('f')).toEqual([root]);
    writeFiles(root, { 'src/late.ts': '' });
    await bundler.prepare(fn);
    expect(bundler.sourcesOf('f')).toContain(join(root, 'src/late.ts'));
    expect(bundler.sourcesOf('gone')).toEqual([]);
  });
});

it('never runs the project’s code, config or plugins', async () => {
  const { root } = await prepare({
    'src/app.ts': 'import { writeFileSync } from "node:fs"; writeFileSync("ran", ""); export const handler = () => 1',
    'esbuild.config.js': 'require("fs").writeFileSync("ran", "")',
    'package.json': '{"scripts":{"preinstall":"touch ran","build":"touch ran"}}',
  });
  expect(existsSync(join(root, 'ran'))).toBe(false);
});
