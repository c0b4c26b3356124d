import { statSync } from 'node:fs';
import path from 'node:path';
import { readConfiguration } from '@bulkhead/code';
import { type App, BulkheadError, type CodeProblem, listed, type PostureFinding, type Severity } from '@bulkhead/core';
import {
  type AppSources,
  createFolders,
  type Folders,
  type LoadOptions,
  loadApp,
  loadApps,
  POLICY_NAMES,
} from '@bulkhead/iac';
import { cdkNote, isEntered, type Programs, readCdkApps, readPrograms } from '@bulkhead/iam';
import { type PostureModel, RULES, type Rule } from '@bulkhead/rules';
import { type CachedApp, openScanCache, type ScanCache } from './cache/scan-cache.ts';
import type { Vulnerability } from './dependencies/find-vulnerabilities.ts';
import type { VulnerabilitySource } from './dependencies/osv/advisory.ts';
import type { RegistryDocuments } from './dependencies/registry-documents.ts';
import { type DependencyReport, scanDependencies } from './dependencies/scan-dependencies.ts';
import { vulnerabilityFinding } from './dependencies/vulnerability-finding.ts';
import { evaluateRules } from './evaluate.ts';
import { type AppScan, type ScannedApp, scannedApp } from './scanned-app.ts';
import { type SourceLines, sourceLines } from './source-text.ts';
import { type KnownStack, readStacks } from './stacks.ts';
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
  /** Leaves the code unread: rules that need it stay silent. */
  readonly withoutCode?: boolean;
  /** Applications that were read from somewhere else (a live account), in place of what lies at the location. */
  readonly apps?: readonly App[];
  /** Told as each application begins. */
  readonly onApp?: (app: App, index: number, count: number) => void;
  /** Findings of earlier scans, for templates below which no file has changed. */
  readonly cache?: { readonly folder: string; readonly tool: string };
  /** Looks at what the applications are built from as well. */
  readonly dependencies?: {
    /** Left out: no known vulnerabilities are looked for. */
    readonly source?: VulnerabilitySource;
    readonly registry?: RegistryDocuments;
    readonly onReport?: (app: App, report: DependencyReport) => void;
  };
}

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
  const chosen = chooseRules(options);
  // Advisories change without the project.
  const folders = createFolders(path.resolve(location));
  const cache =
    options.cache && !options.dependencies ? openCache(location, options.cache, chosen, options, folders) : undefined;
  const found = await readApps(location, options, folders, cache);
  const { apps, unread, root, sources, programs, readAgain, brokenFolders = [], openFolders = [] } = found;
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
  });
  const scans = new Map<string, AppScan>();
  for (const [file, { scan }] of hits) if (isSame || known.has(file)) scans.set(file, scan);
  const judge = async (model: PostureModel, rules: readonly Rule[]): Promise<AppScan> => {
    models.push(model);
    const ofPackages = options.dependencies && (await dependenciesOf(model, root, options));
    const all = [...evaluateRules(rules, model), ...(ofPackages?.findings ?? [])];
    const severe = all.map((finding) => withSeverity(finding, options.severities));
    for (const one of ofPackages?.vulnerabilities ?? []) vulnerabilities.set(one.key, one);
    const files = [model.app.file];
    const { kept, suppressed } = suppress(severe, { lines, files, resources: model.resources, now: options.now });
    return {
      app: scannedApp(model),
      findings: kept,
      suppressed,
      problems: problemsOf(model),
      notes: model.app.notes ?? [],
    };
  };
  const read = new Set([...hits].flatMap(([file, { code }]) => (scans.has(file) ? code : [])));
  for (const { app, model, ...stack } of stacks) {
    const one = await judge(model, rules);
    scans.set(app.file, one);
    const code = [...model.code.functions.values()].flatMap(({ files }) => files);
    for (const file of code) read.add(file);
    const from = sources?.get(app);
    if (from)
      cache?.store.keep(app.file, [...from.files, ...POLICY_NAMES], { scan: one, stack, parts: from.parts, code });
  }
  cache?.store.save(stacks.every(({ app }) => sources?.has(app)));
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

const WITHOUT_TEMPLATE =
  'without a template: handlers are found by their names, every event counts as a stranger’s, and only what the code shows is told';

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

