import { compareVersions } from '../version/compare.ts';
import type { Advisory, AffectedRange, RangeEvent } from './advisory.ts';

/**
 * Whether an advisory is about a version: it is listed, or an event range holds it. After the evaluation algorithm of the
 * OSV schema (https://ossf.github.io/osv-schema/#evaluation).
 */
export function isAffected(advisory: Advisory, version: string): boolean {
  if (version === '') return false;
  return advisory.versions.has(version) || advisory.ranges.some((range) => holds(advisory, range, version));
}

function holds(advisory: Advisory, range: AffectedRange, version: string): boolean {
  const compare = (a: string, b: string) => compareEvents(advisory, a, b);
  const limits = range.events.filter((event) => event.kind === 'limit');
  if (limits.length > 0 && !limits.some(({ version: limit }) => limit === '*' || compare(version, limit) < 0))
    return false;
  let affected = false;
  for (const event of sortEvents(advisory, range.events)) {
    if (event.kind === 'introduced' && compare(version, event.version) >= 0) affected = true;
    else if (event.kind === 'fixed' && compare(version, event.version) >= 0) affected = false;
    else if (event.kind === 'last_affected' && compare(version, event.version) > 0) affected = false;
  }
  return affected;
}

const EVENT_ORDER = { introduced: 0, last_affected: 1, fixed: 2, limit: 3 } as const;

function sortEvents(advisory: Advisory, events: readonly RangeEvent[]): RangeEvent[] {
  return [...events].sort(
    (a, b) => compareEvents(advisory, a.version, b.version) || EVENT_ORDER[a.kind] - EVENT_ORDER[b.kind],
  );
}

/** `0` is before every version, prereleases of 0.0.0 too. */
function compareEvents(advisory: Advisory, a: string, b: string): number {
  if (a === '0' || b === '0') return a === b ? 0 : a === '0' ? -1 : 1;
  return compareVersions(advisory.ecosystem, a, b);
}

/** The first version after this one that no longer has the vulnerability; `undefined` where none is known. */
export function fixedVersion(advisory: Advisory, version: string): string | undefined {
  let best: string | undefined;
  for (const range of advisory.ranges) {
    for (const event of range.events) {
      if (event.kind !== 'fixed' || compareEvents(advisory, event.version, version) <= 0) continue;
      if (isAffected(advisory, event.version)) continue;
      if (best === undefined || compareEvents(advisory, event.version, best) < 0) best = event.version;
    }
  }
  return best;
}
