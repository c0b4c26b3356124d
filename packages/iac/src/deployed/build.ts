import type { SourcePlace } from '@bulkhead/core';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree } from '../yaml/tree.ts';

/** What a framework would write into its template: trees of the source keep their places, the rest stands at one place. */
export type Buildable =
  | Tree
  | string
  | number
  | boolean
  | undefined
  | readonly Buildable[]
  | { readonly [key: string]: Buildable };

/** Makes a tree; keys and items that are `undefined` are left out. */
export function build(value: Buildable, place: SourcePlace): Tree {
  if (isTree(value)) return value;
  if (isBuildableList(value)) {
    return listTree(
      value.filter((item) => item !== undefined).map((item) => build(item, place)),
      place,
    );
  }
  if (typeof value === 'object') {
    const entries = new Map<string, MapEntry>();
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue;
      // A value that the source wrote is found at the source's own place, not where the framework's key was made up.
      entries.set(key, { key: isTree(item) ? item.place : place, value: build(item, place) });
    }
    return mapTree(entries, place);
  }
  return scalarTree(value ?? null, place);
}

export function isTree(value: unknown): value is Tree {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Tree).kind === 'string' &&
    typeof (value as Tree).size === 'number' &&
    typeof (value as Tree).place === 'object'
  );
}

function isBuildableList(value: Buildable): value is readonly Buildable[] {
  return Array.isArray(value);
}

export function ref(id: string): { readonly Ref: string } {
  return { Ref: id };
}

export function getAtt(id: string, attribute: string): Buildable {
  return { 'Fn::GetAtt': [id, attribute] };
}

export function sub(text: string, names?: Readonly<Record<string, Buildable>>): Buildable {
  return { 'Fn::Sub': names ? [text, names] : text };
}

/** A tree in a text: `join('', 'arn:', tree)`. */
export function join(separator: string, ...parts: readonly Buildable[]): Buildable {
  return { 'Fn::Join': [separator, parts] };
}

/** The entries of a map laid over another's, with their own places. */
export function overlay(base: Tree | undefined, top: Tree | undefined): Tree | undefined {
  if (base?.kind !== 'map') return top ?? base;
  if (top?.kind !== 'map') return top ?? base;
  return mapTree(new Map([...base.entries, ...top.entries]), top.place);
}

export function without(tree: Tree, ...keys: readonly string[]): Tree {
  if (tree.kind !== 'map') return tree;
  const entries = new Map(tree.entries);
  for (const key of keys) entries.delete(key);
  return mapTree(entries, tree.place);
}
