import type { PostureFinding } from '@bulkhead/core';
import { dependencyFinding } from '../finding.ts';
import type { Ecosystem, LockedPackage, PackageGraph } from '../types.ts';
import { directNeed } from '../upgrade.ts';
import { isOneEdit, withoutOne } from './edit-distance.ts';
import { HONEST_SIBLINGS, POPULAR_NPM, POPULAR_PYPI, POPULAR_SCOPES } from './popular-names.ts';

/** Shorter names are all within one edit of each other. */
const SHORTEST = 5;

/** The popular name that a name imitates; `undefined` for honest ones. */
export function imitatedName(ecosystem: Ecosystem, name: string): string | undefined {
  const popular = ecosystem === 'npm' ? POPULAR_NPM : POPULAR_PYPI;
  if (popular.has(name) || HONEST_SIBLINGS.has(name)) return undefined;
  // TSLint's plugins were named like those of ESLint.
  if (name.startsWith('tslint-')) return undefined;
  if (ecosystem === 'npm' && name.startsWith('@')) {
    const slash = name.indexOf('/');
    const scope = name.slice(0, slash);
    if (POPULAR_SCOPES.has(scope)) return undefined;
    const imitated = nearest(scope, POPULAR_SCOPES);
    return imitated === undefined ? undefined : imitated + name.slice(slash);
  }
  return nearest(name, popular) ?? withoutScope(ecosystem, name);
}

/** `aws-sdk-client-s3`, `types-node`: a scope's name without its sign, as in `babel-core` of old; only these were abused. */
function withoutScope(ecosystem: Ecosystem, name: string): string | undefined {
  if (ecosystem !== 'npm') return undefined;
  const rest = /^types-(.+)$/.exec(name)?.[1];
  return rest !== undefined && POPULAR_NPM.has(rest) ? `@types/${rest}` : undefined;
}

const indexes = new WeakMap<
  ReadonlySet<string>,
  { exact: ReadonlyMap<string, string>; edits: ReadonlyMap<string, readonly string[]> }
>();

function nearest(name: string, popular: ReadonlySet<string>): string | undefined {
  if (name.length < SHORTEST || name.length > 60) return undefined;
  const index = indexOf(popular);
  // `crossenv` for `cross-env`, `lodash_get` for `lodash.get`.
  const joined = index.exact.get(bare(name));
  if (joined !== undefined && joined !== name) return joined;
  for (const key of [name, ...withoutOne(name)]) {
    for (const candidate of index.edits.get(key) ?? [])
      if (isOneEdit(name, candidate) && !isNumberChange(name, candidate)) return candidate;
  }
  return undefined;
}

/** `pypdf2` and `pypdf3`, `through2` and `through3` are honest successors. */
function isNumberChange(a: string, b: string): boolean {
  return a.replace(/\d+/g, '') === b.replace(/\d+/g, '');
}

function bare(name: string): string {
  return name.replace(/[-_.]/g, '');
}

function indexOf(popular: ReadonlySet<string>) {
  const known = indexes.get(popular);
  if (known) return known;
  const exact = new Map<string, string>();
  const edits = new Map<string, string[]>();
  for (const name of popular) {
    if (name.length < SHORTEST) continue;
    if (bare(name) !== name || !exact.has(bare(name))) exact.set(bare(name), name);
    for (const key of [name, ...withoutOne(name)]) {
      const list = edits.get(key);
      if (list) list.push(name);
      else edits.set(key, [name]);
    }
  }
  const index = { exact, edits };
  indexes.set(popular, index);
  return index;
}

/**
 * Packages with names like popular ones. What the project asks for itself is looked at, since typing errors happen there;
 * of the others, only those that run code when they are installed.
 */
export function lookalikeFindings(graph: PackageGraph): PostureFinding[] {
  const findings: PostureFinding[] = [];
  const seen = new Set<string>();
  const names = new Set([...graph.packages.values()].map(({ name }) => name));
  for (const locked of graph.packages.values()) {
    if (locked.source !== 'registry' || seen.has(locked.name)) continue;
    const need = directNeed(graph, locked.key);
    if (need === undefined && !locked.installScript) continue;
    const imitated = imitatedName(locked.ecosystem, locked.name);
    if (imitated === undefined) continue;
    seen.add(locked.name);
    // A Pipfile.lock, and a lock of npm 6 without its package.json, do not tell what the project asks for itself.
    const isSure = need !== undefined && need.range !== '';
    findings.push(describe(graph, locked, imitated, names.has(imitated), isSure));
  }
  return findings;
}

function describe(
  graph: PackageGraph,
  locked: LockedPackage,
  imitated: string,
  hasBoth: boolean,
  isAskedFor: boolean,
): PostureFinding {
  const both = hasBoth ? `, which is installed as well` : '';
  return dependencyFinding('dependency-name-lookalike', {
    severity: locked.installScript ? 'high' : isAskedFor ? 'medium' : 'low',
    message: `${locked.name} is one edit from the popular ${imitated}${both}${locked.installScript ? '; it runs a script when it is installed' : ''}`,
    place: locked.place,
    fix: `Check that ${locked.name} is the package you meant; if it is, say so with a suppression and its reason.`,
    key: [graph.file, locked.name],
  });
}
