import type { Advisory, WantedPackage } from './osv/advisory.ts';
import { fixedVersion, isAffected } from './osv/match.ts';
import { mergeAliases } from './osv/merge.ts';
import { type Rating, rate } from './osv/severity.ts';
import type { FunctionReach, ReachedPackage } from './reach.ts';
import type { LockedPackage, PackageGraph } from './types.ts';
import { proposeUpgrade, type Upgrade } from './upgrade.ts';
import { compareVersions } from './version/compare.ts';

/** A package of the project that has a known vulnerability. */
export interface Vulnerability extends Rating {
  readonly graph: PackageGraph;
  readonly package: LockedPackage;
  /** `GHSA-…` where there is one. */
  readonly id: string;
  /** All other names, sorted. */
  readonly aliases: readonly string[];
  readonly advisories: readonly Advisory[];
  /** Ids of the functions whose handler reaches it, sorted. */
  readonly functions: readonly string[];
  /** How the first of them reaches it. */
  readonly reached?: ReachedPackage;
  /** `unreached`: every function's imports are known, and none leads here. */
  readonly reach: 'reached' | 'unreached' | 'unknown';
  /** The first version without this vulnerability. */
  readonly fixed?: string;
  /** The first version without any of those that were found in the package; `upgrade` leads there. */
  readonly allFixed?: string;
  readonly upgrade?: Upgrade;
}

/** A lock file of the project, and what its functions reach in it. */
export interface GraphUse {
  readonly graph: PackageGraph;
  /** By key: which functions reach it, and how the first does. */
  readonly reached: ReadonlyMap<string, { readonly functions: readonly string[]; readonly first: ReachedPackage }>;
  /** True where every function that this lock file holds for was read whole. */
  readonly isComplete: boolean;
}

/** Puts together what all functions reach in each graph, one function after the other, so that only the sum is kept. */
export interface ReachSum {
  add(reach: FunctionReach): void;
  uses(graphs: readonly PackageGraph[], isComplete: (graph: PackageGraph) => boolean): GraphUse[];
}

export function sumReaches(): ReachSum {
  const sum = new Map<LockedPackage, { functions: string[]; first: ReachedPackage }>();
  return {
    add(reach) {
      for (const [locked, found] of reach.reached) {
        const entry = sum.get(locked);
        if (entry) entry.functions.push(reach.functionId);
        else sum.set(locked, { functions: [reach.functionId], first: found });
      }
    },
    uses: (graphs, isComplete) =>
      graphs.map((graph) => {
        const reached: Map<string, { functions: string[]; first: ReachedPackage }> = new Map();
        for (const [key, locked] of graph.packages) {
          const entry = sum.get(locked);
          if (entry) reached.set(key, entry);
        }
        return { graph, reached, isComplete: isComplete(graph) };
      }),
  };
}

/** Packages that go to Lambda: reached from a handler, or not for development only. */
function* deployed(use: GraphUse): Generator<LockedPackage> {
  for (const found of use.graph.packages.values()) {
    const isAsked = found.source === 'registry' && found.version !== '';
    if (isAsked && (use.reached.has(found.key) || !found.dev)) yield found;
  }
}

/** What a source is asked for. */
export function wantedPackages(uses: readonly GraphUse[]): WantedPackage[] {
  const wanted = new Map<string, { ecosystem: LockedPackage['ecosystem']; name: string; versions: Set<string> }>();
  for (const use of uses) {
    for (const { ecosystem, name, version } of deployed(use)) {
      const key = `${ecosystem}\n${name}`;
      const entry = wanted.get(key);
      if (entry) entry.versions.add(version);
      else wanted.set(key, { ecosystem, name, versions: new Set([version]) });
    }
  }
  return [...wanted.values()].map((entry) => ({ ...entry, versions: [...entry.versions].sort() }));
}

/** One for each vulnerability, package, version and lock file; sorted by lock file, line and id. */
export function findVulnerabilities(uses: readonly GraphUse[], advisories: readonly Advisory[]): Vulnerability[] {
  const groups = new Map<string, Advisory[][]>();
  const byPackage = new Map<string, Advisory[]>();
  for (const advisory of advisories) {
    const key = `${advisory.ecosystem}\n${advisory.name}`;
    const list = byPackage.get(key);
    if (list) list.push(advisory);
    else byPackage.set(key, [advisory]);
  }
  for (const [key, list] of byPackage) groups.set(key, mergeAliases(list));
  const found: Vulnerability[] = [];
  for (const use of uses) {
    const seen = new Map<string, LockedPackage[]>();
    for (const locked of deployed(use)) {
      const key = `${locked.ecosystem}\n${locked.name}\n${locked.version}`;
      const copies = seen.get(key);
      if (copies) copies.push(locked);
      else seen.set(key, [locked]);
    }
    for (const copies of seen.values()) {
      const { ecosystem, name, version } = copies[0]!;
      const affecting = (groups.get(`${ecosystem}\n${name}`) ?? []).filter((group) =>
        group.some((advisory) => isAffected(advisory, version)),
      );
      const fixes = affecting.flatMap((group) => fixOf(group, version) ?? []);
      const allFixed = fixes.sort((a, b) => compareVersions(ecosystem, b, a))[0];
      for (const group of affecting) found.push(describe(use, copies, group, allFixed));
    }
  }
  return found.sort(
    (a, b) =>
      compareTexts(a.graph.file, b.graph.file) ||
      a.package.place.line - b.package.place.line ||
      compareTexts(a.id, b.id),
  );
}

/** The highest of what the databases name: below it, one of them still warns. */
function fixOf(group: readonly Advisory[], version: string): string | undefined {
  const affecting = group.filter((advisory) => isAffected(advisory, version));
  const fixes = affecting.flatMap((advisory) => fixedVersion(advisory, version) ?? []);
  return fixes.sort((a, b) => compareVersions(group[0]!.ecosystem, b, a))[0];
}

function describe(
  use: GraphUse,
  copies: readonly LockedPackage[],
  group: readonly Advisory[],
  allFixed: string | undefined,
): Vulnerability {
  // The same version may lie at several places of node_modules: the one that is reached is the one to show.
  const locked = copies.find(({ key }) => use.reached.has(key)) ?? copies[0]!;
  const functions = new Set<string>();
  for (const { key } of copies) for (const id of use.reached.get(key)?.functions ?? []) functions.add(id);
  const first = use.reached.get(locked.key)?.first;
  const fixed = fixOf(group, locked.version);
  const names = new Set(group.flatMap((advisory) => [advisory.id, ...advisory.aliases]));
  names.delete(group[0]!.id);
  return {
    ...rate(group),
    graph: use.graph,
    package: locked,
    id: group[0]!.id,
    aliases: [...names].sort(),
    advisories: group,
    functions: [...functions].sort(),
    ...(first ? { reached: first } : {}),
    reach: first ? 'reached' : use.isComplete ? 'unreached' : 'unknown',
    ...(fixed === undefined || allFixed === undefined
      ? {}
      : { fixed, allFixed, upgrade: proposeUpgrade(use.graph, locked, allFixed) }),
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
