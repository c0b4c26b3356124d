import path from 'node:path';
import type { App, CodeAnalysis, LambdaFunction, PostureFinding } from '@bulkhead/core';
import { folderOf } from '../folder-of.ts';
import {
  findVulnerabilities,
  type GraphUse,
  sumReaches,
  type Vulnerability,
  wantedPackages,
} from './find-vulnerabilities.ts';
import { dependencyFinding } from './finding.ts';
import { LIMITS } from './limits.ts';
import type { Manifest } from './lock/manifest.ts';
import { createLockReader, type LockReader } from './lock/read-lock-files.ts';
import { mentionsBelow } from './mentions.ts';
import type { VulnerabilitySource } from './osv/advisory.ts';
import { type FunctionReach, keysByName, reachablePackages } from './reach.ts';
import type { RegistryDocuments } from './registry-documents.ts';
import { makeSbom, type Sbom } from './sbom.ts';
import { installScriptFindings } from './signs/install-scripts.ts';
import { lockFindings } from './signs/lock-signs.ts';
import { lookalikeFindings } from './signs/lookalike.ts';
import { readPipelineFiles } from './signs/pipeline-files.ts';
import { pipelineFindings } from './signs/pipeline-signs.ts';
import { manifestRangeFindings, missingLockFindings, requirementRangeFindings } from './signs/range-signs.ts';
import { registryFindings } from './signs/registry-signs.ts';
import type { LockedPackage, LockProblem, PackageGraph } from './types.ts';
import { unusedFindings } from './unused.ts';
import { vulnerabilityFinding } from './vulnerability-finding.ts';

export interface DependencyScan {
  /** Absolute project root; nothing outside of it is read. */
  readonly root: string;
  readonly app: App;
  readonly code: CodeAnalysis;
  /** Left out: no vulnerabilities are looked for. */
  readonly source?: VulnerabilitySource;
  /** Left out: ages, maintainers and provenance are not looked at. */
  readonly registry?: RegistryDocuments;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Releases younger than this are told of; 7 where left out. */
  readonly youngDays?: number;
  /** ISO 8601, for the SBOM; left out, so that the same project gives the same document. */
  readonly timestamp?: string;
}

export interface DependencyReport {
  /** Sorted by file, line and rule. */
  readonly findings: readonly PostureFinding[];
  /** The same vulnerabilities as data, for OCSF. */
  readonly vulnerabilities: readonly Vulnerability[];
  readonly sboms: {
    readonly application: Sbom;
    /** Made when it is asked for; `undefined` for a function whose code was not read. */
    readonly function: (id: string) => Sbom | undefined;
  };
}

/**
 * What an application is built from: known vulnerabilities and what reaches them, signs of a poisoned supply chain, packages
 * that nobody uses, and the list of all parts. Nothing of the project is run, and nothing is sent anywhere except by `source`
 * and `registry`.
 * @throws BulkheadError where `source` cannot be read
 */
export async function scanDependencies(scan: DependencyScan): Promise<DependencyReport> {
  const locks = createLockReader(scan.root);
  const folders = new Map(scan.app.functions.map((fn) => [fn.id, foldersOf(scan, fn)]));
  const { graphs, problems } = collect(locks, folders);
  const sum = sumReaches();
  const complete = new Set<string>();
  const budget = { left: LIMITS.reachSteps };
  for (const [id, code] of [...scan.code.functions].sort((a, b) => compareTexts(a[0], b[0]))) {
    const reach = reachablePackages(locks, code, budget);
    sum.add(reach);
    if (reach.complete) complete.add(id);
  }
  const users = functionsByGraph(scan.app, locks, folders);
  const isComplete = (graph: PackageGraph) => users.get(graph.file)?.every((id) => complete.has(id)) ?? false;
  const uses = sum.uses(graphs, isComplete);

  const findings: PostureFinding[] = problems.map(unreadable);
  const registry = scan.registry && once(scan.registry);
  for (const use of uses) {
    findings.push(
      ...lockFindings(use.graph),
      ...lookalikeFindings(use.graph),
      ...installScriptFindings(scan.root, use),
    );
    findings.push(...missingLockFindings(use.graph), ...requirementRangeFindings(use.graph));
    if (registry) findings.push(...(await askRegistry(scan, registry, use)));
  }
  for (const { manifest, folder, ids } of manifestsOf(locks, folders)) {
    const isLocked = locks(folder).graphs.some((graph) => graph.ecosystem === 'npm' && graph.kind !== 'package.json');
    findings.push(...manifestRangeFindings(manifest, isLocked));
    if (isLocked && ids.every((id) => complete.has(id))) {
      findings.push(...unusedFindings(manifest, reachedBy(scan, uses, ids), mentionsBelow(scan.root, folder)));
    }
  }
  findings.push(...readPipelines(scan.root, locks, graphs));
  const advisories = scan.source ? await scan.source.advisories(wantedPackages(uses)) : [];
  const vulnerabilities = findVulnerabilities(uses, advisories);
  findings.push(...vulnerabilities.map(vulnerabilityFinding));
  return {
    findings: findings.sort(compareFindings),
    vulnerabilities,
    sboms: {
      application: applicationSbom(scan, uses),
      function: (id) => {
        const code = scan.code.functions.get(id);
        return code && functionSbom(scan, reachablePackages(locks, code));
      },
    },
  };
}

