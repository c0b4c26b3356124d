import { statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BulkheadError, formatError, SEVERITY_IDS, type Severity } from '@bulkhead/core';
import {
  baselineText,
  changedLines,
  failsOn,
  listRoutes,
  REPORT_FORMATS,
  type ReportFormat,
  readBaselineFile,
  reportPieces,
  routesText,
  type ScanOptions,
  type ScanReport,
  type ScanSettings,
  scan,
  settingsBeside,
} from '@bulkhead/posture';
import { type Command, Option } from 'commander';
import { type Io, painter } from '../io.ts';
import { policyProblems } from '../policy-beside.ts';
import { cacheOption } from '../scan/cache.ts';
import { dependencyOptions } from '../scan/dependencies.ts';
import type { LiveRead } from '../scan/live/live-apps.ts';
import { workerOption } from '../scan/workers.ts';
import { scanForSecrets } from '../scan-secrets.ts';
import { VERSION } from '../version.ts';

interface Options {
  readonly format: ReportFormat;
  readonly out?: string;
  readonly failOn?: Severity | 'never';
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly enable?: readonly string[];
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly diff?: string;
  readonly unknown?: boolean;
  readonly cache: boolean;
  readonly withoutCode?: boolean;
  readonly routes?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
  readonly deps?: boolean;
  readonly advisories?: string;
  readonly online?: boolean;
  readonly sbom?: string;
  readonly secrets?: boolean;
  readonly staged?: boolean;
  readonly history?: boolean;
  readonly live?: boolean;
  readonly profile?: string;
  readonly function?: readonly string[];
  readonly code?: boolean;
  readonly maxAge?: string;
  readonly policy?: boolean;
  readonly stage?: string;
  readonly region?: string;
  readonly param: readonly string[];
}

export function registerScan(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('scan')
    .description("Read a project's template and code together and report what is wrong, without running any of it.")
    .argument('[path]', 'folder of the project, a template, or a repository of several projects', '.')
    .addOption(new Option('--format <format>', 'how to report').choices(REPORT_FORMATS).default('text'))
    .option('-o, --out <file>', 'write the report there instead of to standard output')
    .addOption(
      new Option('--fail-on <severity>', 'exit code 1 from this severity on, or never (default: high)').choices([
        ...Object.keys(SEVERITY_IDS),
        'never',
      ]),
    )
    .option('--only <rules>', 'these rules only, off or on; names with commas', list)
    .option('--skip <rules>', 'all rules but these', list)
    .option('--enable <rules>', 'rules that are off by default', list)
    .option('--baseline <file>', 'leave out what stands in this file')
    .option('--write-baseline <file>', 'write what is found now as the baseline, and report nothing')
    .option('--diff <ref>', 'only what stands on lines that differ from a git ref')
    .option('--unknown', 'also show where a rule cannot tell before a deploy')
    .option('--fix', 'mend what is safe to mend in the templates; comments and layout stay')
    .option('--dry-run', 'with --fix: show the changes and write nothing')
    .option('--routes', 'list every way in over HTTP instead: public, authenticated or internal, and by what')
    .option('--deps', 'also look at dependencies: lock files, names, install scripts, what handlers reach')
    .option('--advisories <path>', 'with --deps: known flaws, a folder or zip of OSV documents')
    .option('--online', "with --deps: ask npm's registry for known flaws and releases; sends names and versions")
    .option('--sbom <folder>', 'with --deps: write CycloneDX documents there')
    .option('--without-code', 'read the templates alone: rules that need code stay silent')
    .option('--no-cache', 'read everything again')
    .option('--secrets', 'look for credentials instead: in all files below the folder')
    .option('--staged', 'with --secrets: in what the next commit would add')
    .option('--history', 'with --secrets: in every commit')
    .option('--live', 'look at what is deployed in an AWS account instead, with calls that only read')
    .option('--profile <name>', 'with --live: profile of the AWS configuration')
    .option('--function <names>', 'with --live: these functions and what they use only; names with commas', list)
    .option('--code', 'with --live: load the code of functions and read it too')
    .option('--policy', 'with --live: print the least policy that it needs, and ask nothing')
    .option('--max-age <minutes>', 'with --live: take answers of earlier scans up to this age')
    .option('-s, --stage <name>', 'stage for ${opt:stage}, ${sls:stage} and parameters')
    .option('-r, --region <name>', 'AWS region of the template; with --live: regions, with commas')
    .option('--param <name=value>', 'a parameter of the template; may be repeated', collect, [])
    .addHelpText(
      'after',
      `
Exit code: 0 nothing at or above --fail-on, 1 something, 2 wrong usage, or a template that cannot be read.
What bulkhead.scan.yml beside the template says holds unless an option says otherwise.

Example:
  $ npx bulkhead scan examples/attack-lab --fail-on critical
`,
    )
    .action(async (path: string, options: Options) => {
      const location = resolve(io.cwd, path);
      if (options.secrets) {
        finish(await scanForSecrets(location, options, io));
        return;
      }
      if (options.staged || options.history) {
        throw new BulkheadError('BULKHEAD_USAGE', '--staged and --history need --secrets');
      }
      if (!options.deps && (options.advisories ?? options.online ?? options.sbom) !== undefined) {
        throw new BulkheadError('BULKHEAD_USAGE', '--advisories, --online and --sbom need --deps');
      }
      if (options.live && options.policy) {
        const { livePolicy } = await import('../scan/live/policy.ts');
        io.out.write(`${JSON.stringify(livePolicy({ withCode: options.code === true }), undefined, 2)}\n`);
        return;
      }
      const live = await readLive(options, io);
      const settings = settingsBeside(location);
      if (options.routes) {
        // Resources tell every way in; what packages are reached takes the code.
        const withoutCode = !options.deps;
        const { models, unread } = await scanProject(
          location,
          { ...options, cache: false, only: [], withoutCode },
          settings,
          io,
          live,
        );
        for (const { message, place } of unread)
          io.err.write(`${place ? `${place.file}:${place.line}: ` : ''}${message}: not read\n`);
        const routes = listRoutes({ models });
        io.out.write(options.format === 'json' ? `${JSON.stringify(routes, undefined, 2)}\n` : routesText(routes));
        return;
      }
      if (options.fix) {
        const { fixFindings } = await import('../scan/fix.ts');
        fixFindings(
          await scanProject(location, { ...options, cache: false }, settings, io),
          options.dryRun === true,
          io,
        );
        return;
      }
      if (options.dryRun) throw new BulkheadError('BULKHEAD_USAGE', '--dry-run needs --fix');
      const report = await scanProject(location, { ...options, ...workerOption() }, settings, io, live);
      for (const note of report.notes) io.err.write(`${note}\n`);
      for (const { message, place } of report.unread) {
        io.err.write(`${place ? `${place.file}:${place.line}:${place.column}: ` : ''}${message}: not read\n`);
      }
      // A deploy would refuse it, and it is found here first.
      const files = report.apps.map(({ file }) => file);
      const policies = live ? [] : await policyProblems(report.root, files, io);
      for (const problem of policies)
        io.err.write(`${painter(io.err, io.env)('red', 'error')} ${formatError(problem)}\n`);
      if (options.writeBaseline !== undefined) {
        writeFileSync(resolve(io.cwd, options.writeBaseline), baselineText(report.findings));
        io.err.write(`${options.writeBaseline}: ${report.findings.length} findings\n`);
        return;
      }
      const toFile = options.out !== undefined;
      const pieces = reportPieces(options.format, report, {
        paint: toFile ? (_, plain) => plain : painter(io.out, io.env),
        unknown: options.unknown === true,
        version: VERSION,
        now: Date.now(),
      });
      if (toFile) writeFileSync(resolve(io.cwd, options.out!), [...pieces].join(''));
      else for (const piece of pieces) io.out.write(piece);
      const fails = failsOn(report, options.failOn ?? settings.failOn ?? 'high');
      // Nothing found says nothing of what a template that nobody could read deploys.
      finish(fails ? 1 : report.isIncomplete || policies.length > 0 ? 2 : 0);
    });
}

