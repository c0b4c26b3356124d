import path from 'node:path';
import { type BulkheadError, type CodeProblem, listed, type PostureFinding } from '@bulkhead/core';
import { createFolders, type Folders, POLICY_NAMES } from '@bulkhead/iac';
import { isEntered, readPrograms } from '@bulkhead/iam';
import type { PostureModel, Rule } from '@bulkhead/rules';
import type { CachedApp } from './cache/scan-cache.ts';
import { chooseRules } from './choose-rules.ts';
import type { Vulnerability } from './dependencies/find-vulnerabilities.ts';
import { scanDependencies } from './dependencies/scan-dependencies.ts';
import { vulnerabilityFinding } from './dependencies/vulnerability-finding.ts';
import { folderOf } from './folder-of.ts';
import { codeFiles, judgeApp } from './judge.ts';
import { CrewFailure } from './parts/crew.ts';
import type { JudgedApp } from './parts/messages.ts';
import { type OpenCache, openCache, type ReadApps, readApps, WITHOUT_TEMPLATE } from './read-apps.ts';
import type { ScanOptions } from './scan-options.ts';
import type { AppScan, ScannedApp } from './scanned-app.ts';
import { type SourceLines, sourceLines } from './source-text.ts';
import { type KnownStack, readStacks } from './stacks.ts';
import { isOnChange } from './suppression/changed-lines.ts';
import type { SuppressedFinding } from './suppression/suppress.ts';

export type { ScanOptions } from './scan-options.ts';

export interface ScanReport {
  /** Absolute folder that all places are relative to. */
  readonly root: string;
  /** Every application, by its template's path. */
  readonly apps: readonly ScannedApp[];
  /** By finding: the application that it was made of. */
  readonly appOf: ReadonlyMap<PostureFinding, ScannedApp>;
  /** What rules looked at, of the applications that were read in this run and not taken from the cache. */
  readonly models: readonly PostureModel[];
  /** Failures, in order of file, line and rule. */
  readonly findings: readonly PostureFinding[];
  /** Where a rule cannot tell. */
  readonly unknown: readonly PostureFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  /** Known flaws of packages, whose findings stand among the others. */
  readonly vulnerabilities: readonly ScannedVulnerability[];
  /** Code that could not be read. */
  readonly problems: readonly (CodeProblem & { readonly functionId: string })[];
  /** Templates of the repository that could not be read, where others could, or code at least. */
  readonly unread: readonly BulkheadError[];
  /** A template could not be read: of what it deploys the findings say nothing, or what its code alone tells. */
  readonly isIncomplete: boolean;
  /** How applications were read: without a template, or one in which a key stands twice. */
  readonly notes: readonly string[];
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
  try {
    return await scanOnce(location, options);
  } catch (error) {
    if (!(error instanceof CrewFailure)) throw error;
    const { workers: _workers, ...alone } = options;
    return scanOnce(location, alone);
  }
}

async function scanOnce(location: string, options: ScanOptions): Promise<ScanReport> {
  const chosen = chooseRules(options);
  // Advisories change without the project.
  const folders = createFolders(path.resolve(location));
  const cache =
    options.cache && !options.dependencies ? openCache(location, options.cache, chosen, options, folders) : undefined;
  const found = await readApps(location, options, folders, cache);
  try {
    return await scanFound(found, chosen, options, folders, cache);
  } finally {
    found.crew?.close();
  }
}

