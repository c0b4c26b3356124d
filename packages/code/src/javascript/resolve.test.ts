import { describe, expect, it } from 'vitest';
import { filesOf } from '../testing/read-program.ts';
import { createResolver } from './resolve.ts';

const CONTEXT = { codeRoot: 'app', layers: ['layers/shared'] };

function resolve(specifier: string, from: string, names: string, texts: Record<string, string> = {}): string {
  const files = filesOf({ ...Object.fromEntries(names.split(' ').map((name) => [name, ''])), ...texts });
  const found = createResolver(files)(specifier, from, CONTEXT);
  if (found === undefined) return 'nothing';
  if (found.kind === 'file') return found.file;
  if (found.kind === 'data') return `data ${JSON.stringify(found.data)}`;
  return `${found.builtin ? 'builtin' : 'package'} ${found.name} of ${found.package}`;
}

describe('files', () => {
  it.each([
    ['./b', 'a.js', 'b.js', 'b.js'],
    ['./b', 'x/a.js', 'x/b.ts', 'x/b.ts'],
    ['./b.js', 'a.ts', 'b.ts', 'b.ts'],
    ['./b.mjs', 'a.ts', 'b.mts', 'b.mts'],
    ['./b.jsx', 'a.ts', 'b.tsx', 'b.tsx'],
    ['./b', 'a.js', 'b/index.js', 'b/index.js'],
    ['.', 'x/a.js', 'x/index.ts', 'x/index.ts'],
    ['..', 'x/a.js', 'index.js', 'index.js'],
    ['../lib/b', 'x/a.js', 'lib/b.js', 'lib/b.js'],
    ['./b.service', 'a.ts', 'b.service.ts', 'b.service.ts'],
    ['./b?raw', 'a.js', 'b.js', 'b.js'],
    ['../../b', 'x/a.js', 'b.js', 'nothing'],
    ['./none', 'a.js', 'b.js', 'nothing'],
    ['/etc/passwd', 'a.js', 'b.js', 'nothing'],
    ['/var/task/b', 'x/a.js', 'app/b.js', 'app/b.js'],
    ['/opt/nodejs/b', 'a.js', 'layers/shared/nodejs/b.js', 'layers/shared/nodejs/b.js'],
    ['/opt/b', 'a.js', 'layers/shared/b.js', 'layers/shared/b.js'],
    ['/opt/nodejs/node_modules/lodash/merge', 'a.js', 'b.js', 'package lodash/merge of lodash'],
    ['./dist/b', 'a.js', 'src/b.ts', 'src/b.ts'],
  ])('%s from %s with %s', (specifier, from, names, expected) =>
    expect(resolve(specifier, from, names)).toBe(expected),
  );

  it.each([
    ['a folder’s main file', './lib', { 'lib/package.json': '{"main":"./x/y"}', 'lib/x/y.js': '' }, 'lib/x/y.js'],
    [
      'main files in a circle',
      './a',
      { 'a/package.json': '{"main":"../b"}', 'b/package.json': '{"main":"../a"}' },
      'nothing',
    ],
    ['JSON', './c', { 'c.json': '{"table":"t"}' }, 'data {"table":"t"}'],
    ['JSON with its extension', './c.json', { 'c.json': '[1]' }, 'data [1]'],
    ['broken JSON', './c.json', { 'c.json': '{' }, 'data undefined'],
    ['text', './q.sql', { 'q.sql': 'select 1' }, 'data "select 1"'],
    ['a file that is no code', './c.node', { 'c.node': 'x' }, 'data null'],
    [
      'deep JSON',
      './c.json',
      { 'c.json': `${'['.repeat(30_000)}${']'.repeat(30_000)}` },
      `data ${'['.repeat(25)}null${']'.repeat(25)}`,
    ],
  ])('%s', (_, specifier, texts, expected) => expect(resolve(specifier, 'a.js', 'x', texts)).toBe(expected));
});

describe('packages', () => {
  it.each([
    ['lodash', 'package lodash of lodash'],
    ['lodash/merge', 'package lodash/merge of lodash'],
    ['@aws-sdk/client-s3', 'package @aws-sdk/client-s3 of @aws-sdk/client-s3'],
    ['@scope/a/b', 'package @scope/a/b of @scope/a'],
    ['fs', 'builtin fs of fs'],
    ['node:fs/promises', 'builtin fs/promises of fs'],
    ['node:test', 'builtin test of test'],
  ])('%s', (specifier, expected) => expect(resolve(specifier, 'a.js', 'a.js')).toBe(expected));
});

