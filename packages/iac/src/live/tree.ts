import { isJoinedText, isReference, isUnknown, type SourcePlace, type TemplateValue } from '@bulkhead/core';
import { intrinsicOf } from '../cloudformation/intrinsic.ts';
import { type Buildable, build, getAtt, join, ref } from '../deployed/build.ts';
import { listTree, type MapEntry, scalarTree, type Tree, unknownTree } from '../yaml/tree.ts';

/** A live value as the tree of a CloudFormation template, everything at one place. */
export function treeOf(value: TemplateValue, place: SourcePlace): Tree {
  if (isUnknown(value)) return unknownTree({ ...value, place }, place);
  if (isReference(value)) return build(refer(value), place);
  if (isJoinedText(value)) {
    const parts = value.joined.map((part): Buildable => {
      if (isUnknown(part)) return treeOf(part, place);
      return isReference(part) ? refer(part) : part;
    });
    return build(join('', ...parts), place);
  }
  if (Array.isArray(value)) {
    return listTree(
      value.map((item: TemplateValue) => treeOf(item, place)),
      place,
    );
  }
  if (typeof value === 'object' && value !== null) {
    const entries = new Map<string, MapEntry>();
    let size = 1;
    for (const [key, item] of Object.entries(value)) {
      const tree = treeOf(item as TemplateValue, place);
      size += tree.size;
      entries.set(key, { key: place, value: tree });
    }
    // Not mapTree: its bound is for what an alias can multiply, and an account is as large as it is.
    const map: Tree = { kind: 'map', entries, place, size };
    // An account's data has no functions; an environment with one variable called `Ref` looks like one.
    return intrinsicOf(map)
      ? unknownTree({ unknown: 'has a name that templates use', expression: '', place }, place)
      : map;
  }
  return scalarTree(value as string | number | boolean | null, place);
}

function refer({ ref: id, attribute }: { readonly ref: string; readonly attribute?: string }): Buildable {
  return attribute === undefined ? ref(id) : getAtt(id, attribute);
}