/** What a live account holds, where it is asked for; the SDK is read only then. */
async function readLive(options: Options, io: Io): Promise<LiveRead | undefined> {
  const { live, profile, function: functions, code, maxAge, policy } = options;
  if (!live) {
    if ((profile ?? functions ?? code ?? maxAge ?? policy) === undefined) return undefined;
    throw new BulkheadError('BULKHEAD_USAGE', '--profile, --function, --code, --max-age and --policy need --live');
  }
  if (options.fix || options.diff !== undefined || options.deps || options.stage !== undefined) {
    throw new BulkheadError('BULKHEAD_USAGE', '--live goes with none of --fix, --diff, --deps and --stage', {
      next: 'These look at files of a project: run them there.',
    });
  }
  const { callSummary, readLiveApps } = await import('../scan/live/live-apps.ts');
  const read = await readLiveApps(options, io);
  for (const note of read.notes) io.err.write(`${note}\n`);
  io.err.write(`${callSummary(read.log)}\n`);
  return read;
}

async function scanProject(
  location: string,
  options: Options & Pick<ScanOptions, 'workers'>,
  settings: ScanSettings,
  io: Io,
  live?: LiveRead,
): Promise<ScanReport> {
  const baseline =
    options.baseline === undefined ? undefined : readBaselineFile(resolve(io.cwd, options.baseline), options.baseline);
  const folder = statSync(location, { throwIfNoEntry: false })?.isDirectory() ? location : dirname(location);
  const changed = options.diff === undefined ? undefined : await changedLines(folder, options.diff);
  const skip = [...(options.skip ?? []), ...settings.skip.filter((id) => !options.enable?.includes(id))];
  return scan(location, {
    now: Date.now(),
    // What this machine's environment holds is no part of a project, and a report shows none of it.
    env: {},
    withoutCode: options.withoutCode === true,
    params: Object.fromEntries(options.param.map(splitParam)),
    ...(options.stage === undefined ? {} : { stage: options.stage }),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.only ? { only: options.only } : {}),
    skip,
    enable: [...settings.enable, ...(options.enable ?? [])],
    severities: settings.severities,
    ...(baseline ? { baseline } : {}),
    ...(changed ? { changed } : {}),
    ...(live ? { apps: live.apps } : options.cache ? cacheOption(io.env) : {}),
    ...(options.workers ? { workers: options.workers } : {}),
    ...(options.deps ? { dependencies: dependencyOptions(options, io) } : {}),
    onApp: (app, i, count) => {
      // Overwritten by what comes next; a single application is done before anybody could read it.
      if (io.err.isTTY && count > 1)
        io.err.write(`\r\u001b[K${i + 1}/${count} ${app.file}${i + 1 === count ? '\r\u001b[K' : ''}`);
    },
  });
}

function list(text: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== ''),
  ];
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}

function splitParam(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new BulkheadError('BULKHEAD_USAGE', `--param ${text} has no value`, { next: 'Give name=value.' });
}
