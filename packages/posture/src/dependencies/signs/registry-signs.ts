import type { PostureFinding } from '@bulkhead/core';
import { dependencyFinding } from '../finding.ts';
import { isObject, type JsonObject, textOf } from '../lock/parse-json.ts';
import type { LockedPackage, PackageGraph } from '../types.ts';
import { compareVersions } from '../version/compare.ts';

/** What a registry says of one package, in one form for npm and PyPI. */
export interface RegistryDocument {
  readonly releases: ReadonlyMap<string, Release>;
}

export interface Release {
  /** Milliseconds since the epoch. */
  readonly published?: number;
  /** Account that published it; npm only. */
  readonly publisher?: string;
  /** Signed by where it was built (npm's attestations, PyPI's PEP 740). */
  readonly hasProvenance: boolean;
}

/** Releases of one package that are looked at; the largest real ones have some thousands. */
const MAX_RELEASES = 50_000;

/** npm's packument (`GET <registry>/<name>`), or PyPI's JSON (`GET <index>/pypi/<name>/json`). */
export function parseRegistryDocument(document: unknown): RegistryDocument | undefined {
  if (!isObject(document)) return undefined;
  const releases = new Map<string, Release>();
  if (isObject(document['versions'])) {
    const times = isObject(document['time']) ? document['time'] : {};
    for (const [version, entry] of Object.entries(document['versions']).slice(0, MAX_RELEASES)) {
      if (isObject(entry))
        releases.set(version, npmRelease(entry, Object.hasOwn(times, version) ? times[version] : ''));
    }
    return { releases };
  }
  if (isObject(document['releases'])) {
    for (const [version, files] of Object.entries(document['releases']).slice(0, MAX_RELEASES)) {
      const list = Array.isArray(files) ? files.filter(isObject) : [];
      const times = list
        .map((file) => Date.parse(textOf(file['upload_time_iso_8601'])))
        .filter((time) => !Number.isNaN(time));
      const hasProvenance = list.some((file) => textOf(file['provenance']) !== '');
      releases.set(version, {
        hasProvenance,
        ...(times.length > 0 ? { published: Math.min(...times.slice(0, 1000)) } : {}),
      });
    }
    return { releases };
  }
  return undefined;
}

function npmRelease(entry: JsonObject, time: unknown): Release {
  const published = Date.parse(textOf(time));
  const user = isObject(entry['_npmUser']) ? textOf(entry['_npmUser']['name']) : '';
  const dist = isObject(entry['dist']) ? entry['dist'] : {};
  const hasProvenance = isObject(dist['attestations']) && isObject(dist['attestations']['provenance']);
  return {
    hasProvenance,
    ...(Number.isNaN(published) ? {} : { published }),
    ...(user === '' ? {} : { publisher: user.slice(0, 100) }),
  };
}

/** Accounts of pipelines: a switch to one of these is how trusted publishing is introduced. */
const ROBOTS = /^(?:GitHub Actions|npm-oidc|gitlab|circleci)|\bbot$|-ci$/i;

const DAY = 24 * 60 * 60 * 1000;

/**
 * Signs of a taken-over package: a release that is only days old, by an account that never published before, or without the
 * provenance that earlier ones had.
 * @param youngDays releases younger than this are told of
 */
export function registryFindings(
  graph: PackageGraph,
  locked: LockedPackage,
  document: RegistryDocument,
  now: number,
  youngDays: number,
): PostureFinding[] {
  const release = document.releases.get(locked.version);
  if (!release) return [];
  const findings: PostureFinding[] = [];
  const about = { place: locked.place, key: [graph.file, locked.name, locked.version] };
  const named = `${locked.name} ${locked.version}`;
  const age = release.published === undefined ? undefined : (now - release.published) / DAY;
  if (age !== undefined && age >= 0 && age < youngDays) {
    findings.push(
      dependencyFinding('dependency-young-release', {
        ...about,
        severity: 'medium',
        message: `${named} was published ${age < 1 ? 'today' : `${Math.floor(age)} days ago`}; taken-over releases are mostly found within some days`,
        fix: `Stay with the version before for ${youngDays} days, unless this one closes a hole.`,
      }),
    );
  }
  const earlier = [...document.releases]
    .filter(([version, other]) => version !== locked.version && isBefore(locked, version, other, release))
    .sort((a, b) => compareVersions(locked.ecosystem, b[0], a[0]));
  const publishers = new Set(earlier.flatMap(([, other]) => other.publisher ?? []));
  const { publisher } = release;
  if (publisher !== undefined && publishers.size > 0 && !publishers.has(publisher) && !ROBOTS.test(publisher)) {
    findings.push(
      dependencyFinding('dependency-new-maintainer', {
        ...about,
        severity: 'medium',
        message: `${named} was published by ${publisher}, who published none of the ${earlier.length} versions before`,
        fix: 'Read the package’s own news on its new maintainer, and compare the two versions before you take it.',
      }),
    );
  }
  if (!release.hasProvenance) {
    const signed = earlier.slice(0, 20).find(([, other]) => other.hasProvenance);
    if (signed) {
      findings.push(
        dependencyFinding('dependency-lost-provenance', {
          ...about,
          severity: 'high',
          message: `${named} has no provenance, and ${signed[0]} before it had: it was not published by the same pipeline`,
          fix: `Stay with ${signed[0]} until the maintainers have said why.`,
        }),
      );
    }
  }
  return findings;
}

/** Published earlier; where times are missing, of a lower version. Prereleases are other pipelines' work. */
function isBefore(locked: LockedPackage, version: string, other: Release, release: Release): boolean {
  if (/^\d+\.\d+\.\d+-/.test(version) && !/^\d+\.\d+\.\d+-/.test(locked.version)) return false;
  if (compareVersions(locked.ecosystem, version, locked.version) >= 0) return false;
  return other.published === undefined || release.published === undefined || other.published <= release.published;
}
