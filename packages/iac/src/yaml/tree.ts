import type { SourcePlace, Unknown } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';

/** A parsed document in which every value knows where it stands. Aliases share their tree. */
export type Tree = ScalarTree | ListTree | MapTree | UnknownTree;

export interface ScalarTree {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly place: SourcePlace;
  readonly size: number;
  /** Came from the process environment or the command line: no message may show it. */
  readonly hidden: boolean;
}

export interface ListTree {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly place: SourcePlace;
  readonly size: number;
}

export interface MapEntry {
  readonly key: SourcePlace;
  readonly value: Tree;
}

export interface MapTree {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
  readonly place: SourcePlace;
  readonly size: number;
}

export interface UnknownTree {
  readonly kind: 'unknown';
  readonly unknown: Unknown;
  /** The value as far as it is known, in CloudFormation's terms, for whoever may decide the rest (the lab). */
  readonly residue: Tree | undefined;
  readonly place: SourcePlace;
  readonly size: number;
}

/**
 * Values in one tree with every alias and reference written out. The largest CloudFormation template (1 MB) holds
 * fewer than 60,000; what passes this is an alias bomb.
 */
export const MAX_VALUES = 100_000;

export function scalarTree(value: ScalarTree['value'], place: SourcePlace, hidden = false): ScalarTree {
  return { kind: 'scalar', value, place, size: 1, hidden };
}

/** @throws BulkheadError BULKHEAD_BAD_TEMPLATE past {@link MAX_VALUES} */
export function listTree(items: readonly Tree[], place: SourcePlace): ListTree {
  let size = 1;
  for (const item of items) size += item.size;
  return { kind: 'list', items, place, size: checkSize(size, place) };
}

/** @throws BulkheadError BULKHEAD_BAD_TEMPLATE past {@link MAX_VALUES} */
export function mapTree(entries: ReadonlyMap<string, MapEntry>, place: SourcePlace): MapTree {
  let size = 1;
  for (const entry of entries.values()) size += entry.value.size;
  return { kind: 'map', entries, place, size: checkSize(size, place) };
}

export function unknownTree(unknown: Unknown, place: SourcePlace, residue?: Tree): UnknownTree {
  return { kind: 'unknown', unknown, place, size: 1, residue };
}

function checkSize(size: number, place: SourcePlace): number {
  if (size <= MAX_VALUES) return size;
  throw badTemplate(
    place,
    `grows to more than ${MAX_VALUES.toLocaleString('en')} values when aliases and references are written out`,
    'Remove the repeated aliases; a template of this size cannot be deployed.',
  );
}

/** The value under a key; a key without a value counts as absent. */
export function get(tree: Tree | undefined, ...path: readonly string[]): Tree | undefined {
  let here = tree;
  for (const key of path) here = here?.kind === 'map' ? here.entries.get(key)?.value : undefined;
  return here === undefined || isNull(here) ? undefined : here;
}

export function isNull(tree: Tree): boolean {
  return tree.kind === 'scalar' && tree.value === null;
}

/** What a message calls a value, without showing it. */
export function kindOf(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'unknown' ? 'a value that is not known' : `a ${tree.kind}`;
  if (tree.value === null) return 'nothing';
  return typeof tree.value === 'string' ? 'text' : `a ${typeof tree.value}`;
}

/** A value in a message: as it stands, or hidden when it came from outside of the file. */
export function show(tree: Tree): string {
  if (tree.kind !== 'scalar') return kindOf(tree);
  return tree.hidden ? 'a value from the environment' : `"${String(tree.value).slice(0, 200)}"`;
}
