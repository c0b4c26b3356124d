import { statSync } from 'node:fs';
import path from 'node:path';
import { type App, BulkheadError, type CodeProblem, type PostureFinding, type Severity } from '@bulkhead/core';
import { type LoadOptions, loadApp, loadApps } from '@bulkhead/iac';
import { type PostureModel, RULES, type Rule } from '@bulkhead/rules';
import { evaluateRules } from './evaluate.ts';
import { postureModel } from './model.ts';
import { type SourceLines, sourceLines } from './source-text.ts';
import { type ChangedLines, isOnChange } from './suppression/changed-lines.ts';
import { type SuppressedFinding, suppress } from './suppression/suppress.ts';

export interface ScanOptions extends LoadOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Ids of rules; left out: all that are on by default. Names rules that are off as well. */
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  /** Rules that are off by default and run all the same. */
  readonly enable?: readonly string[];
  /** Severities that a team gives to rules in place of ours. */
  readonly severities?: Readonly<Record<string, Severity>>;
  /** Fingerprints that are known and accepted. */
  readonly baseline?: ReadonlySet<string>;
  readonly changed?: ChangedLines;
  /** Told as each application begins. */
  readonly onApp?: (app: App, index: number, count: number) => void;
}

export interface ScanReport {
  /** Absolute folder that all places are relative to. */
  readonly root: string;
  readonly models: readonly PostureModel[];
  /** Failures, in order of file, line and rule. */
  readonly findings: readonly PostureFinding[];
  /** Where a rule cannot tell. */
  readonly unknown: readonly PostureFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** Code that could not be read. */
  readonly problems: readonly (CodeProblem & { readonly functionId: string })[];
  /** Templates of the repository that could not be read, where others could. */
  readonly unread: readonly BulkheadError[];
  readonly rules: readonly Rule[];
  readonly lines: SourceLines;
}

/**
 * Reads a project's templates and code and says what is wrong. Runs nothing of it.
 * @param location folder of a project, a template, or a folder that holds several projects
 * @throws BulkheadError where nothing could be read, or an option names a rule that does not exist
 * @example const { findings } = await scan('.', { now: Date.now() });
 */
export async function scan(location: string, options: ScanOptions): Promise<ScanReport> {
  const rules = chooseRules(options);
  const { apps, unread, root } = await readApps(location, options);
  const lines = sourceLines(root);
  const models: PostureModel[] = [];
  const all: PostureFinding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const [i, app] of apps.entries()) {
    options.onApp?.(app, i, apps.length);
    const model = await postureModel(app, { now: options.now, others: apps.filter((other) => other !== app) });
    models.push(model);
    const found = evaluateRules(rules, model).map((finding) => withSeverity(finding, options.severities));
    const judged = suppress(found, { lines, files: [app.file], resources: model.resources, now: options.now });
    all.push(...judged.kept);
    suppressed.push(...judged.suppressed);
  }
  const known = once(all).filter((finding) => {
    if (!options.baseline?.has(finding.fingerprint)) return true;
    suppressed.push({ finding, reason: 'in the baseline', by: 'baseline' });
    return false;
  });
  const shown = options.changed ? known.filter((finding) => isOnChange(finding, options.changed!)) : known;
  return {
    root,
    models,
    findings: shown.filter(({ verdict }) => verdict === 'fail'),
    unknown: shown.filter(({ verdict }) => verdict === 'unknown'),
    suppressed,
    problems: models.flatMap(({ code }) => [
      ...code.problems,
      ...[...code.functions.values()].flatMap((fn) =>
        fn.problems.map((problem) => ({ ...problem, functionId: fn.functionId })),
      ),
    ]),
    unread,
    rules,
    lines,
  };
}

/** Two applications may share files; what stands in one is said once. */
function once(findings: readonly PostureFinding[]): PostureFinding[] {
  const seen = new Set<string>();
  return findings
    .filter(({ fingerprint, place, rule, message }) => {
      const keys = [fingerprint, `${rule} ${place.file}:${place.line}:${place.column} ${message}`];
      if (keys.some((key) => seen.has(key))) return false;
      for (const key of keys) seen.add(key);
      return true;
    })
    .sort(
      (a, b) =>
        order(a.place.file, b.place.file) ||
        a.place.line - b.place.line ||
        a.place.column - b.place.column ||
        order(a.rule, b.rule) ||
        order(a.fingerprint, b.fingerprint),
    );
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function withSeverity(finding: PostureFinding, severities: ScanOptions['severities']): PostureFinding {
  const severity = severities?.[finding.rule];
  return severity ? { ...finding, severity } : finding;
}

function chooseRules({ only, skip = [], enable = [], severities = {} }: ScanOptions): readonly Rule[] {
  const ids = new Set(RULES.map(({ id }) => id));
  for (const id of [...(only ?? []), ...skip, ...enable, ...Object.keys(severities)]) {
    if (!ids.has(id))
      throw new BulkheadError('BULKHEAD_USAGE', `there is no rule called ${id}`, {
        next: 'bulkhead explain lists the rules.',
      });
  }
  return RULES.filter(({ id, defaultState }) => {
    if (skip.includes(id)) return false;
    return only ? only.includes(id) : defaultState === 'on' || enable.includes(id);
  });
}

async function readApps(
  location: string,
  options: ScanOptions,
): Promise<{ readonly apps: readonly App[]; readonly unread: readonly BulkheadError[]; readonly root: string }> {
  const absolute = path.resolve(location);
  const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) {
    const app = await loadApp(absolute, options);
    return { apps: [app], unread: [], root: app.root };
  }
  const { apps, problems } = await loadApps(absolute, options);
  if (apps.length > 0) return { apps, unread: problems, root: absolute };
  if (problems[0]) throw problems[0];
  // The loader's own words say best what is missing.
  return { apps: [await loadApp(absolute, options)], unread: [], root: absolute };
}
