import * as fs from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../testing/built.ts';
import { createTmpWipe, wipeRoot } from './tmp-wipe.lazy.ts';

const folder = tempFolder();
let count = 0;
function place(): { root: string; outside: string } {
  const base = join(folder, String(count++));
  const [root, outside] = [join(base, 'tmp'), join(base, 'outside')];
  fs.mkdirSync(root, { recursive: true });
  fs.mkdirSync(outside);
  fs.writeFileSync(join(outside, 'file'), 'kept');
  return { root, outside };
}

it('removes what came later and spares what was there', () => {
  const { root } = place();
  fs.mkdirSync(join(root, 'cache'));
  fs.writeFileSync(join(root, 'cache/model'), 'x');
  const { wipe } = createTmpWipe(root, fs);
  fs.writeFileSync(join(root, 'a'), 'x');
  fs.mkdirSync(join(root, 'cache/deep/er'), { recursive: true });
  fs.writeFileSync(join(root, 'cache/deep/er/b'), 'x');
  expect(wipe()).toEqual({ removed: 4, left: false });
  expect(fs.readdirSync(root, { recursive: true }).sort()).toEqual(['cache', 'cache/model']);
  expect(wipe()).toEqual({ removed: 0, left: false });
});

it('removes links without following them', () => {
  const { root, outside } = place();
  const { wipe } = createTmpWipe(root, fs);
  fs.symlinkSync(outside, join(root, 'folder'));
  fs.symlinkSync(join(outside, 'file'), join(root, 'file'));
  fs.linkSync(join(outside, 'file'), join(root, 'hard'));
  expect(wipe()).toEqual({ removed: 3, left: false });
  expect(fs.readdirSync(root)).toEqual([]);
  expect(fs.readFileSync(join(outside, 'file'), 'utf8')).toBe('kept');
});

it('a kept folder that became a link is left, and so is what it leads to', () => {
  const { root, outside } = place();
  fs.mkdirSync(join(root, 'kept'));
  const { wipe } = createTmpWipe(root, fs);
  fs.rmdirSync(join(root, 'kept'));
  fs.symlinkSync(outside, join(root, 'kept'));
  wipe();
  expect(fs.readdirSync(outside)).toEqual(['file']);
});

it('stops at its bounds and goes on the next time', () => {
  const { root } = place();
  const { wipe } = createTmpWipe(root, fs, 20);
  for (let i = 0; i < 25; i++) fs.closeSync(fs.openSync(join(root, String(i)), 'w'));
  expect(wipe()).toEqual({ removed: 20, left: true });
  expect(wipe()).toEqual({ removed: 5, left: false });
});

it('does nothing where too much was there at the start to remember', () => {
  const { root } = place();
  for (let i = 0; i < 20; i++) fs.closeSync(fs.openSync(join(root, String(i)), 'w'));
  const { wipe } = createTmpWipe(root, fs, 20);
  fs.writeFileSync(join(root, 'later'), 'x');
  expect(wipe()).toEqual({ removed: 0, left: true });
});

it('a folder that is not there is empty', () => {
  expect(createTmpWipe(join(folder, 'none'), fs).wipe()).toEqual({ removed: 0, left: true });
});

it.each<[string, Record<string, string>, boolean, string | undefined]>([
  ['Lambda', { LAMBDA_TASK_ROOT: '/var/task' }, true, '/tmp'],
  ['several invocations at once', { LAMBDA_TASK_ROOT: '/var/task', AWS_LAMBDA_MAX_CONCURRENCY: '8' }, true, undefined],
  ['somebody’s machine', { LAMBDA_TASK_ROOT: '/home/me/app' }, false, undefined],
  ['a machine that says it were Lambda', { LAMBDA_TASK_ROOT: '/var/task' }, false, undefined],
  ['a folder that is named', { BULKHEAD_TMP: '/somewhere' }, false, '/somewhere'],
  ['the root of all', { BULKHEAD_TMP: '/' }, false, undefined],
])('%s', (_name, env, exists, root) => {
  expect(wipeRoot(env, () => exists)).toBe(root);
});
