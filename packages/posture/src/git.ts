import { spawn } from 'node:child_process';
import { BulkheadError, linesOf } from '@bulkhead/core';

/**
 * Settings of a checkout that make git run programs (githooks, gitattributes "textconv", fsmonitor, signatures) are
 * overruled: the checkout may be a stranger's.
 */
const HARMLESS = [
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.quotePath=false',
  '-c',
  'log.showSignature=false',
  '-c',
  'diff.external=',
];

/** How a diff is asked for, so that `readAddedTexts` reads it whatever the checkout's settings say. */
export const DIFF = [
  '--unified=0',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

/** Longest line that is kept; the rest of a longer one is dropped. */
const MAX_LINE = 1024 * 1024;

/**
 * The lines that a git command prints, one after another, so that a long history needs no memory.
 * @param args a subcommand and its options, never a stranger's text without `--` before it
 * @throws BulkheadError BULKHEAD_USAGE where git is missing, the folder is no repository, or git fails
 */
export async function* gitLines(root: string, args: readonly string[]): AsyncGenerator<string> {
  const child = spawn('git', [...HARMLESS, ...args], {
    cwd: root,
    env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    if (complaint.length < 2000) complaint += text;
  });
  const ended = new Promise<number | Error>((resolve) => {
    child.on('error', resolve);
    child.on('close', (code) => resolve(code ?? 1));
  });
  try {
    // As git counts them: the counts of a hunk's header would no longer fit otherwise.
    yield* linesOf(child.stdout, MAX_LINE);
    const result = await ended;
    if (result === 0) return;
    if (result instanceof Error) {
      throw new BulkheadError('BULKHEAD_USAGE', 'git could not be started', {
        next: 'Install git, or leave --staged and --history out.',
        cause: result,
      });
    }
    throw new BulkheadError('BULKHEAD_USAGE', `git says: ${complaint.trim().split('\n')[0] ?? 'nothing'}`, {
      next: /bad revision|unknown revision|ambiguous argument|bad object/.test(complaint)
        ? 'Give a branch, tag or commit that this checkout has; a pipeline may have to fetch more (fetch-depth: 0, GIT_DEPTH: 0).'
        : 'Run this inside of a git repository.',
    });
  } finally {
    if (child.exitCode === null) child.kill();
  }
}
