import type { Unknown } from '@bulkhead/core';

/** Every unknown once, in file order: the template first, then the files that it reads by name. */
export function sortUnknowns(unknowns: readonly Unknown[], template: string): Unknown[] {
  const seen = new Map<string, Unknown>();
  for (const unknown of unknowns) {
    const { place } = unknown;
    const key = JSON.stringify([place?.file, place?.line, place?.column, unknown.expression]);
    if (!seen.has(key)) seen.set(key, unknown);
  }
  const rank = (file: string | undefined) => (file === undefined || file === template ? '' : file);
  return [...seen.values()].sort((a, b) => {
    const fileOrder = rank(a.place?.file).localeCompare(rank(b.place?.file));
    if (fileOrder !== 0) return fileOrder;
    return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
  });
}