async function scanFound(
  found: ReadApps,
  chosen: readonly Rule[],
  options: ScanOptions,
  folders: Folders,
  cache: OpenCache | undefined,
): Promise<ScanReport> {
  const { apps, unread, root, sources, programs, readAgain, brokenFolders = [], openFolders = [], crew } = found;
  const codeFolders = [...brokenFolders, ...openFolders];
  const rules = programs ? chosen.filter(isOfCode) : chosen;
  const lines = sourceLines(root);
  const models: PostureModel[] = [];
  const vulnerabilities = new Map<string, ScannedVulnerability>();
  const hits = cache?.hits ?? new Map<string, CachedApp>();
  // Where nothing has changed, no stack tells another anything new.
  const isSame = apps.length === 0 && cache?.store.isWhole() === true;
  const known = isSame ? new Map<string, KnownStack>() : new Map([...hits].map(([file, { stack }]) => [file, stack]));
  const stackOptions = {
    now: options.now,
    withoutCode: options.withoutCode === true,
    withoutPolicy: !rules.some(({ readsPolicy }) => readsPolicy === true),
    ...(options.onApp ? { onApp: options.onApp } : {}),
  };
  const stacks = await readStacks(apps, known, {
    ...stackOptions,
    ...(programs ? { code: programs.code } : {}),
    ...(readAgain ? { readAgain } : {}),
    ...(crew ? { others: crew.others } : {}),
  });
  const scans = new Map<string, AppScan>();
  for (const [file, { scan }] of hits) if (isSame || known.has(file)) scans.set(file, scan);
  const judge = async (model: PostureModel, rules: readonly Rule[]): Promise<AppScan> => {
    models.push(model);
    const ofPackages = options.dependencies && (await dependenciesOf(model, root, options));
    for (const one of ofPackages?.vulnerabilities ?? []) vulnerabilities.set(one.key, one);
    const { now, severities } = options;
    return judgeApp(model, rules, {
      lines,
      now,
      ...(severities ? { severities } : {}),
      ...(ofPackages ? { others: ofPackages.findings } : {}),
    });
  };
  const judged: JudgedApp[] = [];
  for (const { app, model, ...stack } of stacks) {
    const from = sources?.get(app);
    const scan = await judge(model, rules);
    judged.push({ file: app.file, scan, stack, code: codeFiles(model), ...(from ? { sources: from } : {}) });
  }
  judged.push(...((await crew?.judged()) ?? []));
  const read = new Set([...hits].flatMap(([file, { code }]) => (scans.has(file) ? code : [])));
  for (const { file, scan, stack, code, sources: from } of inOrder(judged, found.order)) {
    scans.set(file, scan);
    for (const one of code) read.add(one);
    if (from) cache?.store.keep(file, [...from.files, ...POLICY_NAMES], { scan, stack, parts: from.parts, code });
  }
  cache?.store.save(judged.every(({ sources }) => sources));
  const notes = [...found.notes];
  if (codeFolders.length > 0 && !programs && !options.withoutCode) {
    const templates = [...scans.keys()];
    const own = isOfFolders(codeFolders, templates, read);
    const without = await readPrograms(root, undefined, options, isEntered, folders, own);
    const [stack] = without ? await readStacks([without.app], new Map(), { ...stackOptions, code: without.code }) : [];
    if (stack) {
      scans.set(stack.app.file, await judge(stack.model, chosen.filter(isOfCode)));
      notes.push(
        `${listed(
          codeFolders.map((folder) => folder || '.'),
          4,
        )}: ${WITHOUT_TEMPLATE}`,
        ...(without?.notes ?? []),
      );
    }
  }
  const all = [...scans.values()].flatMap(({ findings }) => findings);
  const suppressed = [...scans.values()].flatMap((one) => one.suppressed);
  const accepted = once(all).filter((finding) => {
    if (!options.baseline?.has(finding.fingerprint)) return true;
    suppressed.push({ finding, reason: 'in the baseline', by: 'baseline' });
    return false;
  });
  const shown = options.changed ? accepted.filter((finding) => isOnChange(finding, options.changed!)) : accepted;
  return {
    root,
    apps: [...scans.values()].map(({ app }) => app).sort((a, b) => order(a.file, b.file)),
    appOf: new Map([...scans.values()].flatMap(({ app, findings }) => findings.map((one) => [one, app] as const))),
    models,
    findings: shown.filter(({ verdict }) => verdict === 'fail'),
    unknown: shown.filter(({ verdict }) => verdict === 'unknown'),
    suppressed,
    problems: [...scans.values()].flatMap(({ problems }) => problems),
    vulnerabilities: [...vulnerabilities.values()],
    unread,
    isIncomplete: brokenFolders.length > 0 || (programs !== undefined && unread.length > 0),
    notes: [...notes, ...[...scans.values()].flatMap((one) => one.notes)],
    rules,
    lines,
  };
}

/** As one thread would have judged them: which of two findings that say the same is shown hangs on it. */
function inOrder(judged: readonly JudgedApp[], order: readonly string[] | undefined): readonly JudgedApp[] {
  if (!order) return judged;
  const rank = new Map(order.map((file, index) => [file, index]));
  return [...judged].sort((a, b) => (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0));
}

/** Files whose nearest template is one that could not be read, without what other templates' code has brought in. */
function isOfFolders(
  broken: readonly string[],
  templates: readonly string[],
  read: ReadonlySet<string>,
): (file: string) => boolean {
  const unreadable = new Set(broken);
  const readable = new Set(templates.map(folderOf));
  return (file) => {
    if (read.has(file)) return false;
    for (let folder = folderOf(file); ; folder = folderOf(folder)) {
      if (unreadable.has(folder)) return true;
      if (folder === '' || readable.has(folder)) return false;
    }
  };
}

/** Rules that say something true of code whose trigger, role and settings nobody knows. */
function isOfCode({ needs, withoutTemplate }: Rule): boolean {
  return needs === 'code' || withoutTemplate === true;
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

/** One package with a known flaw, and the application whose lock file has it. */
export interface ScannedVulnerability {
  /** Fingerprint of its finding. */
  readonly key: string;
  readonly app: string;
  readonly vulnerability: Vulnerability;
}

async function dependenciesOf({ app, code }: PostureModel, root: string, { dependencies, now }: ScanOptions) {
  const report = await scanDependencies({ root, app, code, now, ...dependencies });
  dependencies?.onReport?.(app, report);
  const vulnerabilities = report.vulnerabilities.map((vulnerability): ScannedVulnerability => {
    const key = vulnerabilityFinding(vulnerability).fingerprint;
    return { key, app: app.name, vulnerability };
  });
  return { findings: report.findings, vulnerabilities };
}
