import type { SourcePlace } from '@bulkhead/core';
import { get, type MapEntry, mapTree, type Tree } from '../yaml/tree.ts';
import { type Buildable, build, isTree } from './build.ts';

/** Entries of a map under CloudFormation's names, each with the place of its own key. */
export function rename(tree: Tree | undefined, names: Readonly<Record<string, string>>): Map<string, MapEntry> {
  const entries = new Map<string, MapEntry>();
  if (tree?.kind !== 'map') return entries;
  for (const [from, to] of Object.entries(names)) {
    const entry = tree.entries.get(from);
    if (entry && get(tree, from)) entries.set(to, entry);
  }
  return entries;
}

/** Properties of a map without some keys, with more added; a value that is `undefined` is left out. */
export function withProperties(
  base: Tree | ReadonlyMap<string, MapEntry> | undefined,
  more: Readonly<Record<string, Buildable>>,
  place: SourcePlace,
  leaveOut: ReadonlySet<string> = new Set(),
): Tree {
  const from = base instanceof Map ? base : base && 'kind' in base && base.kind === 'map' ? base.entries : new Map();
  const entries = new Map<string, MapEntry>();
  for (const [key, entry] of from as ReadonlyMap<string, MapEntry>) if (!leaveOut.has(key)) entries.set(key, entry);
  for (const [key, value] of Object.entries(more)) {
    if (value === undefined) continue;
    entries.set(key, { key: isTree(value) ? value.place : place, value: build(value, place) });
  }
  return mapTree(entries, place);
}

/** `{Key: a, Value: b}` for each tag of a map; a list is taken as it is. */
export function tagList(tags: Tree | undefined): Buildable {
  if (tags?.kind !== 'map') return tags;
  return [...tags.entries].map(([key, { value }]) => ({ Key: key, Value: value }));
}
