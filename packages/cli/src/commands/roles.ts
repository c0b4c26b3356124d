import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import {
  type DiffRow,
  diffText,
  isUnread,
  oneLine,
  ROLE_WRITERS,
  type RoleFormat,
  type Roles,
  type RolesOptions,
  readAllRoles,
  roleDifferences,
  severalApplications,
} from '@bulkhead/iam';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../io.ts';
import { loadOptions, type ProjectOptions } from '../project.ts';
import { addProjectOptions } from './options.ts';

interface RolesCommandOptions extends RolesOptions, Pick<ProjectOptions, 'stage' | 'region' | 'param'> {
  readonly format?: RoleFormat;
  readonly diff?: boolean;
  readonly failOn?: 'over-privileged';
  readonly out?: string;
  readonly verify?: boolean;
  readonly fromCloudtrail?: readonly string[];
  readonly fromLogs?: readonly string[];
  readonly event?: readonly string[];
  readonly object?: readonly string[];
  readonly handler?: string;
  readonly perVersion?: boolean;
  readonly moto?: string;
  readonly awsEndpoint?: string;
}

export function registerRoles(program: Command, io: Io, finish: (code: number) => void): void {
  addProjectOptions(
    program
      .command('roles')
      .argument('[path]', 'folder, template, or a program (.py, .ts, .js)', '.')
      .description('Write the least-privilege role of each function, from its code and its template, without AWS.'),
  )
    .option('--function <name>', 'only this function')
    .option('--handler <name>', 'of a program: the function that is called; else its top level, handler and main')
    .addOption(
      new Option('--format <format>', 'default: the language of the template').choices(Object.keys(ROLE_WRITERS)),
    )
    .option('--diff', 'compare with what the roles grant today')
    .addOption(
      new Option('--fail-on <what>', 'with it exit code 1 where a role grants more than is needed').choices([
        'over-privileged',
      ]),
    )
    .option('--per-version', 'a role for each state of its policy, which published versions keep')
    .option('--external-keys', 'grant the use of keys that may encrypt resources of other stacks')
    .option('-o, --out <file>', 'write into a file instead of to standard output')
    .option(
      '--from-cloudtrail <file...>',
      'set code and roles against what CloudTrail saw: files or folders of a trail, or of lookup-events',
    )
    .option('--from-logs <file...>', 'set code and roles against the hosts that guards recorded; - for standard input')
    .option('--verify', 'run the functions under their generated roles, against a server that plays AWS')
    .option('--event <function=file>', 'with --verify: an event to invoke it with; may be repeated', collectEvent, [])
    .option('--object <bucket/key=file>', 'with --verify: an object to put first; may be repeated', collectObject, [])
    .option('--moto <path>', "with --verify: program of moto's server")
    .option('--aws-endpoint <url>', 'with --verify: a server that plays AWS and runs already')
    .addHelpText(
      'after',
      `
What cannot be told from the code becomes the narrowest pattern that is true, with the reason beside it. Code that
cannot be read is named on standard error: its needs are missing from the role.

--from-cloudtrail proposes what can go from a role, with the last time of use. What the code needs is never proposed, and
what the trail would not have recorded is told apart.

--from-logs does the same with what guards printed (BULKHEAD_PROFILE=1): connections, which tell services and not actions.

--verify runs the project's code. Requests come from its bulkhead.try.json, or are samples of each function's triggers;
every call is judged by the generated role, then each statement is taken away and each name changed in turn.

Exit code: 0 done; 1 with --fail-on, a role grants more than is needed, or with --verify, a role denies a call or no
function called anything; 2 the project or code of it cannot be read (the rest is written), or it cannot be run.

A folder without a template of its own stands for all applications below it. Where there is none, the source of a CDK
application is read (never run), or the programs that call AWS.

Example:
  $ npx bulkhead roles examples/voting-app
  $ npx bulkhead roles src/report.py --handler main
  $ npx bulkhead roles --diff --fail-on over-privileged
  $ npx bulkhead roles examples/voting-app --verify
  $ npx bulkhead roles --from-cloudtrail trail/AWSLogs
`,
    )
    .action(async (path: string, options: RolesCommandOptions) => {
      checkVerifyOptions(options);
      const { handler } = options;
      const load = { ...loadOptions(options, io), within: io.cwd, ...(handler === undefined ? {} : { handler }) };
      const all = await readAllRoles(resolve(io.cwd, path), load, options);
      const [roles] = all as readonly [Roles];
      if (all.length > 1) checkSeveral(all, options);
      for (const one of all) {
        checkGranted(one, options);
        tellProblems(one, io);
      }
      const unread = all.some(({ problems }) => problems.some(isUnread)) ? 2 : 0;
      if (options.fromCloudtrail) {
        const { readUse, useText } = await import('../roles/from-cloudtrail.ts');
        const { use, functions } = readUse(roles, options.fromCloudtrail, io);
        write(
          options.format === 'json' ? `${JSON.stringify(functions, null, 2)}\n` : useText(use, functions),
          options.out,
          io,
        );
        finish(unread);
        return;
      }
      if (options.fromLogs) {
        const { readLogUse, logUseText } = await import('../roles/from-logs.ts');
        const functions = await readLogUse(roles, options.fromLogs, io);
        write(
          options.format === 'json' ? `${JSON.stringify(functions, null, 2)}\n` : logUseText(functions),
          options.out,
          io,
        );
        finish(unread);
        return;
      }
      if (options.verify) {
        finish((await verify(roles, options, io)) || unread);
        return;
      }
      const rows = options.diff || options.failOn ? differences(all) : [];
      write(options.diff ? diffOutput(rows, options.format) : rolesOutput(all, options), options.out, io);
      const isOver = rows.some(({ kind }) => kind === 'unused' || kind === 'too-broad');
      if (options.failOn && isOver && !options.diff) for (const row of rows) io.err.write(`${diffText(row)}\n`);
      finish(options.failOn && isOver ? 1 : unread);
    });
}