/** Folders, relative to the root, in which a function's lock files are looked for. */
function foldersOf({ root, code }: DependencyScan, fn: LambdaFunction): string[] {
  const folders = new Set<string>();
  const relative = path.relative(root, fn.codeRoot).replaceAll('\\', '/');
  if (!relative.startsWith('..') && !path.isAbsolute(relative)) folders.add(relative);
  const read = code.functions.get(fn.id);
  if (read) {
    folders.add(folderOf(read.handler.file));
    for (const { builtin, place } of read.modules) if (!builtin) folders.add(folderOf(place.file));
  }
  if (folders.size === 0) folders.add('');
  return [...folders];
}

function collect(locks: LockReader, folders: ReadonlyMap<string, readonly string[]>) {
  const graphs = new Map<string, PackageGraph>();
  const problems = new Map<string, LockProblem>();
  for (const folder of new Set(['', ...[...folders.values()].flat()])) {
    const found = locks(folder);
    for (const graph of found.graphs) graphs.set(graph.file, graph);
    for (const problem of found.problems)
      problems.set(`${problem.place.file}\n${problem.place.line}\n${problem.message}`, problem);
  }
  const sorted = [...graphs.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  return { graphs: sorted, problems: [...problems.values()] };
}

/** Ids of the functions that a lock file holds for; a Python function asks nothing of an npm lock. */
function functionsByGraph(
  app: App,
  locks: LockReader,
  folders: ReadonlyMap<string, readonly string[]>,
): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const fn of app.functions) {
    const runtime = typeof fn.runtime === 'string' ? fn.runtime : '';
    const seen = new Set<string>();
    for (const graph of (folders.get(fn.id) ?? []).flatMap((folder) => locks(folder).graphs)) {
      const isOther = runtime.startsWith(graph.ecosystem === 'npm' ? 'python' : 'nodejs');
      if (isOther || seen.has(graph.file)) continue;
      seen.add(graph.file);
      const list = users.get(graph.file);
      if (list) list.push(fn.id);
      else users.set(graph.file, [fn.id]);
    }
  }
  return users;
}

/** Each package.json that holds for a function, with those functions. */
function manifestsOf(locks: LockReader, folders: ReadonlyMap<string, readonly string[]>) {
  const found = new Map<string, { manifest: Manifest; folder: string; ids: string[] }>();
  for (const [id, list] of folders) {
    const seen = new Set<string>();
    for (const start of list) {
      for (let folder = start; !seen.has(folder); folder = folderOf(folder)) {
        seen.add(folder);
        const manifest = locks.manifest(folder);
        if (!manifest) continue;
        const entry = found.get(folder);
        if (entry) entry.ids.push(id);
        else found.set(folder, { manifest, folder, ids: [id] });
      }
    }
  }
  return found.values();
}

/** Whether one of some functions imports a package, or reaches it through others. */
function reachedBy(
  { code }: DependencyScan,
  uses: readonly GraphUse[],
  ids: readonly string[],
): (name: string) => boolean {
  const wanted = new Set(ids);
  const imported = new Set(ids.flatMap((id) => code.functions.get(id)?.modules.map((module) => module.name) ?? []));
  return (name) =>
    imported.has(name) ||
    uses.some(({ graph, reached }) =>
      (keysByName(graph).get(name) ?? []).some((key) => reached.get(key)?.functions.some((id) => wanted.has(id))),
    );
}

