import { badTemplate } from '../../bad-template.ts';
import { get, isNull, kindOf, type Tree } from '../../yaml/tree.ts';
import { readRestAuthorizer } from './authorizer.ts';
import type { EventContext, ReadEvent } from './context.ts';
import { otherTrigger } from './other.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'];

/**
 * A REST API method: `http: GET users/{id}` or a map.
 * https://www.serverless.com/framework/docs/providers/aws/events/apigateway
 */
export const readHttpEvent: ReadEvent = (event, context) => {
  const { read, place } = context;
  const { method, path } = methodAndPath(event, 'http', context);
  // A request that API Gateway rewrites, or answers without a function, has another shape than the model's event.
  const integration = read.knownText(get(event, 'integration'), 'http.integration')?.toUpperCase().replace('-', '_');
  if (integration !== undefined && !['LAMBDA_PROXY', 'AWS_PROXY'].includes(integration)) {
    return otherTrigger(`http (integration ${integration.toLowerCase()})`, place);
  }
  if (method === undefined || path === undefined) return otherTrigger('http', place);
  if (!METHODS.includes(method)) throw badTemplate(event.place, `http.method must be one of ${METHODS.join(', ')}`);
  const authorizer = readRestAuthorizer(get(event, 'authorizer'), context);
  const isPrivate = read.flag(get(event, 'private'), 'http.private') ?? false;
  const types = binaryMediaTypes(context);
  return {
    type: 'apigateway-v1',
    method,
    path: `/${path.replace(/^\/+|\/+$/g, '')}`,
    authorizer: authorizer === 'none' && isPrivate ? 'api-key' : authorizer,
    cors: isOn(read.value(get(event, 'cors'))),
    ...(types.length > 0 ? { binaryMediaTypes: types } : {}),
    place,
  };
};

/** `GET /path`, or the keys `method` and `path`; nothing for what is not known. */
export function methodAndPath(
  event: Tree,
  name: string,
  { read }: EventContext,
): { readonly method: string | undefined; readonly path: string | undefined } {
  const value = read.value(event);
  if (value?.kind === 'scalar') {
    const words = String(value.value).trim().split(/\s+/);
    if (words.length !== 2) throw badTemplate(event.place, `${name} must be written as "METHOD /path"`);
    return { method: words[0]!.toUpperCase(), path: words[1]! };
  }
  if (value?.kind === 'unknown') {
    read.note(value);
    return { method: undefined, path: undefined };
  }
  if (value?.kind !== 'map') {
    throw badTemplate(event.place, `${name} must be text or a map, not ${value ? kindOf(value) : 'nothing'}`);
  }
  const path = get(value, 'path');
  const method = get(value, 'method');
  if (!path) throw badTemplate(event.place, `${name} has no path`);
  if (!method) throw badTemplate(event.place, `${name} has no method`);
  return {
    method: read.knownText(method, `${name}.method`)?.toUpperCase(),
    path: read.knownText(path, `${name}.path`),
  };
}

function binaryMediaTypes({ read, provider }: EventContext): string[] {
  const types: string[] = [];
  for (const item of read.list(get(provider, 'apiGateway', 'binaryMediaTypes'))) {
    const type = read.knownText(item, 'provider.apiGateway.binaryMediaTypes');
    if (type !== undefined) types.push(type);
  }
  return types;
}

/** `cors: true` and a map of settings alike. */
export function isOn(tree: Tree | undefined): boolean {
  if (!tree || isNull(tree)) return false;
  return tree.kind !== 'scalar' || (tree.value !== false && tree.value !== 'false');
}
