import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';

const BEGIN = '# bulkhead: begin';
const END = '# bulkhead: end';
const BLOCK = `${BEGIN}
# Stops a commit that would carry a key, a token or a password. Past it: git commit --no-verify
npx --no-install bulkhead scan --secrets --staged || exit 1
${END}
`;

/** What was done to which file, for the person. */
export interface HookChange {
  readonly file: string;
  readonly done: 'written' | 'extended' | 'there already' | 'removed' | 'not there';
}

/**
 * Puts the check of staged changes into the repository's pre-commit hook, beside what stands there.
 * @param folder any folder of the repository, absolute
 * @throws BulkheadError BULKHEAD_USAGE outside of a repository, for a hook in another language than sh, or for hooks that
 * are shared with other repositories
 */
export function installGitHook(folder: string): HookChange {
  const { file, shown } = hookFile(folder);
  const there = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  if (there?.includes(BEGIN)) return { file: shown, done: 'there already' };
  if (there !== undefined && !isShell(there, file)) {
    throw new BulkheadError('BULKHEAD_USAGE', `${shown} is no shell script`, {
      next: 'Have it run: npx --no-install bulkhead scan --secrets --staged',
    });
  }
  mkdirSync(path.dirname(file), { recursive: true });
  // First, because a hook may end by itself (`exit 0`, `exec …`).
  const [first, ...rest] = (there ?? '#!/bin/sh\n').split(/(?<=\n)/);
  const hasShebang = first?.startsWith('#!') ?? false;
  writeFileSync(file, hasShebang ? `${first}${BLOCK}${rest.join('')}` : `${BLOCK}${there}`);
  chmodSync(file, 0o755);
  return { file: shown, done: there === undefined ? 'written' : 'extended' };
}

/** Takes the check out again; a hook that held nothing else goes. */
export function removeGitHook(folder: string): HookChange {
  const { file, shown } = hookFile(folder);
  const there = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const begin = there.indexOf(BEGIN);
  const end = there.indexOf(END);
  if (begin < 0 || end < begin) return { file: shown, done: 'not there' };
  const left = there.slice(0, begin) + there.slice(end + END.length).replace(/^\n/, '');
  if (/^#![^\n]*\n?\s*$/.test(left)) rmSync(file);
  else writeFileSync(file, left);
  return { file: shown, done: 'removed' };
}

/** Husky keeps a project's hooks in its own folder and lets git look there. */
function isShell(text: string, file: string): boolean {
  if (path.basename(path.dirname(file)) === '.husky') return true;
  return /^#!\s*(?:\/usr\/bin\/env\s+)?[\w/]*\b(?:ba|da|z)?sh\b/.test(text);
}

function hookFile(folder: string): { file: string; shown: string } {
  const ask = (...args: string[]) =>
    execFileSync('git', ['-c', 'core.fsmonitor=false', 'rev-parse', ...args], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  let root: string;
  let hooks: string;
  try {
    root = ask('--show-toplevel');
    hooks = path.resolve(folder, ask('--git-path', 'hooks'));
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', 'this folder is in no git repository', {
      next: 'Run git init first, or name a folder of the repository.',
      cause,
    });
  }
  // Husky points git at the folder of its own stubs, and runs the files beside it.
  if (path.basename(hooks) === '_' && path.basename(path.dirname(hooks)) === '.husky') hooks = path.dirname(hooks);
  const inGit = path.relative(path.resolve(folder, ask('--git-common-dir')), hooks);
  const inRoot = path.relative(root, hooks);
  if (inGit.startsWith('..') && inRoot.startsWith('..')) {
    throw new BulkheadError('BULKHEAD_USAGE', `the hooks lie in ${hooks}, which other repositories may share`, {
      next: 'Have the hook there run: npx --no-install bulkhead scan --secrets --staged',
    });
  }
  const file = path.join(hooks, 'pre-commit');
  return { file, shown: path.relative(folder, file) };
}
