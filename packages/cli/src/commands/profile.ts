import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import {
  type Drift,
  findDrift,
  PROFILE_KEYS,
  type Profile,
  parseProfile,
  profileFromCode,
  profileText,
  sightingText,
  suggestedRules,
} from '@bulkhead/posture';
import type { Command } from 'commander';
import { findApplication } from '../find-application.ts';
import type { Io } from '../io.ts';
import { checkPolicyBeside } from '../policy-beside.ts';
import { profileOfLogs } from '../profile/profile-of-logs.ts';

const DEFAULT_FILE = 'bulkhead.profile.yml';

interface ProfileOptions {
  readonly fromLogs?: readonly string[];
  readonly fromCode?: string | true;
  readonly stage?: string;
  readonly region?: string;
  readonly out: string;
  readonly check?: boolean;
  readonly force?: boolean;
  readonly format: string;
}

export function registerProfile(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('profile')
    .description(
      'Write what the functions do, from their logs or their code, or report what they do that the profile does not have.',
    )
    .option('--from-code [path]', 'read it from the code and the template instead, without running anything')
    .option('-s, --stage <name>', 'with --from-code: stage of the template')
    .option('-r, --region <name>', 'with --from-code: region of the template')
    .option('--from-logs <file...>', 'log files: JSON lines or exports of CloudWatch Logs; - for standard input')
    .option('-o, --out <file>', 'the profile', DEFAULT_FILE)
    .option('--check', 'compare the logs with the profile instead of writing it')
    .option('--force', 'replace a profile that exists')
    .option('--format <format>', 'with --check: text or json', 'text')
    .addHelpText(
      'after',
      `
The functions record while BULKHEAD_MODE is alert, or with BULKHEAD_PROFILE=1. With BULKHEAD_KEY in the environment of
this command, only lines that carry its check are believed.

A profile from code needs no run, and names what the code decides only at run time with its place.

Exit code: 0 written, or no drift; 1 drift.

Example:
  $ aws logs filter-log-events --log-group-name /aws/lambda/convert > convert.json
  $ npx bulkhead profile --from-logs convert.json
  $ npx bulkhead profile --check --from-logs today.json
  $ npx bulkhead profile --from-code examples/voting-app --out voting.profile.yml
`,
    )
    .action(async (options: ProfileOptions) => {
      if (options.format !== 'text' && options.format !== 'json') {
        throw new BulkheadError('BULKHEAD_USAGE', `there is no format called ${options.format}`, {
          next: 'Use text or json.',
        });
      }
      if ((options.fromLogs === undefined) === (options.fromCode === undefined)) {
        throw new BulkheadError('BULKHEAD_USAGE', 'a profile comes from --from-logs or from --from-code', {
          next: 'Give one of them; with --check, logs are compared with a profile that either has written.',
        });
      }
      // What is printed is to be put into it.
      await checkPolicyBeside(io.cwd, io);
      const file = resolve(io.cwd, options.out);
      // Before the logs are read: they may be long.
      const known = options.check ? readProfile(file, options.out) : undefined;
      if (!options.check && !options.force && existsSync(file)) {
        throw new BulkheadError('BULKHEAD_USAGE', `${options.out} exists, and may have been edited`, {
          next: 'Compare with --check, write elsewhere with --out, or replace it with --force.',
        });
      }
      const { profile: seen, open } = options.fromLogs
        ? { profile: await profileOfLogs(options.fromLogs, io), open: [] }
        : await readCode(options, io);
      if (known) finish(report(findDrift(known, seen), options, io));
      else write(seen, open, file, options.out, io);
    });
}

type FromCode = Awaited<ReturnType<typeof profileFromCode>>;

/** @throws BulkheadError where there is no function: a profile of nothing would make everything drift */
async function readCode({ fromCode, stage, region }: ProfileOptions, io: Io): Promise<FromCode> {
  const location = resolve(io.cwd, fromCode === true ? '.' : (fromCode ?? '.'));
  const { app, note } = await findApplication(location, {
    env: {},
    ...(stage === undefined ? {} : { stage }),
    ...(region === undefined ? {} : { region }),
  });
  if (note !== undefined) io.err.write(`${note}\n`);
  const read = await profileFromCode(app);
  for (const { function: name, what, place } of read.open) {
    io.err.write(`${place.file}:${place.line}:${place.column}: ${name}: ${what}; complete the profile\n`);
  }
  if (read.profile.size === 0) {
    throw new BulkheadError('BULKHEAD_NO_PROJECT', `${app.file} deploys no function that is known`, {
      next: 'Name another template; bulkhead scan --unknown says what could not be read of this one.',
    });
  }
  return read;
}

function readProfile(file: string, shownAs: string): Profile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', `${shownAs} cannot be read`, {
      cause,
      next: 'Have it written with bulkhead profile --from-logs FILE or --from-code.',
    });
  }
  return parseProfile(text, shownAs);
}

function write(seen: Profile, open: FromCode['open'], file: string, shownAs: string, io: Io): void {
  // An empty profile would make everything drift.
  if (seen.size === 0) return;
  writeFileSync(file, profileText(seen));
  io.err.write(`${shownAs}: ${seen.size} ${seen.size === 1 ? 'function' : 'functions'}. For bulkhead.yml:\n`);
  io.out.write(suggestedRules(seen, open));
}

function report(found: readonly Drift[], { out, format }: ProfileOptions, io: Io): number {
  if (format === 'json') io.out.write(`${JSON.stringify(found)}\n`);
  else for (const drift of found) io.out.write(`${out}: ${driftText(drift)}\n`);
  return found.length > 0 ? 1 : 0;
}

/** `convert: programs: "nc", once, 2026-11-21` */
function driftText(drift: Drift): string {
  const where = drift.unknownFunction ? ' (the function is not in the profile)' : '';
  return `${drift.function}: ${PROFILE_KEYS[drift.kind]}: ${JSON.stringify(drift.what)}, ${sightingText(drift)}${where}`;
}
