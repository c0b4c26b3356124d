import type { LockedPackage, LockFileKind, PackageGraph, PackageNeed } from './types.ts';
import { fitsRange } from './version/compare.ts';

/** How a fixed version gets into the lock file. */
export interface Upgrade {
  /** Whether all who ask for the package allow the fixed version. */
  readonly isAllowed: boolean;
  /** Asked for by the project itself. */
  readonly isDirect: boolean;
  /** A command to paste. */
  readonly command: string;
  /** Who asks for a range without the fixed version: `express@4.16.0 asks for qs 6.5.1`. */
  readonly blockers: readonly string[];
}

interface Dependent {
  /** Left out: the project itself. */
  readonly package?: LockedPackage;
  readonly need: PackageNeed;
}

const dependentsOf = new WeakMap<PackageGraph, ReadonlyMap<string, readonly Dependent[]>>();

/** Who needs each package; made once a graph. */
function dependents(graph: PackageGraph): ReadonlyMap<string, readonly Dependent[]> {
  const known = dependentsOf.get(graph);
  if (known) return known;
  const map = new Map<string, Dependent[]>();
  const add = (need: PackageNeed, found?: LockedPackage) => {
    if (need.to === undefined) return;
    const list = map.get(need.to);
    const entry = found ? { package: found, need } : { need };
    if (list) list.push(entry);
    else map.set(need.to, [entry]);
  };
  for (const needs of graph.importers.values()) for (const need of needs) add(need);
  for (const found of graph.packages.values()) for (const need of found.needs) add(need, found);
  dependentsOf.set(graph, map);
  return map;
}

/** The range that the project itself asks for; `undefined` where it does not ask for the package. */
export function directNeed(graph: PackageGraph, key: string): PackageNeed | undefined {
  return dependents(graph)
    .get(key)
    ?.find((dependent) => dependent.package === undefined)?.need;
}

/** What to do to get from a package to a fixed version of it. */
export function proposeUpgrade(graph: PackageGraph, found: LockedPackage, fixed: string): Upgrade {
  const all = dependents(graph).get(found.key) ?? [];
  const refusing = all.filter(({ need }) => fitsRange(found.ecosystem, fixed, need.range) === false);
  const isDirect = all.some((dependent) => dependent.package === undefined);
  const blockers = refusing.map(({ package: parent, need }) => {
    return `${parent ? `${parent.name}@${parent.version}` : 'the project'} asks for ${found.name} ${need.range}`;
  });
  const onlyProject = refusing.every((dependent) => dependent.package === undefined);
  // A pinned requirements.txt is its own lock: the pin is what has to change.
  const isAllowed = refusing.length === 0 && !['requirements', 'package.json'].includes(graph.kind);
  const command = isAllowed
    ? updateCommand(graph.kind, found.name, fixed)
    : isDirect && onlyProject
      ? installCommand(graph.kind, found.name, fixed)
      : overrideHint(graph, found, fixed);
  return { isAllowed, isDirect, command, blockers: [...new Set(blockers)].slice(0, 5) };
}

function updateCommand(kind: LockFileKind, name: string, fixed: string): string {
  if (kind === 'yarn-1') return `yarn upgrade ${name}@${fixed}`;
  if (kind === 'yarn-berry') return `yarn up -R ${name}`;
  if (kind === 'pnpm') return `pnpm update ${name} --depth Infinity`;
  if (kind === 'poetry') return `poetry update ${name}`;
  if (kind === 'uv') return `uv lock --upgrade-package ${name}`;
  if (kind === 'pipfile') return `pipenv upgrade ${name}`;
  return `npm update ${name}`;
}

function installCommand(kind: LockFileKind, name: string, fixed: string): string {
  if (kind === 'yarn-1') return `yarn add ${name}@${fixed}`;
  if (kind === 'yarn-berry') return `yarn add ${name}@^${fixed}`;
  if (kind === 'pnpm') return `pnpm add ${name}@${fixed}`;
  if (kind === 'poetry') return `poetry add "${name}>=${fixed}"`;
  if (kind === 'uv') return `uv add "${name}>=${fixed}"`;
  if (kind === 'pipfile') return `pipenv install "${name}>=${fixed}"`;
  if (kind === 'requirements') return `${name}==${fixed} in requirements.txt`;
  return `npm install ${name}@${fixed}`;
}

/** The packages above do not allow it: they have to be upgraded, or overruled. */
function overrideHint(graph: PackageGraph, found: LockedPackage, fixed: string): string {
  if (graph.kind === 'requirements') return `${found.name}==${fixed} in requirements.txt`;
  if (found.ecosystem === 'PyPI') return installCommand(graph.kind, found.name, fixed);
  const field = graph.kind === 'pnpm' ? 'pnpm.overrides' : graph.kind.startsWith('yarn') ? 'resolutions' : 'overrides';
  return `"${field}": {"${found.name}": "${fixed}"} in package.json, once the packages above it were tried with it`;
}