describe('names that stand for files', () => {
  const TSCONFIG =
    '{\n  // paths\n  "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["src/*"], "@lib": ["lib/index.ts"], /* more */ }, },\n}';
  it.each([
    ['paths', '@/b', 'src/x/a.ts', { 'tsconfig.json': TSCONFIG, 'src/b.ts': '' }, 'src/b.ts'],
    ['exact paths', '@lib', 'src/a.ts', { 'tsconfig.json': TSCONFIG, 'lib/index.ts': '' }, 'lib/index.ts'],
    ['baseUrl', 'src/b', 'x/a.ts', { 'tsconfig.json': TSCONFIG, 'src/b.ts': '' }, 'src/b.ts'],
    ['baseUrl does not hide packages', 'lodash', 'x/a.ts', { 'tsconfig.json': TSCONFIG }, 'package lodash of lodash'],
    [
      'extends',
      '@/b',
      'app/a.ts',
      { 'app/tsconfig.json': '{"extends":"../tsconfig.base"}', 'tsconfig.base.json': TSCONFIG, 'src/b.ts': '' },
      'src/b.ts',
    ],
    ['extends in a circle', '@/b', 'a.ts', { 'tsconfig.json': '{"extends":"./tsconfig.json"}' }, 'package @/b of @/b'],
    [
      'paths out of the root',
      '@/b',
      'a.ts',
      { 'tsconfig.json': '{"compilerOptions":{"baseUrl":"../..","paths":{"@/*":["*"]}}}', 'b.ts': '' },
      'package @/b of @/b',
    ],
    [
      'imports of package.json',
      '#lib/b',
      'src/a.ts',
      { 'package.json': '{"imports":{"#lib/*":{"default":"./src/lib/*.js"}}}', 'src/lib/b.ts': '' },
      'src/lib/b.ts',
    ],
    ['an import that is not there', '#none', 'a.ts', { 'package.json': '{}' }, 'nothing'],
    [
      'a workspace',
      '@me/b',
      'services/a/a.ts',
      {
        'package.json': '{"workspaces":["libs/*"]}',
        'libs/b/package.json': '{"name":"@me/b","main":"dist/index.js"}',
        'libs/b/src/index.ts': '',
      },
      'libs/b/src/index.ts',
    ],
    [
      'a path in a workspace',
      '@me/b/x',
      'services/a/a.ts',
      {
        'package.json': '{"workspaces":{"packages":["libs/**"]}}',
        'libs/q/b/package.json': '{"name":"@me/b"}',
        'libs/q/b/x.ts': '',
      },
      'libs/q/b/x.ts',
    ],
    [
      'exports of a workspace',
      '@me/b/x',
      'a.ts',
      {
        'package.json': '{"workspaces":["b"]}',
        'b/package.json': '{"name":"@me/b","exports":{"./*":{"types":"./t/*.d.ts","import":"./lib/*.js"}}}',
        'b/lib/x.js': '',
      },
      'b/lib/x.js',
    ],
    [
      'pnpm',
      'b',
      'a/a.ts',
      {
        'package.json': '{}',
        'pnpm-workspace.yaml': "packages:\n  - 'pk*'\n",
        'pkgs/package.json': '{"name":"b"}',
        'pkgs/index.ts': '',
      },
      'pkgs/index.ts',
    ],
    [
      'a file dependency',
      'shared',
      'a/x.ts',
      {
        'a/package.json': '{"dependencies":{"shared":"file:../lib/shared"}}',
        'lib/shared/package.json': '{"name":"other"}',
        'lib/shared/index.js': '',
      },
      'lib/shared/index.js',
    ],
    [
      'a file dependency out of the root',
      'shared',
      'x.ts',
      { 'package.json': '{"dependencies":{"shared":"file:../../shared"}}' },
      'package shared of shared',
    ],
  ])('%s', (_, specifier, from, texts, expected) => {
    expect(resolve(specifier, from, 'z', texts as unknown as Record<string, string>)).toBe(expected);
  });
});
