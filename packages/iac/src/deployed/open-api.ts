import type { SourcePlace } from '@bulkhead/core';
import { intrinsicOf } from '../cloudformation/intrinsic.ts';
import { get, type MapEntry, type Tree } from '../yaml/tree.ts';
import type { ApiAuthorizer, ApiOperation, ApiParts, OperationAuth } from './api-operations.ts';
import type { Buildable } from './build.ts';

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);
const ANY = 'x-amazon-apigateway-any-method';
const VALIDATOR = 'x-amazon-apigateway-request-validator';
const INTEGRATION = 'x-amazon-apigateway-integration';
/** API Gateway takes up to 300 resources an API, by request more. */
const MAX_OPERATIONS = 3_000;

/**
 * Operations and authorizers of an OpenAPI document (2.0 or 3.0) with API Gateway's extensions.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 */
export function readOpenApi(body: Tree): ApiParts {
  const schemes = new Map<string, MapEntry>([
    ...entries(get(body, 'components', 'securitySchemes')),
    ...entries(get(body, 'securityDefinitions')),
  ]);
  const authorizers: ApiAuthorizer[] = [];
  for (const [name, { key, value }] of schemes) {
    const found = readAuthorizer(name, value, key);
    if (found) authorizers.push(found);
  }
  const schemas = readSchemas(body);
  const operations: ApiOperation[] = [];
  for (const [path, { value: item }] of entries(get(body, 'paths'))) {
    for (const [name, { key, value }] of entries(item)) {
      const isAny = name === ANY || name === 'x-amazon-apigateway-any-method';
      if (!isAny && !METHODS.has(name.toLowerCase())) continue;
      if (operations.length >= MAX_OPERATIONS) return { operations, authorizers, schemas };
      const method = isAny ? 'ANY' : name.toUpperCase();
      operations.push(readOperation(path, method, inside(value), body, schemes, key));
    }
  }
  return { operations, authorizers, schemas };
}

function readOperation(
  path: string,
  method: string,
  operation: Tree,
  body: Tree,
  schemes: ReadonlyMap<string, MapEntry>,
  place: SourcePlace,
): ApiOperation {
  const security = get(operation, 'security') ?? get(body, 'security');
  const integration = get(operation, INTEGRATION);
  return {
    path: path.startsWith('/') || path === '$default' ? path : `/${path}`,
    method,
    auth: readSecurity(security, schemes, operation),
    ...readRequest(operation, body),
    integration: {
      type: upper(get(integration, 'type')) ?? 'AWS_PROXY',
      uri: get(integration, 'uri'),
      payloadVersion: get(integration, 'payloadFormatVersion'),
      timeoutMillis: get(integration, 'timeoutInMillis'),
      responseParameters: get(integration, 'responses', 'default', 'responseParameters'),
    },
    place,
  };
}

/** What is asked of the body of a request: OpenAPI 3 names it by media type, 2.0 for all that the operation consumes. */
function readRequest(operation: Tree, body: Tree): Pick<ApiOperation, 'request'> {
  const name = text(get(operation, VALIDATOR)) ?? text(get(body, VALIDATOR));
  const validator = name === undefined ? undefined : get(body, `${VALIDATOR}s`, name);
  if (text(get(validator, 'validateRequestBody')) !== 'true') return {};
  const models = new Map<string, Tree>();
  for (const [mediaType, { value }] of entries(get(resolved(get(operation, 'requestBody'), body), 'content'))) {
    const schema = get(value, 'schema');
    if (schema) models.set(mediaType, schema);
  }
  const parameters = get(operation, 'parameters');
  for (const item of parameters?.kind === 'list' ? parameters.items : []) {
    const parameter = resolved(item, body);
    const schema = text(get(parameter, 'in')) === 'body' ? get(parameter, 'schema') : undefined;
    if (!schema) continue;
    const consumes = get(operation, 'consumes') ?? get(body, 'consumes');
    const types = consumes?.kind === 'list' ? consumes.items.map((one) => text(one)) : [];
    for (const mediaType of types.length > 0 ? types : ['application/json']) {
      if (mediaType !== undefined) models.set(mediaType, schema);
    }
  }
  return models.size === 0 ? {} : { request: { models } };
}

/** Schemas of a document by their names. */
function readSchemas(body: Tree): ReadonlyMap<string, Tree> {
  const all = [...entries(get(body, 'components', 'schemas')), ...entries(get(body, 'definitions'))];
  return new Map(all.map(([name, { value }]) => [name, value]));
}

