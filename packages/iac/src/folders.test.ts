import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from '../test/project.ts';
import { createFolders } from './folders.ts';

test('lists each folder once, in order, without links', () => {
  const root = makeProject({ 'b.yml': '', 'a.yml': '', 'src/x.js': '' });
  symlinkSync('/etc', path.join(root, 'etc'));
  symlinkSync('/etc/passwd', path.join(root, 'c.yml'));
  const folders = createFolders(root);
  expect(folders.list('')).toEqual({ files: ['a.yml', 'b.yml'], folders: ['src'] });
  writeFileSync(path.join(root, 'd.yml'), '');
  mkdirSync(path.join(root, 'more'));
  expect(folders.list('')).toEqual({ files: ['a.yml', 'b.yml'], folders: ['src'] });
  rmSync(path.join(root, 'src'), { recursive: true });
  expect(folders.list('src')).toEqual({ files: [], folders: [] });
});
