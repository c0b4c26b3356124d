import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import { compareGrants, ROLE_WRITERS, type RoleFormat } from '@bulkhead/iam';
import { type Command, Option } from 'commander';
import type { Io } from '../io.ts';
import { type DiffRow, diffRows, diffText } from '../roles/diff-text.ts';
import { type Roles, type RolesOptions, readRoles } from '../roles/read-roles.ts';
import { addProjectOptions } from './options.ts';

interface RolesCommandOptions extends RolesOptions {
  readonly format?: RoleFormat;
  readonly diff?: boolean;
  readonly failOn?: 'over-privileged';
  readonly out?: string;
}

export function registerRoles(program: Command, io: Io, finish: (code: number) => void): void {
  addProjectOptions(
    program
      .command('roles')
      .argument('[path]', 'folder or template', '.')
      .description('Write the least-privilege role of each function, from its code and its template, without AWS.'),
  )
    .option('--function <name>', 'only this function')
    .addOption(
      new Option('--format <format>', 'default: the language of the template').choices(Object.keys(ROLE_WRITERS)),
    )
    .option('--diff', 'compare with what the roles grant today')
    .addOption(
      new Option('--fail-on <what>', 'with it exit code 1 where a role grants more than is needed').choices([
        'over-privileged',
      ]),
    )
    .option('--external-keys', 'grant the use of keys that may encrypt resources of other stacks')
    .option('-o, --out <file>', 'write into a file instead of to standard output')
    .addHelpText(
      'after',
      `
What cannot be told from the code becomes the narrowest pattern that is true, with the reason beside it. Code that
cannot be read is named on standard error: its needs are missing from the role.

Exit code: 0 done; 1 with --fail-on, a role grants more than is needed; 2 the project cannot be read.

Example:
  $ npx bulkhead roles examples/voting-app
  $ npx bulkhead roles --diff --fail-on over-privileged
`,
    )
    .action(async (path: string, options: RolesCommandOptions) => {
      const roles = await readRoles(path, options, io);
      for (const problem of roles.problems) {
        const { file, line, column } = problem.place;
        io.err.write(
          `${file}:${line}:${column}: ${problem.functionId}: ${problem.message.replace(/[\u0000-\u001f]+/g, ' ')}\n`,
        );
      }
      const rows = options.diff || options.failOn ? differences(roles) : [];
      const text = options.diff
        ? diffOutput(rows, options.format)
        : ROLE_WRITERS[options.format ?? formatOf(roles)](roles.input);
      write(text, options.out, io);
      const isOver = rows.some(({ kind }) => kind === 'unused' || kind === 'too-broad');
      if (options.failOn && isOver && !options.diff) for (const row of rows) io.err.write(`${diffText(row)}\n`);
      finish(options.failOn && isOver ? 1 : 0);
    });
}

const formatOf = ({ app }: Roles): RoleFormat => app.framework;

function differences(roles: Roles): readonly DiffRow[] {
  const { app, needed, granted, input } = roles;
  const region = typeof app.region === 'string' ? app.region : undefined;
  return input.roles.flatMap(({ fn }) => {
    const now = granted.get(fn.id);
    if (now === undefined) return [];
    return diffRows(fn.id, compareGrants(now, needed.get(fn.id) ?? [], input.own, region));
  });
}

function diffOutput(rows: readonly DiffRow[], format: RoleFormat | undefined): string {
  if (format === 'json') return `${JSON.stringify(rows, null, 2)}\n`;
  return rows.map((row) => `${diffText(row)}\n`).join('');
}

function write(text: string, file: string | undefined, io: Io): void {
  if (file === undefined) {
    io.out.write(text);
    return;
  }
  try {
    writeFileSync(resolve(io.cwd, file), text);
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', `${file} cannot be written`, {
      cause,
      next: 'Name a file in a folder that exists.',
    });
  }
}