/** What a reference within the document stands for. */
function resolved(tree: Tree | undefined, body: Tree): Tree | undefined {
  const reference = text(get(tree, '$ref'));
  const path = reference?.startsWith('#/') ? reference.slice(2).split('/') : undefined;
  return path ? get(body, ...path) : tree;
}

/** Requirements of one operation; API Gateway asks for all that it knows. */
function readSecurity(
  security: Tree | undefined,
  schemes: ReadonlyMap<string, MapEntry>,
  operation: Tree,
): OperationAuth {
  let auth: OperationAuth = { type: 'NONE' };
  let apiKey = false;
  for (const item of security?.kind === 'list' ? security.items : []) {
    for (const [name, { value }] of entries(item)) {
      const scheme = schemes.get(name)?.value;
      const kind = schemeKind(scheme, name);
      if (kind === 'api-key') apiKey = true;
      else if (kind) {
        const scopes = value.kind === 'list' && value.items.length > 0 ? value : undefined;
        auth = kind === 'AWS_IAM' ? { type: 'AWS_IAM' } : { type: kind, authorizer: name, scopes };
      }
    }
  }
  const extension = get(operation, 'x-amazon-apigateway-auth', 'type');
  if (extension?.kind === 'scalar' && String(extension.value).toUpperCase() === 'AWS_IAM') auth = { type: 'AWS_IAM' };
  return { ...auth, apiKey };
}

function schemeKind(scheme: Tree | undefined, name: string): OperationAuth['type'] | 'api-key' | undefined {
  if (!scheme) return name === 'api_key' ? 'api-key' : name === 'AWS_IAM' ? 'AWS_IAM' : undefined;
  const authType = text(get(scheme, 'x-amazon-apigateway-authtype'))?.toLowerCase();
  if (authType === 'awssigv4') return 'AWS_IAM';
  const authorizer = get(scheme, 'x-amazon-apigateway-authorizer');
  const type = text(get(authorizer, 'type'))?.toLowerCase();
  if (type === 'cognito_user_pools') return 'COGNITO_USER_POOLS';
  if (type === 'jwt' || (text(get(scheme, 'type')) === 'oauth2' && authorizer)) return 'JWT';
  if (authorizer) return 'CUSTOM';
  return text(get(scheme, 'type')) === 'apiKey' ? 'api-key' : undefined;
}

function readAuthorizer(name: string, scheme: Tree, place: SourcePlace): ApiAuthorizer | undefined {
  const authorizer = get(scheme, 'x-amazon-apigateway-authorizer');
  if (!authorizer) return undefined;
  const of = (key: string): Buildable => get(authorizer, key);
  const providers = get(authorizer, 'providerARNs');
  const jwt = get(authorizer, 'jwtConfiguration');
  return {
    name,
    place,
    properties: {
      Type: providers ? 'COGNITO_USER_POOLS' : jwt ? 'JWT' : (upper(get(authorizer, 'type')) ?? 'TOKEN'),
      AuthorizerType: upper(get(authorizer, 'type')),
      AuthorizerUri: of('authorizerUri'),
      AuthorizerCredentials: of('authorizerCredentials'),
      AuthorizerResultTtlInSeconds: of('authorizerResultTtlInSeconds'),
      AuthorizerPayloadFormatVersion: of('authorizerPayloadFormatVersion'),
      EnableSimpleResponses: of('enableSimpleResponses'),
      IdentitySource: of('identitySource') ?? header(get(scheme, 'name')),
      IdentityValidationExpression: of('identityValidationExpression'),
      ProviderARNs: providers,
      JwtConfiguration: jwt && { Issuer: get(jwt, 'issuer'), Audience: get(jwt, 'audience') },
    },
  };
}

function header(name: Tree | undefined): string | undefined {
  const known = text(name);
  return known === undefined || known === 'Unused' ? undefined : `method.request.header.${known}`;
}

/** SAM wraps operations of conditional functions into `Fn::If`. */
function inside(tree: Tree): Tree {
  const call = intrinsicOf(tree);
  const branch = call?.name === 'Fn::If' && call.argument.kind === 'list' ? call.argument.items[1] : undefined;
  return branch ?? tree;
}

function entries(tree: Tree | undefined): Iterable<[string, MapEntry]> {
  if (!tree) return [];
  const found = inside(tree);
  return found.kind === 'map' && !intrinsicOf(found) ? found.entries : [];
}

function text(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' && tree.value !== null ? String(tree.value) : undefined;
}

function upper(tree: Tree | undefined): Buildable {
  const known = text(tree);
  return known === undefined ? tree : known.toUpperCase();
}
