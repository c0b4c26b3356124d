import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

let root: string;
let hook: string;
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'pipe', encoding: 'utf8' });
const init = async (...args: string[]) => {
  const { io, kept } = fakeIo();
  const code = await run(['init', root, ...args], io);
  return { code, ...kept };
};

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'bulkhead-init-'));
  git('init', '-q', '-b', 'main');
  hook = path.join(root, '.git/hooks/pre-commit');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('writes a hook that runs, once, and takes it out again', async () => {
  expect((await init('--git-hook')).code).toBe(0);
  const text = readFileSync(hook, 'utf8');
  expect(text).toContain('bulkhead scan --secrets --staged || exit 1');
  expect(statSync(hook).mode & 0o111).toBe(0o111);
  execFileSync('sh', ['-n', hook]);
  await init('--git-hook');
  expect(readFileSync(hook, 'utf8')).toBe(text);
  await init('--git-hook', '--undo');
  expect(existsSync(hook)).toBe(false);
});

it('stands before what the hook did, which stays', async () => {
  const own = '#!/usr/bin/env bash\nset -e\nnpm run lint\nexit 0\n';
  writeFileSync(hook, own);
  await init('--git-hook');
  const text = readFileSync(hook, 'utf8');
  expect(text.startsWith('#!/usr/bin/env bash\n# bulkhead: begin')).toBe(true);
  expect(text.endsWith('set -e\nnpm run lint\nexit 0\n')).toBe(true);
  await init('--git-hook', '--undo');
  expect(readFileSync(hook, 'utf8')).toBe(own);
});

it('uses the folder of husky', async () => {
  mkdirSync(path.join(root, '.husky/_'), { recursive: true });
  writeFileSync(path.join(root, '.husky/pre-commit'), 'npm test\n');
  git('config', 'core.hooksPath', '.husky/_');
  await init('--git-hook');
  expect(readFileSync(path.join(root, '.husky/pre-commit'), 'utf8')).toMatch(/^# bulkhead: begin[\s\S]*npm test\n$/);
  expect(existsSync(hook)).toBe(false);
});

it.each([
  ['a hook in Python', () => writeFileSync(hook, '#!/usr/bin/env python3\nprint(1)\n'), 'is no shell script'],
  ['hooks that are shared', () => void git('config', 'core.hooksPath', tmpdir()), 'other repositories may share'],
  ['no repository', () => rmSync(path.join(root, '.git'), { recursive: true }), 'no git repository'],
])('refuses %s and says what to do', async (_title, arrange, message) => {
  arrange();
  const { code, err } = await init('--git-hook');
  expect(code).toBe(2);
  expect(err).toContain(message);
});

it('asks what to set up', async () => {
  expect(await init()).toMatchObject({ code: 2 });
});
