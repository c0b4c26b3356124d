import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findHandlerFile, needsCompiler } from './handler-file.ts';
import { appOf, makeProject } from './testing/project.ts';

const root = makeProject({
  'src/app.ts': '',
  'src/both.js': '',
  'src/both.ts': '',
  'mod.mjs': '',
  'page.tsx': '',
  'src/handlers/list.ts': '',
  'pkg/app.py': '',
  'deep/__init__.py': '',
  'folder.js/x': '',
});
const fn = (more: object) => appOf(root, { f: more }).functions[0]!;

describe('findHandlerFile', () => {
  it.each<[string, object, string]>([
    ['TypeScript', {}, 'src/app.ts'],
    ['JavaScript first, as Lambda', { handler: 'src/both.handler' }, 'src/both.js'],
    ['an ES module', { handler: 'mod.handler' }, 'mod.mjs'],
    ['TSX', { handler: 'page.handler' }, 'page.tsx'],
    ['./', { handler: './src/app.handler' }, 'src/app.ts'],
    [
      'an entry point of a flattening build',
      { handler: 'list.handler', entryPoints: ['src/handlers/list.ts'] },
      'src/handlers/list.ts',
    ],
    ['Python', { handler: 'pkg.app.main', runtime: 'python3.12' }, 'pkg/app.py'],
    ['Python, slashes', { handler: 'pkg/app.main', runtime: 'python3.12' }, 'pkg/app.py'],
    ['a Python package', { handler: 'deep.main', runtime: 'python3.12' }, 'deep/__init__.py'],
  ])('%s', (_, more, file) => expect(findHandlerFile(fn(more)).file).toBe(join(root, file)));

  it.each<[string, object, RegExp]>([
    ['absent', { handler: 'src/nope.handler' }, /tried src\/nope\.js, src\/nope\.mjs, src\/nope\.cjs, src\/nope\.ts/],
    ['a folder', { handler: 'folder.handler' }, /tried/],
    ['no export', { handler: 'src/app' }, /file\.export/],
    ['an export without a name', { handler: 'src/app.' }, /file\.export/],
    ['a file without a name', { handler: '.handler' }, /file\.export/],
    ['climbs out', { handler: '../x.handler' }, /must not contain/],
    ['unknown', { handler: { unknown: 'needs a parameter', expression: '!Ref X' } }, /needs a parameter/],
    ['an entry point that climbs out', { handler: 'x.handler', entryPoints: ['../x.ts'] }, /tried/],
  ])('%s: BULKHEAD_NO_HANDLER at its place', (_, more, message) => {
    const place = { file: 'serverless.yml', line: 12, column: 5 };
    expect(() => findHandlerFile(fn({ ...more, handlerPlace: place }))).toThrow(
      expect.objectContaining({ code: 'BULKHEAD_NO_HANDLER', message: expect.stringMatching(message), place }),
    );
  });
});

it.each([
  ['a.ts', true],
  ['a.mts', true],
  ['a.jsx', true],
  ['a.js', false],
  ['a.mjs', false],
])('needsCompiler(%s)', (file, expected) => expect(needsCompiler(file)).toBe(expected));
