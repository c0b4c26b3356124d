import type { SourcePlace } from '@bulkhead/core';
import { LIMITS } from '../limits.ts';
import { isPackageName, normaliseName } from '../names.ts';
import type { LockedPackage, LockProblem, PackageGraph, PackageNeed } from '../types.ts';

export type NewPackage = Pick<LockedPackage, 'key' | 'name' | 'version' | 'needs'> & {
  readonly line: number;
} & Partial<Omit<LockedPackage, 'key' | 'name' | 'version' | 'needs' | 'place' | 'ecosystem'>>;

/** Collects the packages of one lock file under the limits, and what had to be left out. */
export interface GraphBuilder {
  readonly packages: Map<string, LockedPackage>;
  readonly importers: Map<string, readonly PackageNeed[]>;
  readonly problems: LockProblem[];
  add(found: NewPackage): void;
  problem(message: string, line: number): void;
  finish(complete: boolean): PackageGraph;
}

export function buildGraph(of: Pick<PackageGraph, 'file' | 'kind' | 'ecosystem'>): GraphBuilder {
  const packages = new Map<string, LockedPackage>();
  const importers = new Map<string, readonly PackageNeed[]>();
  const problems: LockProblem[] = [];
  let needs = 0;
  let full = false;
  const place = (line: number): SourcePlace => ({ file: of.file, line, column: 1 });
  const problem = (message: string, line: number) => {
    // A file made to be wrong everywhere gets a few lines of report, not a million.
    if (problems.length < 20) problems.push({ message, place: place(line) });
  };
  return {
    packages,
    importers,
    problems,
    problem,
    add(found) {
      if (!isPackageName(of.ecosystem, found.name)) {
        problem(`an entry of ${of.file} has no package name`, found.line);
        return;
      }
      if (full) return;
      needs += found.needs.length;
      if (packages.size >= LIMITS.packages || needs > LIMITS.needs) {
        full = true;
        problem(`${of.file} has more packages than are read (${LIMITS.packages}); the rest is left out`, found.line);
        return;
      }
      const { line, ...rest } = found;
      packages.set(found.key, {
        ecosystem: of.ecosystem,
        dev: false,
        optional: false,
        installScript: false,
        source: 'registry',
        integrity: [],
        ...rest,
        name: normaliseName(of.ecosystem, found.name),
        // A version is shown and sent on; what is longer than any real one is cut.
        version: found.version.slice(0, 256),
        place: place(line),
      });
    },
    finish: (complete) => ({ ...of, packages, importers, complete }),
  };
}

/** Where a `resolved` URL or path points to. */
export function sourceOf(resolved: string): LockedPackage['source'] {
  if (/^(?:git[+:@]|github:|gitlab:|bitbucket:|ssh:)|\.git(?:#|$)/.test(resolved)) return 'git';
  if (/^https:\/\/codeload\.github\.com\//.test(resolved)) return 'git';
  if (/^(?:file:|link:|workspace:|portal:|\.{0,2}\/)/.test(resolved)) return 'file';
  if (/^https?:/.test(resolved)) return /\/-\/|\/download\//.test(resolved) ? 'registry' : 'url';
  return 'registry';
}
