import type { DeployedResource } from '@bulkhead/core';
import type { StackLinks } from './link-stacks.ts';
import { keyOf } from './stack-facts.ts';
import { exchanged } from './values.ts';

/** The resources of a stack with what the others tell in its place; the same list where they tell nothing. */
export function linkResources(
  resources: readonly DeployedResource[],
  { told }: StackLinks,
): readonly DeployedResource[] {
  if (told.size === 0) return resources;
  return resources.map((resource) => {
    const properties = exchanged(resource.properties, { elsewhere: (want) => told.get(keyOf(want)) });
    return properties === resource.properties
      ? resource
      : { ...resource, properties: properties as DeployedResource['properties'] };
  });
}
