import type { BodyCheck, DeployedResource, TemplateValue, Trigger } from '@bulkhead/core';
import type { TemplateModel } from '../rule.ts';
import { ofType, resourceById } from './resources.ts';
import { functionBehind } from './routes.ts';
import { field, isPlainMap, isTrue, itemsOf, literal, refsOf } from './values.ts';

/**
 * What REST APIs check of the bodies of requests before a function gets them.
 * @returns by function id, of each route that leads to it its checks; absent: one of its triggers lets everything through
 */
export function bodyChecks(model: TemplateModel): ReadonlyMap<string, readonly (readonly BodyCheck[])[]> {
  const found = new Map<string, (readonly BodyCheck[])[]>();
  if (ofType(model, 'AWS::ApiGateway::Model').length === 0) return found;
  for (const method of ofType(model, 'AWS::ApiGateway::Method')) {
    const target = functionBehind(model, field(method.properties, 'Integration', 'Uri'));
    if (target === undefined) continue;
    const known = found.get(target);
    const checks = checksOf(model, method);
    if (known) known.push(checks);
    else found.set(target, [checks]);
  }
  for (const { id, triggers } of model.app.functions) {
    const routes = found.get(id);
    if (routes && (routes.some((checks) => checks.length === 0) || routesOf(triggers) > routes.length))
      found.delete(id);
  }
  return found;
}

/** How many routes lead to a function; more than any where something else does as well. */
function routesOf(triggers: readonly Trigger[]): number {
  const routes = new Set<string>();
  for (const trigger of triggers) {
    if (trigger.type !== 'apigateway-v1') return Number.POSITIVE_INFINITY;
    routes.add(`${trigger.method} ${trigger.path}`);
  }
  return routes.size;
}

function checksOf(model: TemplateModel, { properties }: DeployedResource): readonly BodyCheck[] {
  const validator = resourceById(model, refsOf(field(properties, 'RequestValidatorId'))[0]);
  if (isTrue(field(validator?.properties, 'ValidateRequestBody')) !== 'yes') return [];
  // Only there the body of the event is the body of the request, letter by letter.
  if (literal(field(properties, 'Integration', 'Type'))?.toUpperCase() !== 'AWS_PROXY') return [];
  const [api] = refsOf(field(properties, 'RestApiId'));
  // What counts as binary comes encoded, and nothing says that it was looked at before.
  if (itemsOf(field(resourceById(model, api)?.properties, 'BinaryMediaTypes')).length > 0) return [];
  const models = field(properties, 'RequestModels');
  if (!isPlainMap(models)) return [];
  const named = modelsOf(model, api);
  const schemas = Object.fromEntries([...named].map(([name, { schema }]) => [name, schema]));
  return Object.entries(models).flatMap(([mediaType, value]): BodyCheck[] => {
    const own = resourceById(model, refsOf(value)[0]);
    const name = own === undefined ? literal(value) : nameOf(own);
    const known = own?.type === 'AWS::ApiGateway::Model' ? read(own) : named.get(name ?? '');
    return known === undefined ? [] : [{ mediaType, schemas, ...known }];
  });
}

type Read = Pick<BodyCheck, 'schema' | 'place'>;

/** The models of an API by the names that others know them by. */
function modelsOf(model: TemplateModel, api: string | undefined): ReadonlyMap<string, Read> {
  const named = new Map<string, Read>();
  for (const resource of ofType(model, 'AWS::ApiGateway::Model')) {
    if (refsOf(field(resource.properties, 'RestApiId'))[0] !== api) continue;
    const name = nameOf(resource);
    if (name !== undefined) named.set(name, read(resource));
  }
  return named;
}

function nameOf({ properties }: DeployedResource): string | undefined {
  return literal(field(properties, 'Name'));
}

function read(resource: DeployedResource): Read {
  const schema: TemplateValue | undefined = field(resource.properties, 'Schema');
  const { place } = resource;
  if (typeof schema !== 'string') return { schema, place };
  try {
    return { schema: JSON.parse(schema), place };
  } catch {
    return { schema: undefined, place };
  }
}
