import type { LockedPackage, PackageGraph } from '../types.ts';

/**
 * Lock files that do not say what is for development only: whatever the projects' own needs do not reach without their
 * development needs. A graph whose projects ask for nothing is left as it is: nothing would be known.
 */
export function markDev(graph: PackageGraph): PackageGraph {
  const reached = new Set<string>();
  const waiting: string[] = [];
  let asked = false;
  for (const needs of graph.importers.values()) {
    for (const need of needs) {
      asked = true;
      if (need.kind !== 'dev' && need.to !== undefined) waiting.push(need.to);
    }
  }
  if (!asked) return graph;
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    if (reached.has(key)) continue;
    reached.add(key);
    for (const need of graph.packages.get(key)?.needs ?? []) {
      if (need.to !== undefined && need.kind !== 'dev') waiting.push(need.to);
    }
  }
  const packages = new Map<string, LockedPackage>();
  for (const [key, found] of graph.packages) packages.set(key, reached.has(key) ? found : { ...found, dev: true });
  return { ...graph, packages };
}
