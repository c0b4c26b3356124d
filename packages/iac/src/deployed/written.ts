import type { CloudFormationTemplate } from '../cloudformation/template.ts';
import { get, type MapEntry, type Tree } from '../yaml/tree.ts';
import type { ExpandedResource } from './expanded.ts';

export interface WrittenResources {
  readonly resources: ReadonlyMap<string, ExpandedResource>;
  /** `Connectors` of resources, by logical id. */
  readonly connectors: ReadonlyMap<string, Tree>;
}

/** The resources that a template writes, with their attributes; whatever is no resource is left out. */
export function readWritten(trees: readonly (Tree | undefined)[]): WrittenResources {
  const resources = new Map<string, ExpandedResource>();
  const connectors = new Map<string, Tree>();
  for (const tree of trees) {
    if (tree?.kind !== 'map') continue;
    for (const [id, entry] of tree.entries) {
      const resource = readResource(id, entry);
      if (!resource) continue;
      resources.set(id, resource);
      const own = get(entry.value, 'Connectors');
      if (own) connectors.set(id, own);
    }
  }
  return { resources, connectors };
}

function readResource(id: string, { key, value }: MapEntry): ExpandedResource | undefined {
  const type = textOf(get(value, 'Type'));
  if (type === undefined || id.startsWith('Fn::')) return undefined;
  const dependsOn = get(value, 'DependsOn');
  const names = dependsOn?.kind === 'list' ? dependsOn.items.map(textOf) : [textOf(dependsOn)];
  return {
    id,
    type,
    properties: get(value, 'Properties'),
    place: key,
    origin: 'written',
    condition: textOf(get(value, 'Condition')),
    deletionPolicy: textOf(get(value, 'DeletionPolicy')),
    dependsOn: names.filter((name) => name !== undefined),
    metadata: get(value, 'Metadata'),
  };
}

/** Resources of a template whose `Resources` were read before, without their attributes. */
export function fromTemplate({ resources }: CloudFormationTemplate): ReadonlyMap<string, ExpandedResource> {
  const found = new Map<string, ExpandedResource>();
  for (const [id, { type, properties, place, condition }] of resources) {
    found.set(id, { id, type, properties, place, condition, origin: 'written' });
  }
  return found;
}

function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
}