/** A hundred lock files name the same packages; each is asked about once. */
function once(registry: RegistryDocuments): RegistryDocuments {
  const answers = new Map<string, ReturnType<RegistryDocuments>>();
  return (ecosystem, name) => {
    const key = `${ecosystem}\n${name}`;
    const answer = answers.get(key) ?? registry(ecosystem, name);
    answers.set(key, answer);
    return answer;
  };
}

async function askRegistry(
  scan: DependencyScan,
  registry: RegistryDocuments,
  use: GraphUse,
): Promise<PostureFinding[]> {
  const asked = new Map<string, LockedPackage>();
  for (const locked of use.graph.packages.values()) {
    if (use.reached.has(locked.key) && locked.source === 'registry' && locked.version !== '') {
      asked.set(`${locked.name}@${locked.version}`, locked);
    }
  }
  const answers = await Promise.all(
    [...asked.values()].map(async (locked) => {
      const document = await registry(locked.ecosystem, locked.name);
      return document ? registryFindings(use.graph, locked, document, scan.now, scan.youngDays ?? 7) : [];
    }),
  );
  return answers.flat();
}

function readPipelines(root: string, locks: LockReader, graphs: readonly PackageGraph[]): PostureFinding[] {
  const { files, lockFiles } = readPipelineFiles(root);
  const context = {
    lockFiles,
    hasYarn1: graphs.some(({ kind }) => kind === 'yarn-1'),
    requirements(file: string) {
      const clean = path.posix.normalize(file.replace(/^\.\//, ''));
      const graph = locks(folderOf(clean)).graphs.find((candidate) => candidate.file === clean);
      if (!graph) return undefined;
      const packages = [...graph.packages.values()];
      return {
        isPinned: packages.every(({ version, source }) => version !== '' || source !== 'registry'),
        hasHashes: packages.length > 0 && packages.every(({ integrity }) => integrity.length > 0),
      };
    },
  };
  return files.flatMap((file) => pipelineFindings(file, context));
}

function applicationSbom(scan: DependencyScan, uses: readonly GraphUse[]): Sbom {
  const packages = uses.flatMap(({ graph, reached }) =>
    [...graph.packages.values()]
      .filter((locked) => !locked.dev || reached.has(locked.key))
      .map((locked) => {
        const scope = reached.has(locked.key) ? ('required' as const) : ('optional' as const);
        return { file: graph.file, package: locked, scope };
      }),
  );
  const roots = new Set<LockedPackage>();
  for (const { graph } of uses) {
    for (const { to } of [...graph.importers.values()].flat()) {
      const locked = to === undefined ? undefined : graph.packages.get(to);
      if (locked) roots.add(locked);
    }
  }
  const isComplete = uses.every(({ graph }) => graph.complete);
  return makeSbom({ name: scan.app.name, packages, roots, isComplete, ...timestampOf(scan) });
}

function functionSbom(scan: DependencyScan, reach: FunctionReach): Sbom {
  const all = [...reach.reached.values()];
  return makeSbom({
    name: `${scan.app.name}/${reach.functionId}`,
    packages: all.map(({ graph, package: locked }) => ({
      file: graph.file,
      package: locked,
      scope: 'required' as const,
    })),
    roots: new Set(all.filter(({ via }) => via === undefined).map(({ package: locked }) => locked)),
    isComplete: reach.complete,
    ...timestampOf(scan),
  });
}

function timestampOf({ timestamp }: DependencyScan): { timestamp?: string } {
  return timestamp === undefined ? {} : { timestamp };
}

function unreadable(problem: LockProblem): PostureFinding {
  return dependencyFinding('dependency-lock-unreadable', {
    verdict: 'unknown',
    severity: 'low',
    message: problem.message,
    place: problem.place,
    fix: 'Let the package manager write the file again.',
    key: [problem.place.file, problem.message],
  });
}

function compareFindings(a: PostureFinding, b: PostureFinding): number {
  return (
    compareTexts(a.place.file, b.place.file) ||
    a.place.line - b.place.line ||
    compareTexts(a.rule, b.rule) ||
    compareTexts(a.fingerprint, b.fingerprint)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
