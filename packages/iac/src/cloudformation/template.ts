import type { SourcePlace } from '@bulkhead/core';
import { badTemplate } from '../bad-template.ts';
import { get, kindOf, type Tree } from '../yaml/tree.ts';

/** The parts of a template that intrinsic functions look things up in. */
export interface CloudFormationTemplate {
  readonly parameters: Tree | undefined;
  readonly mappings: Tree | undefined;
  readonly conditions: Tree | undefined;
  /** By logical id, in file order. */
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly stackName: string;
  /** `undefined` where it is not known. */
  readonly region: string | undefined;
  /** Values given for parameters. */
  readonly given: Readonly<Record<string, string>>;
}

export interface TemplateResource {
  readonly id: string;
  readonly type: string;
  readonly properties: Tree | undefined;
  /** Name of the condition that decides whether it exists. */
  readonly condition: string | undefined;
  /** Of its logical id. */
  readonly place: SourcePlace;
}

/**
 * Reads a `Resources` map.
 * @param skip told about what is no resource that can be read: `Fn::ForEach`, `Fn::Transform`, a value that is not known
 * @param isExtension a resource without a type that adds to one which is made elsewhere: it is left out
 * @throws BulkheadError BULKHEAD_BAD_TEMPLATE for any other resource without a type
 */
export function readResources(
  tree: Tree | undefined,
  skip: (tree: Tree, what: string) => void,
  isExtension: (id: string) => boolean = () => false,
): Map<string, TemplateResource> {
  const resources = new Map<string, TemplateResource>();
  if (!tree) return resources;
  if (tree.kind === 'unknown') {
    skip(tree, 'Resources');
    return resources;
  }
  if (tree.kind !== 'map') throw badTemplate(tree.place, `Resources must be a map of resources, not ${kindOf(tree)}`);
  for (const [id, { key, value }] of tree.entries) {
    if (id.startsWith('Fn::') || value.kind === 'unknown') {
      skip(value, id);
      continue;
    }
    if (value.kind !== 'map')
      throw badTemplate(key, `the resource ${id} must be a map with a Type, not ${kindOf(value)}`);
    const type = get(value, 'Type');
    if (type === undefined && isExtension(id)) continue;
    if (type?.kind !== 'scalar' || typeof type.value !== 'string') {
      throw badTemplate(type?.place ?? key, `the resource ${id} has no Type`);
    }
    const condition = get(value, 'Condition');
    const properties = get(value, 'Properties');
    if (properties && properties.kind !== 'map' && properties.kind !== 'unknown') {
      throw badTemplate(properties.place, `Properties of ${id} must be a map, not ${kindOf(properties)}`);
    }
    resources.set(id, {
      id,
      type: type.value,
      properties,
      condition: condition?.kind === 'scalar' ? String(condition.value) : undefined,
      place: key,
    });
  }
  return resources;
}
