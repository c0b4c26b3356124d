import { resolve } from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import type { Command } from 'commander';
import { installGitHook, removeGitHook } from '../git-hook.ts';
import type { Io } from '../io.ts';

interface InitOptions {
  readonly gitHook?: boolean;
  readonly undo?: boolean;
}

export function registerInit(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('init')
    .argument('[path]', 'folder of the project', '.')
    .description('Set a project up: a git hook that stops commits with credentials.')
    .option('--git-hook', 'check staged changes before each commit')
    .option('--undo', 'take it out again')
    .addHelpText(
      'after',
      `
The hook runs the Bulkhead that the project has installed, and stands beside what the hook did before.

Example:
  $ npx bulkhead init --git-hook
`,
    )
    .action((path: string, options: InitOptions) => {
      if (!options.gitHook) {
        throw new BulkheadError('BULKHEAD_USAGE', 'nothing to set up was named', {
          next: 'Use bulkhead init --git-hook.',
        });
      }
      const folder = resolve(io.cwd, path);
      const { file, done } = options.undo ? removeGitHook(folder) : installGitHook(folder);
      io.err.write(`${file}: ${done}\n`);
      finish(0);
    });
}
