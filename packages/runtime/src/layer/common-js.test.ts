import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../testing/built.ts';
import { commonJsFile } from './common-js.ts';

const root = tempFolder();
const files: Record<string, string> = {
  'plain/a.js': '',
  'plain/b.cjs': '',
  'plain/c.mjs': '',
  'plain/c.cjs': '',
  'plain/d': '',
  'module/package.json': '{"type":"module"}',
  'module/src/a.js': '',
  'module/src/b.cjs': '',
  'common/package.json': '{"name":"x"}',
  'common/a.js': '',
  'broken/package.json': '{"type":',
  'broken/a.js': '',
  'module/node_modules/x/a.js': '',
};
for (const [name, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, name)), { recursive: true });
  writeFileSync(join(root, name), text);
}

it.each<[string, string, string | undefined]>([
  ['plain/', 'a', 'plain/a.js'],
  ['plain/', 'b', 'plain/b.cjs'],
  ['plain/', 'c', undefined],
  ['plain/', 'd', 'plain/d'],
  ['plain/', 'none', undefined],
  ['module/src/', 'a', undefined],
  ['module/src/', 'b', 'module/src/b.cjs'],
  ['module/node_modules/x/', 'a', 'module/node_modules/x/a.js'],
  ['common/', 'a', 'common/a.js'],
  ['broken/', 'a', 'broken/a.js'],
])('%s%s', (folder, module, file) => {
  expect(commonJsFile(root, { folder, module, path: 'handler' })).toBe(file && join(root, file));
});
