import type { Advisory } from './advisory.ts';

/** Several databases write of the same vulnerability: advisories that share an id or an alias are one. */
export function mergeAliases(advisories: readonly Advisory[]): Advisory[][] {
  const groupOf = new Map<string, Advisory[]>();
  const groups = new Set<Advisory[]>();
  for (const advisory of advisories) {
    const ids = [advisory.id, ...advisory.aliases];
    // All groups that it joins are looked up before any name is given away.
    const joined = new Set(ids.flatMap((id) => groupOf.get(id) ?? []));
    // Thousands under one alias are no vulnerability but an attack on this loop.
    if (joined.size > 1000) continue;
    const group = [advisory, ...joined];
    for (const member of joined) groups.delete(groupOf.get(member.id)!);
    groups.add(group);
    for (const member of group) for (const id of [member.id, ...member.aliases]) groupOf.set(id, group);
  }
  // The same advisory may stand in two zips.
  return [...groups].map((group) => [...new Map(group.map((advisory) => [advisory.id, advisory])).values()].sort(byId));
}

/** GitHub's first: it is the one that is reviewed, and that names a fixed version. */
function byId(a: Advisory, b: Advisory): number {
  return rank(a.id) - rank(b.id) || (a.id < b.id ? -1 : 1);
}

function rank(id: string): number {
  return id.startsWith('GHSA-') ? 0 : id.startsWith('PYSEC-') ? 1 : 2;
}
