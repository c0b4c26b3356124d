import { badTemplate } from '../bad-template.ts';
import { intrinsicOf } from '../cloudformation/intrinsic.ts';
import { get, kindOf, listTree, type MapEntry, mapTree, type Tree } from '../yaml/tree.ts';

/**
 * Merges the `Globals` of a resource type into its properties: maps key by key, lists one after the other (global
 * first), anything else is overridden. A map that is an intrinsic function counts as one value.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
 */
export function withGlobals(
  globals: Tree | undefined,
  section: string,
  properties: Tree | undefined,
): Tree | undefined {
  if (globals && globals.kind !== 'map')
    throw badTemplate(globals.place, `Globals must be a map, not ${kindOf(globals)}`);
  const own = get(globals, section);
  if (!own || !properties) return properties ?? own;
  return merge(own, properties);
}

function merge(global: Tree, local: Tree): Tree {
  if (global.kind === 'list' && local.kind === 'list') {
    return listTree([...global.items, ...local.items], local.place);
  }
  if (global.kind !== 'map' || local.kind !== 'map' || intrinsicOf(global) || intrinsicOf(local)) return local;
  const entries = new Map<string, MapEntry>(global.entries);
  for (const [key, entry] of local.entries) {
    const inherited = global.entries.get(key);
    entries.set(key, inherited ? { key: entry.key, value: merge(inherited.value, entry.value) } : entry);
  }
  return mapTree(entries, local.place);
}
