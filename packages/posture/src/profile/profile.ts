import type { BehaviourKind, BehaviourRecord, SourcePlace } from '@bulkhead/core';

/** How often a behaviour was seen, and when, in milliseconds since the epoch; or where the code says it. */
export interface Sighting {
  count: number;
  first: number;
  last: number;
  readonly place?: SourcePlace;
}

/** What each function was seen doing: function, kind, name. */
export type Profile = Map<string, Map<BehaviourKind, Map<string, Sighting>>>;

/** What the kinds are called in `bulkhead.profile.yml`, in the order of the file. */
export const PROFILE_KEYS: Readonly<Record<BehaviourKind, string>> = {
  trigger: 'triggers',
  caller: 'callers',
  program: 'programs',
  connect: 'hosts',
  lookup: 'lookups',
  database: 'databases',
  write: 'writes',
  read: 'reads',
  list: 'lists',
  environment: 'environment',
  code: 'code',
  worker: 'workers',
  native: 'native',
};

export const PROFILE_KINDS = Object.keys(PROFILE_KEYS) as BehaviourKind[];

/** Adds records up; the same record twice, as overlapping exports bring it, counts once. */
export function createProfiler(): { readonly profile: Profile; add(record: BehaviourRecord): void } {
  const profile: Profile = new Map();
  const ids = new Set<string>();
  return {
    profile,
    add({ id, function: { name }, time, seen }) {
      if (ids.has(id)) return;
      ids.add(id);
      for (const { kind, what, count } of seen) {
        const known = sightings(profile, name, kind);
        const before = known.get(what);
        if (!before) known.set(what, { count, first: time, last: time });
        else {
          before.count += count;
          before.first = Math.min(before.first, time);
          before.last = Math.max(before.last, time);
        }
      }
    },
  };
}

/** The names of one kind for one function; made where there are none. */
export function sightings(profile: Profile, name: string, kind: BehaviourKind): Map<string, Sighting> {
  const kinds = profile.get(name) ?? new Map<BehaviourKind, Map<string, Sighting>>();
  profile.set(name, kinds);
  const names = kinds.get(kind) ?? new Map<string, Sighting>();
  kinds.set(kind, names);
  return names;
}
