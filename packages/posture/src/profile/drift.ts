import type { BehaviourKind } from '@bulkhead/core';
import { PROFILE_KINDS, type Profile, type Sighting } from './profile.ts';

/** What a function did and its profile does not have. */
export interface Drift extends Sighting {
  readonly function: string;
  readonly kind: BehaviourKind;
  readonly what: string;
  /** The function itself is not in the profile. */
  readonly unknownFunction: boolean;
}

/** Everything in `seen` that `profile` does not cover, by function, kind and name. */
export function findDrift(profile: Profile, seen: Profile): Drift[] {
  const found: Drift[] = [];
  for (const name of [...seen.keys()].sort()) {
    const known = profile.get(name);
    for (const kind of PROFILE_KINDS) {
      const patterns = [...(known?.get(kind)?.keys() ?? [])];
      for (const [what, sighting] of [...(seen.get(name)!.get(kind) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1))) {
        if (patterns.some((pattern) => matches(pattern, what))) continue;
        found.push({ function: name, kind, what, unknownFunction: known === undefined, ...sighting });
      }
    }
  }
  return found;
}

/** `*` stands for any text. Linear: each piece is looked for once, from the left. */
export function matches(pattern: string, name: string): boolean {
  if (pattern === name) return true;
  const pieces = pattern.split('*');
  if (pieces.length === 1) return false;
  const last = pieces.pop()!;
  const first = pieces.shift()!;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
