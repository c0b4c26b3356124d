import type { DeployedResource, TemplateValue } from '@bulkhead/core';
import type { PostureModel, RuleResult, TemplateModel } from '../rule.ts';
import type { Answer } from './values.ts';
import { field, refsOf } from './values.ts';

type Path = readonly (string | number)[];

const BY_TYPE = new WeakMap<TemplateModel, Map<string, DeployedResource[]>>();
const BY_ID = new WeakMap<TemplateModel, Map<string, DeployedResource>>();

/** Resources of these types in template order; the index is made once a model. */
export function ofType(model: TemplateModel, ...types: readonly string[]): readonly DeployedResource[] {
  let index = BY_TYPE.get(model);
  if (!index) {
    index = new Map();
    for (const resource of model.resources) {
      const list = index.get(resource.type);
      if (list) list.push(resource);
      else index.set(resource.type, [resource]);
    }
    BY_TYPE.set(model, index);
  }
  return types.length === 1 ? (index.get(types[0]!) ?? []) : types.flatMap((type) => index.get(type) ?? []);
}

/** A resource of the stack, or of another one that it refers to. */
export function resourceById(model: TemplateModel, id: string | undefined): DeployedResource | undefined {
  if (id === undefined) return undefined;
  let index = BY_ID.get(model);
  if (!index) {
    index = new Map([...model.linked, ...model.resources].map((resource) => [resource.id, resource]));
    BY_ID.set(model, index);
  }
  return index.get(id);
}

const REFERRING = new WeakMap<PostureModel, Map<string, ReadonlyMap<string, readonly DeployedResource[]>>>();

/** Resources of a type in template order, by what one of their properties refers to; made once a model. */
export function referring(
  model: PostureModel,
  type: string,
  path: readonly string[],
): ReadonlyMap<string, readonly DeployedResource[]> {
  const indices = REFERRING.get(model) ?? new Map<string, ReadonlyMap<string, readonly DeployedResource[]>>();
  REFERRING.set(model, indices);
  const key = `${type} ${path.join('.')}`;
  const known = indices.get(key);
  if (known) return known;
  const index = new Map<string, DeployedResource[]>();
  for (const resource of ofType(model, type)) {
    for (const id of new Set(refsOf(field(resource.properties, ...path)))) {
      const list = index.get(id);
      if (list) list.push(resource);
      else index.set(id, [resource]);
    }
  }
  indices.set(key, index);
  return index;
}

const LINKED = new WeakMap<PostureModel, ReadonlySet<string>>();

/** Whether an id is of another stack's resource. */
export function isLinked(model: PostureModel, id: string): boolean {
  let ids = LINKED.get(model);
  if (!ids) {
    ids = new Set(model.linked.map((resource) => resource.id));
    LINKED.set(model, ids);
  }
  return ids.has(id);
}

/** A check that looks at one resource at a time. */
export function perResource(
  types: readonly string[],
  check: (resource: DeployedResource, model: PostureModel) => Iterable<RuleResult>,
): (model: PostureModel) => Iterable<RuleResult> {
  return function* (model) {
    for (const resource of ofType(model, ...types)) yield* check(resource, model);
  };
}

/** A finding about a resource, at the property that causes it. */
export function found(
  resource: DeployedResource,
  path: Path,
  message: string,
  more: Partial<RuleResult> = {},
): RuleResult {
  const key = path.filter((part) => typeof part === 'string').join('.');
  return { message, place: resource.placeOf(path), subject: resource.id, ...(key === '' ? {} : { key }), ...more };
}

/** The rule's answer where only the deploy knows. */
export function cannotTell(resource: DeployedResource, path: Path, what: string): RuleResult {
  return found(resource, path, `${resource.id}: ${what} is known only at the deploy`, { verdict: 'unknown' });
}

/** A check that a setting answers yes. */
export function requireSetting(setting: {
  readonly types: readonly string[];
  readonly path: Path;
  readonly is: (value: TemplateValue | undefined, resource: DeployedResource) => Answer;
  readonly message: (resource: DeployedResource) => string;
}): (model: PostureModel) => Iterable<RuleResult> {
  return perResource(setting.types, function* (resource) {
    const answer = setting.is(field(resource.properties, ...setting.path), resource);
    if (answer === 'no') yield found(resource, setting.path, setting.message(resource));
    else if (answer === 'unknown') yield cannotTell(resource, setting.path, setting.path.join('.'));
  });
}
