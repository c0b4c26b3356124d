import type { SourceValue } from '@bulkhead/core';
import { listTree, type MapEntry, mapTree, scalarTree, type Tree, unknownTree } from '../yaml/tree.ts';

/** Files in which the framework takes its configuration as code, in the order in which it looks for them. */
export const SOURCE_NAMES = ['serverless.ts', 'serverless.js', 'serverless.cjs', 'serverless.mjs'];

/** The document that a file of code describes, as far as that is known before the framework runs. */
export function sourceTree(value: SourceValue): Tree {
  const { place } = value;
  switch (value.kind) {
    case 'literal':
      return scalarTree(value.value, place);
    case 'list':
      return listTree(value.items.map(sourceTree), place);
    case 'map': {
      const entries = new Map<string, MapEntry>();
      // What an object holds stands where the object is written; a field's own object knows better.
      for (const [key, field] of value.fields) entries.set(key, { key: field.place, value: sourceTree(field) });
      return mapTree(entries, place);
    }
    default:
      return unknownTree({ unknown: value.reason, expression: 'a value of the source', place }, place);
  }
}
