import path from 'node:path';
import { type FunctionCode, type ModuleUse, own } from '@bulkhead/core';
import { folderOf } from '../folder-of.ts';
import { isBroughtByRuntime, PYTHON_IMPORTS } from './import-names.ts';
import { LIMITS } from './limits.ts';
import { findModule } from './lock/npm.ts';
import type { LockReader } from './lock/read-lock-files.ts';
import { normalisePythonName, packageOfImport } from './names.ts';
import type { LockedPackage, PackageGraph } from './types.ts';

/** A package that a handler needs, and why. */
export interface ReachedPackage {
  readonly graph: PackageGraph;
  readonly package: LockedPackage;
  /** The package that needs it; left out where the function's own code imports it. */
  readonly via?: ReachedPackage;
  /** The import that it began with. */
  readonly module: ModuleUse;
}

export interface FunctionReach {
  readonly functionId: string;
  /** By the package itself: objects of one graph are made once. */
  readonly reached: ReadonlyMap<LockedPackage, ReachedPackage>;
  /** Imports whose package stands in no lock file and no package.json. */
  readonly unresolved: readonly { readonly module: ModuleUse; readonly reason: 'runtime' | 'not-declared' }[];
  /** False where only direct packages are known, or the code was not read whole: more may be reached. */
  readonly complete: boolean;
}

/** Problems after which a function may import more than is known. */
const HIDING = new Set([
  'syntax-error',
  'missing-source',
  'missing-handler',
  'outside-root',
  'too-large',
  'minified',
  'dynamic-import',
  'unsupported-language',
  'budget',
]);

/** Whether all that the function imports is known. */
export function isReadWhole(code: FunctionCode): boolean {
  return !code.problems.some((problem) => HIDING.has(problem.kind));
}

/**
 * Packages that a function reaches from its handler: those that its code imports, and all that these need. Each is found as
 * Node.js finds it, from the importing file upwards.
 * @param locks reader of the project's lock files
 * @param budget packages that may still be visited, shared by the functions of a scan; where it ends, `complete` is false
 */
export function reachablePackages(
  locks: LockReader,
  code: FunctionCode,
  budget: { left: number } = { left: LIMITS.reachSteps },
): FunctionReach {
  const reached = new Map<LockedPackage, ReachedPackage>();
  const unresolved: FunctionReach['unresolved'][number][] = [];
  const waiting: ReachedPackage[] = [];
  let complete = isReadWhole(code);
  const visit = (found: ReachedPackage) => {
    if (reached.has(found.package)) return;
    budget.left--;
    reached.set(found.package, found);
    waiting.push(found);
  };
  for (const module of code.modules) {
    if (module.builtin) continue;
    const folder = folderOf(module.place.file);
    const found = findImport(locks(folder).graphs, code.language, module.name, folder);
    if (found.length === 0) {
      const reason = isBroughtByRuntime(code.language, module.name) ? 'runtime' : 'not-declared';
      unresolved.push({ module, reason });
      if (reason !== 'runtime') complete = false;
    }
    for (const { graph, key } of found) {
      const entry = graph.packages.get(key);
      if (entry) visit({ graph, package: entry, module });
    }
  }
  // Breadth first, so that the shortest chain is the one that is told.
  for (let index = 0; index < waiting.length && budget.left > 0; index++) {
    const next = waiting[index]!;
    if (!next.graph.complete) complete = false;
    for (const entry of targetsOf(next.graph, next.package)) {
      visit({ graph: next.graph, package: entry, via: next, module: next.module });
    }
  }
  if (budget.left <= 0) complete = false;
  return { functionId: code.functionId, reached, unresolved, complete };
}

const targets = new WeakMap<LockedPackage, readonly LockedPackage[]>();

/** What a package needs, looked up once: functions by the hundred walk over the same packages. */
function targetsOf(graph: PackageGraph, locked: LockedPackage): readonly LockedPackage[] {
  let found = targets.get(locked);
  if (!found) {
    found = locked.needs.flatMap(({ kind, to }) =>
      kind === 'dev' || to === undefined ? [] : (graph.packages.get(to) ?? []),
    );
    targets.set(locked, found);
  }
  return found;
}

/** From the import on: `express`, `body-parser`, `qs`. */
export function chainOf(reached: ReachedPackage): LockedPackage[] {
  const chain: LockedPackage[] = [];
  for (let next: ReachedPackage | undefined = reached; next; next = next.via) chain.unshift(next.package);
  return chain;
}

function findImport(
  graphs: readonly PackageGraph[],
  language: FunctionCode['language'],
  specifier: string,
  folder: string,
): { graph: PackageGraph; key: string }[] {
  const ecosystem = language === 'python' ? 'PyPI' : 'npm';
  for (const graph of graphs) {
    if (graph.ecosystem !== ecosystem) continue;
    const keys =
      ecosystem === 'PyPI' ? pythonKeys(graph, specifier) : npmKeys(graph, packageOfImport(specifier), folder);
    if (keys.length > 0) return keys.map((key) => ({ graph, key }));
  }
  return [];
}

function npmKeys(graph: PackageGraph, name: string, folder: string): readonly string[] {
  const base = folderOf(graph.file);
  if (graph.kind === 'package-lock') {
    const key = findModule(graph.packages, path.posix.relative(base, folder), name);
    return key === undefined ? [] : [key];
  }
  for (let above = folder; ; above = folderOf(above)) {
    const to = graph.importers.get(above)?.find((need) => need.name === name)?.to;
    if (to !== undefined) return [to];
    if (above === base || above === '') break;
  }
  // Not asked for, but installed for another package and hoisted: any version there is may be the one.
  return keysByName(graph).get(name) ?? [];
}

function pythonKeys(graph: PackageGraph, module: string): readonly string[] {
  const names = keysByName(graph);
  const top = module.split('.')[0]!;
  for (const candidate of [module.replaceAll('.', '-'), top, ...(own(PYTHON_IMPORTS, top) ?? [])]) {
    const keys = names.get(normalisePythonName(candidate));
    if (keys) return keys;
  }
  return [];
}

const byName = new WeakMap<PackageGraph, ReadonlyMap<string, readonly string[]>>();

/** Keys of a graph by name of the package, made once a graph. */
export function keysByName(graph: PackageGraph): ReadonlyMap<string, readonly string[]> {
  const known = byName.get(graph);
  if (known) return known;
  const names = new Map<string, string[]>();
  for (const { name, key } of graph.packages.values()) {
    const keys = names.get(name);
    if (keys) keys.push(key);
    else names.set(name, [key]);
  }
  byName.set(graph, names);
  return names;
}
