import type { SourcePlace } from '@bulkhead/core';
import { callTree, intrinsicOf } from '../cloudformation/intrinsic.ts';
import { toPlain } from '../yaml/plain.ts';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree, unknownTree } from '../yaml/tree.ts';

/** A value that only `terraform apply` knows. */
export function openValue(why: string, expression: string, place: SourcePlace): Tree {
  return unknownTree({ unknown: why, expression, place }, place);
}

/** Text, also of numbers and booleans; `undefined` for anything that is not known as text. */
export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
}

/** A value that CloudFormation's functions stand for. */
export function isReferring(tree: Tree): boolean {
  return tree.kind === 'map' && intrinsicOf(tree) !== undefined;
}

/** Whether a value is a list or map that is known, and no reference. */
export function isCollection(tree: Tree): boolean {
  return tree.kind === 'list' || (tree.kind === 'map' && !isReferring(tree));
}

/** Texts and references put together; one known text where all are known. */
export function joinText(parts: readonly Tree[], place: SourcePlace, separator = ''): Tree {
  const joined: Tree[] = [];
  for (const part of parts) {
    const piece = isCollection(part) ? scalarTree(jsonText(part) ?? '', part.place) : part;
    joined.push(piece);
  }
  if (joined.length === 1) return joined[0]!;
  if (joined.every((part) => part.kind === 'scalar')) {
    const hidden = joined.some((part) => part.kind === 'scalar' && part.hidden);
    return scalarTree(joined.map((part) => textOf(part) ?? '').join(separator), place, hidden);
  }
  // What stays open leaves the rest readable: CloudFormation's own join, with the gap in its place.
  const list = listTree([scalarTree(separator, place), listTree(joined, place)], place);
  return callTree('Fn::Join', list, place);
}

/** The JSON text of a value that is known whole. */
export function jsonText(tree: Tree): string | undefined {
  if (!isKnown(tree)) return undefined;
  return JSON.stringify(toPlain(tree));
}

/** Whether nothing in it is open or a reference. */
export function isKnown(tree: Tree): boolean {
  if (tree.kind === 'unknown' || isReferring(tree)) return false;
  if (tree.kind === 'list') return tree.items.every(isKnown);
  if (tree.kind === 'map') return [...tree.entries.values()].every(({ value }) => isKnown(value));
  return true;
}

/** Terraform's truth: `true`, `"true"`; `undefined`: open. */
export function truthOf(tree: Tree): boolean | undefined {
  if (tree.kind !== 'scalar') return undefined;
  if (typeof tree.value === 'boolean') return tree.value;
  return tree.value === 'true' ? true : tree.value === 'false' ? false : undefined;
}

export function mapOf(entries: Iterable<readonly [string, Tree]>, place: SourcePlace): Tree {
  const all = new Map<string, MapEntry>();
  for (const [key, value] of entries) all.set(key, { key: value.place, value });
  return mapTree(all, place);
}
