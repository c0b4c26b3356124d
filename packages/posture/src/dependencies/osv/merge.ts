import type { Advisory } from './advisory.ts';

/** Several databases write of the same vulnerability: advisories that share an id or an alias are one. */
export function mergeAliases(advisories: readonly Advisory[]): Advisory[][] {
  const groupOf = new Map<string, Advisory[]>();
  const groups = new Set<Advisory[]>();
  for (const advisory of advisories) {
    let group: Advisory[] = [advisory];
    const ids = [advisory.id, ...advisory.aliases];
    for (const id of ids) {
      const other = groupOf.get(id);
      if (!other || other === group) continue;
      const [large, small] = other.length > group.length ? [other, group] : [group, other];
      large.push(...small);
      groups.delete(small);
      for (const member of small) for (const name of [member.id, ...member.aliases]) groupOf.set(name, large);
      group = large;
    }
    groups.add(group);
    for (const id of ids) groupOf.set(id, group);
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
