import type { DeployedResource, TemplateValue } from '@bulkhead/core';
import type { DeployedEvaluator, Placed } from './evaluate.ts';
import type { ExpandedResource } from './expanded.ts';

/** Evaluates one resource; `prefix` stands before its id and those it depends on: `Stack/`. */
export function deployResource(
  expanded: ExpandedResource,
  evaluator: DeployedEvaluator,
  { prefix, region }: { readonly prefix: string; readonly region: string | undefined },
): DeployedResource {
  const { id, type, place, origin, condition, deletionPolicy, dependsOn, metadata } = expanded;
  const placed = expanded.properties && evaluator.evaluate(expanded.properties);
  const notes = metadata && evaluator.evaluate(metadata);
  const undecided = condition !== undefined && evaluator.condition(condition) === undefined;
  return {
    id: `${prefix}${id}`,
    type,
    properties: fieldsOf(placed),
    place,
    origin,
    placeOf: (path) => placeOf(placed, path, place),
    ...(undecided ? { condition } : {}),
    ...(deletionPolicy === undefined ? {} : { deletionPolicy }),
    ...(dependsOn && dependsOn.length > 0 ? { dependsOn: dependsOn.map((other) => `${prefix}${other}`) } : {}),
    ...(notes ? { metadata: fieldsOf(notes), metadataPlaceOf: (path) => placeOf(notes, path, place) } : {}),
    ...(region === undefined ? {} : { region }),
  };
}

/** The place of the deepest thing on a path that exists. */
function placeOf(from: Placed | undefined, path: readonly (string | number)[], otherwise: DeployedResource['place']) {
  let here = from;
  let place = otherwise;
  for (const key of path) {
    here = here?.inside?.get(key);
    if (!here) break;
    place = here.place;
  }
  return place;
}

function fieldsOf(placed: Placed | undefined): { readonly [key: string]: TemplateValue } {
  const value = placed?.value;
  const isFields = typeof value === 'object' && value !== null && !Array.isArray(value) && placed?.inside !== undefined;
  return isFields ? (value as { readonly [key: string]: TemplateValue }) : {};
}