/** @throws BulkheadError for what is done with one application */
function checkSeveral(all: readonly Roles[], { verify, fromCloudtrail, fromLogs }: RolesCommandOptions): void {
  if (verify || fromCloudtrail || fromLogs) throw severalApplications(all.map(({ app }) => app.file));
}

function tellProblems({ notes, problems }: Roles, io: Io): void {
  for (const note of notes) io.err.write(`${oneLine(note)}\n`);
  for (const { place, functionId, message } of problems)
    io.err.write(`${place.file}:${place.line}:${place.column}: ${functionId}: ${oneLine(message)}\n`);
}

/** With several applications, each row says which one it is of. */
function differences(all: readonly Roles[]): readonly DiffRow[] {
  if (all.length === 1) return roleDifferences(all[0]!);
  return all.flatMap((roles) => roleDifferences(roles).map((row) => ({ ...row, application: roles.app.file })));
}

/** One document an application, each in the language of its template, under its name. */
function rolesOutput(all: readonly Roles[], options: RolesCommandOptions): string {
  const documents = all.map((roles) => {
    const format = formatFor(roles, options);
    const text = ROLE_WRITERS[format]({ ...roles.input, perVersion: options.perVersion === true });
    return { file: oneLine(roles.app.file), format, text };
  });
  if (documents.length === 1) return documents[0]!.text;
  if (options.format === 'json') {
    const applications = documents.map(({ file, text }) => ({ application: file, ...(JSON.parse(text) as object) }));
    return `${JSON.stringify({ applications }, null, 2)}\n`;
  }
  return documents.map(({ file, format, text }) => `${HEADINGS[format](file)}\n${text}`).join('');
}

const document = (file: string): string => `---\n# ${file}`;
const HEADINGS: Readonly<Record<RoleFormat, (file: string) => string>> = {
  cloudformation: document,
  serverless: document,
  'serverless-roles': document,
  sam: document,
  terraform: (file) => `# ${file}`,
  cdk: (file) => `// ${file}`,
  json: (file) => `// ${file}`,
};

