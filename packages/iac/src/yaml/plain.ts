import type { SourcePlace } from '@bulkhead/core';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree } from './tree.ts';

/** The tree as plain data. Unknown values stay {@link Unknown} objects, intrinsic functions stay as the template has them. */
export function toPlain(tree: Tree): unknown {
  switch (tree.kind) {
    case 'scalar':
      return tree.value;
    case 'list':
      return tree.items.map(toPlain);
    case 'map':
      // fromEntries defines own properties, so a key named __proto__ stays data.
      return Object.fromEntries([...tree.entries].map(([key, entry]) => [key, toPlain(entry.value)]));
    case 'unknown':
      return tree.unknown;
  }
}

/** Plain JSON data as a tree that stands at one place. */
export function fromPlain(value: unknown, place: SourcePlace): Tree {
  if (Array.isArray(value)) {
    return listTree(
      value.map((item) => fromPlain(item, place)),
      place,
    );
  }
  if (typeof value === 'object' && value !== null) {
    const entries = new Map<string, MapEntry>();
    for (const [key, item] of Object.entries(value)) entries.set(key, { key: place, value: fromPlain(item, place) });
    return mapTree(entries, place);
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return scalarTree(value, place);
  }
  return scalarTree(null, place);
}
