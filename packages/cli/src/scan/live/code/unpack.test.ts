import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zip } from '@bulkhead/iac';
import { afterAll, describe, expect, it } from 'vitest';
import { unpackSources } from './unpack.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'unpack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function unpack(files: Readonly<Record<string, string | Buffer>>) {
  const target = path.join(folder, `${++count}`, 'code');
  const file = path.join(folder, `${count}.zip`);
  writeFileSync(file, zip(Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text as string) }))));
  const { left } = unpackSources(file, target);
  const made = existsSync(path.dirname(target))
    ? readdirSync(path.dirname(target), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(target, path.join(entry.parentPath, entry.name)))
        .sort()
    : [];
  return { left, made };
}

describe('unpackSources', () => {
  it.each<[string, Record<string, string>, string[], number]>([
    [
      'sources',
      { 'index.js': 'x', 'lib/a.py': 'y', 'package.json': '{}' },
      ['index.js', 'lib/a.py', 'package.json'],
      0,
    ],
    [
      'packages of others',
      { 'index.js': 'x', 'node_modules/a/index.js': 'y', 'a.dist-info/x.json': '{}' },
      ['index.js'],
      0,
    ],
    ['what is no source', { 'index.js': 'x', 'native.so': 'y', 'photo.png': 'z' }, ['index.js'], 0],
    ['a way out', { '../../evil.js': 'x', 'a/../../../evil.js': 'x', 'index.js': 'x' }, ['index.js'], 2],
    ['an absolute name', { '/tmp/bulkhead-evil.js': 'x', 'c:/evil.js': 'x', '..\\evil.js': 'x' }, [], 3],
    ['an empty part', { 'a//b.js': 'x' }, [], 1],
  ])('%s', (_, files, expected, left) => {
    const result = unpack(files);
    expect(result.made).toEqual(expected);
    expect(result.left).toHaveLength(left);
    expect(existsSync('/tmp/bulkhead-evil.js')).toBe(false);
  });

  it('stops at a file that grows without end', () => {
    const bomb = Buffer.alloc(64 * 1024 * 1024);
    const { made, left } = unpack({ 'bomb.js': bomb, 'index.js': 'x' });
    expect(made).toEqual(['index.js']);
    expect(left).toEqual(['bomb.js']);
  });

  it('takes nothing that is no zip', () => {
    const file = path.join(folder, 'no.zip');
    writeFileSync(file, createHash('sha256').update('x').digest());
    expect(() => unpackSources(file, path.join(folder, 'no'))).toThrow();
  });
});
