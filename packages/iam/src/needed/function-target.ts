import { type DeployedResource, isReference, type TemplateValue } from '@bulkhead/core';
import type { OwnResources } from '../resources/scope.ts';
import { partsOf } from '../resources/template-text.ts';

/** The function that a property names: by reference, by a reference to its alias or version, or by its name. */
export function functionTarget(
  value: TemplateValue | undefined,
  own: OwnResources,
  depth = 0,
): DeployedResource | undefined {
  for (const part of partsOf(value) ?? []) {
    if (!isReference(part)) continue;
    const resource = own.byId.get(part.ref);
    if (resource === undefined) continue;
    if (/^AWS::(?:Lambda|Serverless)::Function$/.test(resource.type)) return resource;
    // An alias of a version of a function.
    if (depth < 3 && resource.type.startsWith('AWS::Lambda::')) {
      return functionTarget(resource.properties['FunctionName'], own, depth + 1);
    }
  }
  const text = typeof value === 'string' ? value : undefined;
  if (text === undefined) return undefined;
  const name = text.startsWith('arn:') ? text.split(':')[6] : text.split(':')[0];
  return (own.byType.get('AWS::Lambda::Function') ?? []).find((fn) => fn.properties['FunctionName'] === name);
}

/** Resources of a type by the function that a property of theirs names. */
export function byFunction(
  type: string,
  property: string,
  own: OwnResources,
): ReadonlyMap<string, readonly DeployedResource[]> {
  const found = new Map<string, DeployedResource[]>();
  for (const resource of own.byType.get(type) ?? []) {
    const fn = functionTarget(resource.properties[property], own);
    if (fn === undefined) continue;
    const known = found.get(fn.id);
    if (known) known.push(resource);
    else found.set(fn.id, [resource]);
  }
  return found;
}
