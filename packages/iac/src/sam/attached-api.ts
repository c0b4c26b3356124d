import { type HttpTrigger, own, type SourcePlace } from '@bulkhead/core';
import { referenceOf } from '../cloudformation/intrinsic.ts';
import type { TemplateResource } from '../cloudformation/template.ts';
import type { ApiParts, OperationAuth } from '../deployed/api-operations.ts';
import { isTree } from '../deployed/build.ts';
import { readOpenApi } from '../deployed/open-api.ts';
import type { Reader } from '../read.ts';
import { get, type Tree } from '../yaml/tree.ts';
import type { AttachedTrigger } from './attached.ts';
import { createFunctionFinder, type FunctionFinder } from './function-finder.ts';

type Resources = ReadonlyMap<string, TemplateResource>;

/** Parts of a path; deeper trees of resources are no real API. */
const MAX_PARTS = 50;

/** Routes that stand in resources of API Gateway, or in the OpenAPI document of one, with the functions they call. */
export function readAttachedApis(
  present: readonly TemplateResource[],
  functionIds: readonly string[],
  read: Reader,
  documents: ReadonlyMap<string, Tree | undefined>,
): AttachedTrigger[] {
  const resources: Resources = new Map(present.map((resource) => [resource.id, resource]));
  const find = createFunctionFinder(resources, new Set(functionIds));
  const withPreflight = new Set<string>();
  for (const { type, properties } of present) {
    if (type !== 'AWS::ApiGateway::Method' || text(get(properties, 'HttpMethod'), read) !== 'OPTIONS') continue;
    withPreflight.add(restPath(properties, resources, read) ?? '');
  }
  return present.flatMap((resource): AttachedTrigger[] => {
    const { type, properties, place } = resource;
    switch (type) {
      case 'AWS::ApiGateway::Method': {
        const functionId = find(get(properties, 'Integration', 'Uri'));
        const path = restPath(properties, resources, read);
        const method = text(get(properties, 'HttpMethod'), read)?.toUpperCase();
        if (functionId === undefined || path === undefined || method === undefined) return [];
        // A request that API Gateway rewrites has another shape than the model's event.
        if (text(get(properties, 'Integration', 'Type'), read)?.toUpperCase() === 'AWS') {
          return [{ functionId, trigger: { type: 'other', name: 'http (integration lambda)', place } }];
        }
        const trigger: HttpTrigger = {
          type: 'apigateway-v1',
          method: method === '*' ? 'ANY' : method,
          path,
          ...restAuthorizer(properties, resources, find, read),
          cors: withPreflight.has(path),
          place,
        };
        return [{ functionId, trigger }];
      }
      case 'AWS::ApiGatewayV2::Route':
        return readRoute(properties, place, resources, find, read);
      case 'AWS::ApiGateway::RestApi':
      case 'AWS::Serverless::Api':
        return fromDocument(documents.get(resource.id), 'apigateway-v1', find);
      case 'AWS::ApiGatewayV2::Api':
      case 'AWS::Serverless::HttpApi':
        return fromDocument(documents.get(resource.id), 'apigateway-v2', find);
      default:
        return [];
    }
  });
}

/** Routes of an OpenAPI document. */
export function fromDocument(
  body: Tree | undefined,
  type: HttpTrigger['type'],
  find: FunctionFinder,
): AttachedTrigger[] {
  if (body?.kind !== 'map') return [];
  const parts = readOpenApi(body);
  const preflight = new Set(parts.operations.filter(({ method }) => method === 'OPTIONS').map(({ path }) => path));
  return parts.operations.flatMap(({ path, method, auth, integration, place }) => {
    const functionId = isTree(integration.uri) ? find(integration.uri) : undefined;
    if (functionId === undefined) return [];
    const trigger: HttpTrigger = {
      type,
      method,
      path,
      ...(type === 'apigateway-v2' ? { payloadVersion: payloadOf(integration.payloadVersion) } : {}),
      authorizer: documentAuthorizer(auth, parts, find),
      cors: preflight.has(path),
      place,
    };
    return [{ functionId, trigger }];
  });
}

function payloadOf(version: unknown): '1.0' | '2.0' {
  return isTree(version) && version.kind === 'scalar' && String(version.value) === '2.0' ? '2.0' : '1.0';
}