/** Relative to the root, which is `''`. */
function folderOf(file: string): string {
  const folder = path.posix.dirname(file);
  return folder === '.' ? '' : folder;
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

function problemsOf({ code }: PostureModel): AppScan['problems'] {
  const ofFunctions = [...code.functions.values()].flatMap((fn) =>
    fn.problems.map((problem) => ({ ...problem, functionId: fn.functionId })),
  );
  return [...code.problems, ...ofFunctions];
}

interface OpenCache {
  readonly store: ScanCache;
  /** Templates that need not be read again. */
  readonly hits: Map<string, CachedApp>;
}

/** A cache holds for one set of rules and options, and for one day: suppressions and runtimes expire. */
function openCache(
  location: string,
  { folder, tool }: NonNullable<ScanOptions['cache']>,
  rules: readonly Rule[],
  { now, stage, region, params, severities, withoutCode = false }: ScanOptions,
  folders: Folders,
): OpenCache {
  const decides = [
    tool,
    rules.map(({ id }) => id),
    Math.floor(now / 86_400_000),
    stage,
    region,
    params,
    severities,
    withoutCode,
  ];
  return {
    store: openScanCache({ folder, root: path.resolve(location), tool: JSON.stringify(decides), folders }),
    hits: new Map(),
  };
}

interface ReadApps {
  readonly apps: readonly App[];
  readonly unread: readonly BulkheadError[];
  readonly root: string;
  readonly sources?: ReadonlyMap<App, AppSources>;
  /** Folders of templates that could not be read. */
  readonly brokenFolders?: readonly string[];
  /** Folders of templates that deploy functions which they do not name. */
  readonly openFolders?: readonly string[];
  readonly notes: readonly string[];
  /** Code that no template names. */
  readonly programs?: Programs;
  /** Reads templates that were known, because what other stacks tell them has changed. */
  readonly readAgain?: (files: ReadonlySet<string>) => Promise<readonly App[]>;
}

async function readApps(
  location: string,
  scanOptions: ScanOptions,
  folders: Folders,
  cache: OpenCache | undefined,
): Promise<ReadApps> {
  const options = { readSource: readConfiguration, keepsOpen: true, ...scanOptions };
  const absolute = path.resolve(location);
  if (options.apps) return { apps: options.apps, unread: [], root: options.apps[0]?.root ?? absolute, notes: [] };
  const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) {
    const app = await loadApp(absolute, options);
    return { apps: [app], unread: [], root: app.root, notes: [] };
  }
  const known = (file: string): readonly string[] | undefined => {
    const app = cache?.store.find(file);
    if (app) cache!.hits.set(file, app);
    return app?.parts;
  };
  const loaded = await loadApps(absolute, { ...options, folders, ...(cache ? { known } : {}) });
  const { apps, problems, brokenFolders, openFolders } = loaded;
  // A template that another one has come to bring in is no application of its own.
  for (const { parts } of loaded.sources.values()) {
    for (const part of parts) {
      cache?.hits.delete(part);
      if (part.endsWith('/')) dropModule(part, cache?.hits);
    }
  }
  const sources = new Map(loaded.sources);
  const had = new Map<string, readonly string[]>([...(cache?.hits ?? [])].map(([file, { parts }]) => [file, parts]));
  for (const app of apps) had.set(app.file, sources.get(app)?.parts ?? []);
  const readAgain = async (files: ReadonlySet<string>): Promise<readonly App[]> => {
    const again = await loadApps(absolute, {
      ...options,
      folders,
      known: (file) => (files.has(file) ? undefined : had.get(file)),
    });
    for (const [app, read] of again.sources) sources.set(app, read);
    return again.apps.filter(({ file }) => files.has(file));
  };
  const cdk = await readCdkApps(absolute, options, folders);
  const found = [...apps, ...cdk.apps.map(({ app }) => app)];
  const unread = [...problems, ...cdk.problems];
  const notes = [...loaded.notes, ...cdk.apps.map(cdkNote)];
  if (found.length > 0 || (cache?.hits.size ?? 0) > 0)
    return { apps: found, unread, root: absolute, sources, notes, readAgain, brokenFolders, openFolders };
  const programs = options.withoutCode
    ? undefined
    : await readPrograms(absolute, undefined, options, isEntered, folders);
  if (programs)
    return {
      apps: [programs.app],
      unread,
      root: absolute,
      notes: [WITHOUT_TEMPLATE, ...programs.notes],
      programs,
      brokenFolders,
    };
  if (unread[0]) throw unread[0];
  // The loader's own words say best what is missing.
  return { apps: [await loadApp(absolute, options)], unread: [], root: absolute, notes: [] };
}

/** A folder of Terraform files that has become a module. */
function dropModule(folder: string, hits: Map<string, CachedApp> | undefined): void {
  for (const file of hits?.keys() ?? [])
    if (file.endsWith('.tf') && `${folderOf(file)}/` === folder) hits!.delete(file);
}
