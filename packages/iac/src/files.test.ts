import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeError, failure, makeProject } from '../test/project.ts';
import { createProjectFiles } from './files.ts';
import { toPlain } from './yaml/plain.ts';

const place = { file: 'serverless.yml', line: 3, column: 4 };

test('YAML, JSON and texts by their extension', () => {
  const files = createProjectFiles(
    makeProject({ 'a.yml': 'a: 1', 'b.json': '{"b": 2}', 'c.txt': 'c: 3', 'd.tfstate': '{"d": 4}' }),
  );
  const read = (path: string) => toPlain(files.tree({ path })!);
  expect(['a.yml', 'b.json', 'c.txt', 'd.tfstate'].map(read)).toEqual([{ a: 1 }, { b: 2 }, 'c: 3', { d: 4 }]);
  expect(files.tree({ path: 'none.yml' })).toBeUndefined();
  expect(files.tree({ path: 'a.yml/x' })).toBeUndefined();
});

test('links inside of the project are followed, links out of it are not', async () => {
  const outside = makeProject({ 'secret.yml': 'a: 1' });
  const root = makeProject({ 'real.yml': 'a: 1' });
  symlinkSync('real.yml', `${root}/inner.yml`);
  symlinkSync(`${outside}/secret.yml`, `${root}/file.yml`);
  symlinkSync(outside, `${root}/folder`);
  symlinkSync('nowhere', `${root}/dangling.yml`);
  const files = createProjectFiles(root);
  expect(toPlain(files.tree({ path: 'inner.yml' })!)).toEqual({ a: 1 });
  for (const path of [
    'file.yml',
    'folder/secret.yml',
    'folder/none.yml',
    '../x',
    `${outside}/secret.yml`,
    '/etc/passwd',
    '~/x',
  ]) {
    const error = await failure(() => files.tree({ path, place }));
    expect([path, error.code, error.place]).toEqual([path, 'BULKHEAD_OUTSIDE_ROOT', place]);
  }
  expect(files.tree({ path: 'dangling.yml' })).toBeUndefined();
});

test('a template that is itself a link out of the project names itself', async () => {
  const root = makeProject({});
  symlinkSync('/etc/hostname', `${root}/serverless.yml`);
  const error = await failure(() => createProjectFiles(root).tree({ path: `${root}/serverless.yml` }));
  expect(describeError(error)).toBe('serverless.yml:1:1 "serverless.yml" leads out of the project\'s folder');
});

test('a project that is reached through a link is its own root', () => {
  const real = makeProject({ 'a.yml': 'a: 1' });
  const parent = makeProject({});
  symlinkSync(real, `${parent}/linked`);
  expect(toPlain(createProjectFiles(`${parent}/linked`).tree({ path: 'a.yml' })!)).toEqual({ a: 1 });
});

test('what is no readable text is refused with its place', async () => {
  const root = makeProject({ 'big.yml': 'x'.repeat(1024 * 1024 + 1) });
  mkdirSync(`${root}/folder.yml`);
  writeFileSync(`${root}/latin.yml`, Buffer.from([0x61, 0x3a, 0x20, 0xe9]));
  execFileSync('mkfifo', [`${root}/pipe.txt`]);
  const files = createProjectFiles(root);
  const rows: [string, string][] = [
    ['big.yml', 'big.yml is larger than 1 MB'],
    ['folder.yml', 'folder.yml is a folder, not a file'],
    ['latin.yml', 'latin.yml is not UTF-8 text'],
    ['pipe.txt', 'pipe.txt is not a regular file'],
  ];
  for (const [path, expected] of rows) {
    expect(describeError(await failure(() => files.tree({ path, place })))).toBe(`serverless.yml:3:4 ${expected}`);
  }
});
