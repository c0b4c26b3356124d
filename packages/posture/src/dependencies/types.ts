import type { SourcePlace } from '@bulkhead/core';

/** Spelled as OSV spells ecosystems. */
export type Ecosystem = 'npm' | 'PyPI';

/** Where a package comes from, as the lock file says. */
export type PackageSource = 'registry' | 'git' | 'url' | 'file';

/** One package needs another. */
export interface PackageNeed {
  readonly name: string;
  /** The range as written; `''` where the lock file keeps none. */
  readonly range: string;
  readonly kind: 'normal' | 'optional' | 'peer' | 'dev';
  /** Key of the package in the same graph that fills the need; left out where none does. */
  readonly to?: string;
}

/** One package of a lock file, at one place in the tree. */
export interface LockedPackage {
  /** Unique in its graph: `node_modules/a/node_modules/b`, or `name@version`. */
  readonly key: string;
  readonly ecosystem: Ecosystem;
  /** As the registry knows it; PyPI names are normalised (PEP 503). */
  readonly name: string;
  /** `''`: unknown, because only a range is written anywhere. */
  readonly version: string;
  /** The range, where there is no version. */
  readonly range?: string;
  readonly place: SourcePlace;
  /** Installed for development only. */
  readonly dev: boolean;
  readonly optional: boolean;
  /** npm: the package runs a script when it is installed, as the lock file says. */
  readonly installScript: boolean;
  readonly source: PackageSource;
  /** Comes inside of the archive of the package above it, and is checked together with it. */
  readonly bundled?: true;
  /** Subresource Integrity (`sha512-…`) or `sha256:…`, as written; several where a file has several archives. */
  readonly integrity: readonly string[];
  /** URL or path that it is fetched from. */
  readonly resolved?: string;
  /** SPDX expression, where the lock file has it. */
  readonly licence?: string;
  readonly needs: readonly PackageNeed[];
}

export type LockFileKind =
  | 'package-lock'
  | 'yarn-1'
  | 'yarn-berry'
  | 'pnpm'
  | 'requirements'
  | 'pipfile'
  | 'poetry'
  | 'uv'
  | 'package.json';

/** The packages of one lock file and how they need each other. Cycles occur. */
export interface PackageGraph {
  /** The file, relative to the project root. `package.json` where there is no lock file. */
  readonly file: string;
  readonly kind: LockFileKind;
  readonly ecosystem: Ecosystem;
  readonly packages: ReadonlyMap<string, LockedPackage>;
  /** What the projects of this lock file ask for, by folder relative to the project root. */
  readonly importers: ReadonlyMap<string, readonly PackageNeed[]>;
  /** False where only direct packages are known: a plain `requirements.txt`, `package.json` alone. */
  readonly complete: boolean;
}

/** A lock file, or a part of it, that could not be read: the rest still counts. */
export interface LockProblem {
  readonly message: string;
  readonly place: SourcePlace;
}

export interface LockFiles {
  readonly graphs: readonly PackageGraph[];
  readonly problems: readonly LockProblem[];
}
