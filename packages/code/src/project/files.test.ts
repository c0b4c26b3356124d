import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from './files.ts';

let folder: string;
let root: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-files-'));
  root = join(folder, 'project');
  mkdirSync(join(root, 'src/node_modules/a'), { recursive: true });
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/secret.js'), 'secret');
  writeFileSync(join(root, 'src/a.js'), '\ufeffa()');
  writeFileSync(join(root, 'src/node_modules/a/index.js'), 'a');
  writeFileSync(join(root, 'large.js'), 'x'.repeat(2 * 1024 * 1024 + 1));
  symlinkSync(join(folder, 'outside'), join(root, 'link'));
  symlinkSync(join(folder, 'outside/secret.js'), join(root, 'link.js'));
  symlinkSync('src/a.js', join(root, 'inside.js'));
  symlinkSync('loop.js', join(root, 'loop.js'));
  execFileSync('mkfifo', [join(root, 'pipe.js')]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('openFiles', () => {
  const read = (path: string) => {
    const result = openFiles(root).read(path);
    return 'text' in result ? result.text : result.problem.kind;
  };

  it.each([
    ['src/a.js', 'a()'],
    ['inside.js', 'a()'],
    ['src/../src/a.js', 'a()'],
    ['../outside/secret.js', 'outside-root'],
    ['link/secret.js', 'outside-root'],
    ['link.js', 'outside-root'],
    ['src/node_modules/a/index.js', 'missing-source'],
    ['large.js', 'too-large'],
    ['loop.js', 'missing-source'],
    ['pipe.js', 'missing-source'],
    ['none.js', 'missing-source'],
    ['src', 'missing-source'],
    ['a\0.js', 'missing-source'],
    ['a'.repeat(5000), 'missing-source'],
    ['src/a.js/b', 'missing-source'],
  ])('%.40s', (path, expected) => expect(read(path)).toBe(expected));

  it('an absolute path is none of the project’s', () => {
    expect(read(join(folder, 'outside/secret.js'))).toBe('outside-root');
  });

  it('tells files from folders, and neither outside', () => {
    const files = openFiles(root);
    expect([files.isFile('src/a.js'), files.isFolder('src/a.js'), files.isFolder('src'), files.isFolder('')]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    expect([files.isFolder('link'), files.isFolder('..'), files.isFile('link.js')]).toEqual([false, false, false]);
  });

  it('lists a folder in order', () => {
    const files = openFiles(root);
    expect([files.list('src'), files.list('link'), files.list('..'), files.list('none')]).toEqual([
      ['a.js', 'node_modules'],
      [],
      [],
      [],
    ]);
  });

  it('a root that is not there gives nothing', () => {
    expect(openFiles(join(folder, 'nowhere')).isFile('a.js')).toBe(false);
  });
});