function documentAuthorizer(auth: OperationAuth, { authorizers }: ApiParts, find: FunctionFinder): string {
  if (auth.type === 'NONE') return auth.apiKey ? 'api-key' : 'none';
  if (auth.type === 'AWS_IAM') return 'iam';
  if (auth.type === 'COGNITO_USER_POOLS') return 'cognito';
  if (auth.type === 'JWT') return 'jwt';
  const uri = authorizers.find(({ name }) => name === auth.authorizer)?.properties['AuthorizerUri'];
  return `lambda:${(isTree(uri) ? find(uri) : undefined) ?? auth.authorizer ?? ''}`;
}

/** The path of a method: the parts of its resource and of those above. */
function restPath(properties: Tree | undefined, resources: Resources, read: Reader): string | undefined {
  const parts: string[] = [];
  let here = get(properties, 'ResourceId');
  for (let depth = 0; here && depth < MAX_PARTS; depth++) {
    const reference = referenceOf(here);
    if (!reference || reference.attribute === 'RootResourceId') break;
    const resource = resources.get(reference.id);
    if (resource?.type !== 'AWS::ApiGateway::Resource') break;
    const part = text(get(resource.properties, 'PathPart'), read);
    if (part === undefined) return undefined;
    parts.unshift(part);
    here = get(resource.properties, 'ParentId');
  }
  return `/${parts.join('/')}`;
}

function restAuthorizer(
  properties: Tree | undefined,
  resources: Resources,
  find: FunctionFinder,
  read: Reader,
): Pick<HttpTrigger, 'authorizer' | 'authorizerType'> {
  const type = authorizationType(properties, read);
  if (type === 'UNKNOWN') return { authorizer: 'unknown' };
  if (type === 'AWS_IAM') return { authorizer: 'iam' };
  if (type === 'COGNITO_USER_POOLS') return { authorizer: 'cognito' };
  if (type === 'CUSTOM') {
    const id = referenceOf(get(properties, 'AuthorizerId'))?.id;
    const authorizer = id === undefined ? undefined : resources.get(id)?.properties;
    const kind = text(get(authorizer, 'Type'), read);
    return {
      authorizer: `lambda:${find(get(authorizer, 'AuthorizerUri')) ?? id ?? ''}`,
      ...(kind === 'REQUEST' ? { authorizerType: 'REQUEST' as const } : {}),
    };
  }
  return { authorizer: text(get(properties, 'ApiKeyRequired'), read) === 'true' ? 'api-key' : 'none' };
}

function readRoute(
  properties: Tree | undefined,
  place: SourcePlace,
  resources: Resources,
  find: FunctionFinder,
  read: Reader,
): AttachedTrigger[] {
  const api = resources.get(referenceOf(get(properties, 'ApiId'))?.id ?? '');
  const integration = find.reference(get(properties, 'Target'), 'AWS::ApiGatewayV2::Integration');
  const functionId = find(get(integration?.properties, 'IntegrationUri'));
  const key = text(get(properties, 'RouteKey'), read);
  if (functionId === undefined || key === undefined) return [];
  if (text(get(api?.properties, 'ProtocolType'), read) === 'WEBSOCKET') {
    return [{ functionId, trigger: { type: 'other', name: 'websocket', place } }];
  }
  const [method = 'ANY', path = '$default'] = key === '$default' ? [] : key.split(' ');
  const type = authorizationType(properties, read);
  const authorizerId = referenceOf(get(properties, 'AuthorizerId'))?.id;
  const authorizer = resources.get(authorizerId ?? '')?.properties;
  const words: Readonly<Record<string, string>> = { NONE: 'none', AWS_IAM: 'iam', JWT: 'jwt', UNKNOWN: 'unknown' };
  const payload = text(get(integration?.properties, 'PayloadFormatVersion'), read);
  const trigger: HttpTrigger = {
    type: 'apigateway-v2',
    method,
    path,
    payloadVersion: payload === '1.0' ? '1.0' : '2.0',
    authorizer: own(words, type) ?? `lambda:${find(get(authorizer, 'AuthorizerUri')) ?? authorizerId ?? ''}`,
    cors: get(api?.properties, 'CorsConfiguration') !== undefined,
    place,
  };
  return [{ functionId, trigger }];
}

/** In capitals; `NONE` where nothing is said, and `UNKNOWN` where only the deploy decides. */
function authorizationType(properties: Tree | undefined, read: Reader): string {
  const given = get(properties, 'AuthorizationType');
  const known = text(given, read);
  if (known !== undefined) return known.toUpperCase();
  return read.value(given)?.kind === 'unknown' ? 'UNKNOWN' : 'NONE';
}

function text(tree: Tree | undefined, read: Reader): string | undefined {
  const value = read.value(tree);
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : undefined;
}