/** @throws BulkheadError BULKHEAD_USAGE for a comparison with what nobody grants, or a language that needs a template */
function checkGranted(
  { from }: Roles,
  { diff, failOn, verify, fromCloudtrail, fromLogs, format }: RolesCommandOptions,
): void {
  if (from === 'programs' && (diff || failOn || verify || fromCloudtrail || fromLogs)) {
    throw new BulkheadError(
      'BULKHEAD_USAGE',
      'there is no template here, so nothing is granted that could be compared',
      {
        next: 'Run bulkhead roles alone, or name a template.',
      },
    );
  }
  if (from === 'programs' && format !== undefined && format !== 'json') {
    throw new BulkheadError('BULKHEAD_USAGE', `a program without a template is printed as json, not as ${format}`, {
      next: 'Leave --format out.',
    });
  }
}

const VERIFY_ONLY = ['event', 'object', 'moto', 'awsEndpoint'] as const;

/** @throws BulkheadError BULKHEAD_USAGE for options that would be taken and do nothing */
function checkVerifyOptions(options: RolesCommandOptions): void {
  if (!options.verify) {
    const idle = VERIFY_ONLY.find((name) => (options[name]?.length ?? 0) > 0);
    if (idle === undefined) return;
    const flag = idle === 'awsEndpoint' ? 'aws-endpoint' : idle;
    throw new BulkheadError('BULKHEAD_USAGE', `--${flag} only means something with --verify`, {
      next: 'Add --verify.',
    });
  }
  if (options.diff || options.failOn || options.fromCloudtrail || options.fromLogs) {
    throw new BulkheadError(
      'BULKHEAD_USAGE',
      '--verify runs alone, without --diff, --fail-on, --from-cloudtrail and --from-logs',
      {
        next: 'Run the command twice.',
      },
    );
  }
  if (options.format !== undefined && options.format !== 'json') {
    throw new BulkheadError('BULKHEAD_USAGE', `--verify is printed as text or json, not as ${options.format}`, {
      next: 'Give --format json, or none.',
    });
  }
}

/** The lab and its servers are loaded for this alone. @returns the exit code */
async function verify(roles: Roles, options: RolesCommandOptions, io: Io): Promise<number> {
  const { verifyRoles } = await import('../verify/run.ts');
  const { isSufficient, verificationJson, verificationText } = await import('../verify/report.ts');
  const verification = await verifyRoles(roles, options, io);
  const text = options.format === 'json' ? verificationJson(verification) : verificationText(verification, io);
  write(text, options.out, io);
  return isSufficient(verification) ? 0 : 1;
}

function collectEvent(value: string, previous: readonly string[]): readonly string[] {
  if (/^[^=]+=./s.test(value)) return [...previous, value];
  throw new InvalidArgumentError('Give FUNCTION=FILE.');
}

function collectObject(value: string, previous: readonly string[]): readonly string[] {
  if (/^[^/=]+\/.+=[^=]+$/s.test(value)) return [...previous, value];
  throw new InvalidArgumentError('Give BUCKET/KEY=FILE.');
}

/** @throws BulkheadError BULKHEAD_USAGE for a role per version in a language that writes no whole roles */
function formatFor(roles: Roles, { format = formatOf(roles), perVersion, diff }: RolesCommandOptions): RoleFormat {
  if (perVersion && !diff && !PER_VERSION.includes(format)) {
    throw new BulkheadError('BULKHEAD_USAGE', `--per-version writes ${PER_VERSION.join(' or ')}, not ${format}`, {
      next: `Add --format ${PER_VERSION[0]}.`,
    });
  }
  return format;
}

const PER_VERSION: readonly RoleFormat[] = ['cloudformation', 'serverless-roles'];

const formatOf = ({ app, from }: Roles): RoleFormat =>
  from === 'template' ? app.framework : from === 'cdk' ? 'cdk' : 'json';

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
