import { get, type MapEntry, mapTree, type Tree } from '../../yaml/tree.ts';
import type { ExpandedResource } from '../expanded.ts';
import { entriesOf } from './service.ts';

/**
 * `resources.extensions` changes resources that the framework made: properties key by key, other attributes as a whole.
 * https://www.serverless.com/framework/docs/providers/aws/guide/resources#override-aws-cloudformation-resource
 */
export function applyExtensions(extensions: Tree | undefined, out: Map<string, ExpandedResource>): void {
  for (const [id, { value }] of entriesOf(extensions)) {
    const target = out.get(id);
    if (!target) continue;
    const properties = get(value, 'Properties');
    const deletion = get(value, 'DeletionPolicy');
    const condition = get(value, 'Condition');
    const metadata = get(value, 'Metadata');
    out.set(id, {
      ...target,
      properties: merged(target.properties, properties),
      ...(deletion?.kind === 'scalar' ? { deletionPolicy: String(deletion.value) } : {}),
      ...(condition?.kind === 'scalar' ? { condition: String(condition.value) } : {}),
      ...(metadata ? { metadata } : {}),
    });
  }
}

/** A resource written under the id of one that the framework makes is laid over it, deeply. */
export function layOver(base: ExpandedResource, own: ExpandedResource): ExpandedResource {
  return { ...own, properties: deeply(base.properties, own.properties) };
}

function merged(base: Tree | undefined, top: Tree | undefined): Tree | undefined {
  if (base?.kind !== 'map' || top?.kind !== 'map') return top ?? base;
  return mapTree(new Map<string, MapEntry>([...base.entries, ...top.entries]), base.place);
}

function deeply(base: Tree | undefined, top: Tree | undefined): Tree | undefined {
  if (base?.kind !== 'map' || top?.kind !== 'map') return top ?? base;
  const entries = new Map(base.entries);
  for (const [key, entry] of top.entries) {
    const value = deeply(base.entries.get(key)?.value, entry.value) ?? entry.value;
    entries.set(key, { key: entry.key, value });
  }
  return mapTree(entries, top.place);
}
