import type { Trigger } from '@bulkhead/core';
import { badTemplate } from '../../bad-template.ts';
import { referenceOf } from '../../cloudformation/intrinsic.ts';
import { otherTrigger } from '../../serverless/events/other.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import { readSamAuthorizer } from '../authorizer.ts';
import type { SamEvent } from '../context.ts';

/** The REST API that SAM makes for events that name none. */
export const IMPLICIT_REST_API = 'ServerlessRestApi';

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html */
export function readApiEvent({ properties, place, context }: SamEvent): Trigger {
  const { read } = context;
  const path = get(properties, 'Path');
  const method = get(properties, 'Method');
  if (!path || !method) throw badTemplate(place, `the Api event has no ${path ? 'Method' : 'Path'}`);
  const pathText = read.knownText(path, 'Path');
  const methodText = read.knownText(method, 'Method');
  if (pathText === undefined || methodText === undefined) return otherTrigger('Api', place);
  const api = apiOf(get(properties, 'RestApiId'), IMPLICIT_REST_API, context);
  const types = binaryMediaTypes(api, context);
  return {
    type: 'apigateway-v1',
    method: methodText === '*' ? 'ANY' : methodText.toUpperCase(),
    path: pathText.startsWith('/') ? pathText : `/${pathText}`,
    authorizer: readSamAuthorizer(properties, api, 'rest', context),
    cors: read.value(get(api, 'Cors')) !== undefined,
    ...(types.length > 0 ? { binaryMediaTypes: types } : {}),
    place,
  };
}

/** The API that an event belongs to: the one it refers to, or the implicit one. */
export function apiOf(
  reference: Tree | undefined,
  implicit: string,
  { read, apis }: SamEvent['context'],
): Tree | undefined {
  if (!reference) return apis.get(implicit);
  const id = referenceOf(reference)?.id ?? referenceOf(read.value(reference))?.id;
  return id === undefined ? undefined : apis.get(id);
}

/** SAM writes `image~1png` for `image/png`, a habit of JSON pointers. */
function binaryMediaTypes(api: Tree | undefined, { read }: SamEvent['context']): string[] {
  const types: string[] = [];
  for (const item of read.list(get(api, 'BinaryMediaTypes'))) {
    const type = read.knownText(item, 'BinaryMediaTypes');
    if (type !== undefined) types.push(type.replaceAll('~1', '/'));
  }
  return types;
}
