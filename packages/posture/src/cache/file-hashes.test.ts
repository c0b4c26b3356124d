import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFileHashes } from './file-hashes.ts';

let root: string;
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};
const hash = (folder = '') => createFileHashes(root, new Map()).folder(folder);

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-hash-'));
  write('a/template.yaml', 'x');
  write('a/src/b.js', 'one');
  write('c/d.py', 'two');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it.each([
  ['another content', () => write('a/src/b.js', 'two')],
  ['another name', () => renameSync(path.join(root, 'a/src/b.js'), path.join(root, 'a/src/c.js'))],
  ['one file more', () => write('a/src/lib/z.ts', '')],
  ['one picture more, whose name a build may ask for', () => write('a/src/z.png', '')],
])('%s is another folder', (_title, change) => {
  const [before, other] = [hash('a'), hash('c')];
  change();
  expect(hash('a')).not.toBe(before);
  expect(hash('c')).toBe(other);
});

it.each([
  ['a new time', () => utimesSync(path.join(root, 'a/src/b.js'), 1, 1)],
  ['dependencies', () => write('a/node_modules/x/index.js', 'x')],
  ['a link', () => symlinkSync('/etc/passwd', path.join(root, 'a/link.yml'))],
])('%s changes nothing', (_title, change) => {
  const before = hash('a');
  change();
  expect(hash('a')).toBe(before);
});

it('reads only what has another size or time', () => {
  const first = createFileHashes(root, new Map());
  const whole = first.folder('');
  const known = new Map(first.known());
  // A wrong memory shows what is taken from it.
  known.set('a/src/b.js', { ...known.get('a/src/b.js')!, hash: 'kept' });
  const second = createFileHashes(root, known);
  expect(second.folder('')).not.toBe(whole);
  expect(second.file('a/src/b.js')).toBe('kept');
  write('a/src/b.js', 'three');
  expect(createFileHashes(root, known).file('a/src/b.js')).not.toBe('kept');
});
