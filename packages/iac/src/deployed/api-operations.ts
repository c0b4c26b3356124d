import type { SourcePlace } from '@bulkhead/core';
import type { Tree } from '../yaml/tree.ts';
import { type Buildable, join, ref } from './build.ts';
import type { ExpandedResource } from './expanded.ts';
import { generate } from './sam/expansion.ts';

/** How callers of an operation prove who they are. */
export interface OperationAuth {
  /** In the words of `AWS::ApiGateway::Method` and `AWS::ApiGatewayV2::Route`. */
  readonly type: 'NONE' | 'AWS_IAM' | 'CUSTOM' | 'COGNITO_USER_POOLS' | 'JWT';
  /** Name of the authorizer in its document. */
  readonly authorizer?: string;
  readonly scopes?: Tree | undefined;
  readonly apiKey?: boolean;
}

/** A method of a path, whatever describes it: an event, an OpenAPI document. */
export interface ApiOperation {
  readonly path: string;
  /** Upper case; `ANY`. */
  readonly method: string;
  readonly auth: OperationAuth;
  readonly integration: {
    readonly type: Buildable;
    /** The function or alias, or the URI of an OpenAPI document. */
    readonly uri: Buildable;
    readonly payloadVersion?: Buildable;
    readonly timeoutMillis?: Buildable;
    /** What an OPTIONS method answers. */
    readonly responseParameters?: Buildable;
  };
  /** Of a REST API that checks bodies: by media type the schema, or a reference to one of {@link ApiParts.schemas}. */
  readonly request?: { readonly models: ReadonlyMap<string, Tree> };
  readonly place: SourcePlace;
}

export interface ApiAuthorizer {
  readonly name: string;
  readonly properties: Readonly<Record<string, Buildable>>;
  readonly place: SourcePlace;
}

export interface ApiParts {
  readonly operations: readonly ApiOperation[];
  readonly authorizers: readonly ApiAuthorizer[];
  /** By name. */
  readonly schemas?: ReadonlyMap<string, Tree>;
}

/**
 * Adds methods or routes and authorizers as resources of their own, so that an API reads the same whether its
 * operations stand in events, in an OpenAPI document or in resources.
 */
export function addApiParts(
  api: { readonly id: string; readonly kind: 'rest' | 'http'; readonly condition: string | undefined },
  { operations, authorizers, schemas }: ApiParts,
  out: Map<string, ExpandedResource>,
): void {
  const { id, kind, condition } = api;
  for (const { name, properties, place } of authorizers) {
    // The two kinds of API have their own word for it.
    const { Type: restType, AuthorizerType: httpType, ...rest } = properties;
    const own =
      kind === 'rest'
        ? { RestApiId: ref(id), Type: restType }
        : { ApiId: ref(id), AuthorizerType: httpType ?? restType };
    generate(out, {
      id: authorizerId(id, name),
      type: kind === 'rest' ? 'AWS::ApiGateway::Authorizer' : 'AWS::ApiGatewayV2::Authorizer',
      place,
      condition,
      properties: { Name: name, ...own, ...rest },
    });
  }
  const known = new Set(authorizers.map(({ name }) => name));
  if (kind === 'rest' && operations.some(({ request }) => request)) addSchemas(api, schemas, operations[0]!.place, out);
  for (const operation of operations) {
    const { path, method, auth, integration, place } = operation;
    const authorizer = auth.authorizer !== undefined && known.has(auth.authorizer) ? auth.authorizer : undefined;
    const authorizerRef = authorizer === undefined ? undefined : ref(authorizerId(id, authorizer));
    const suffix = `${method.charAt(0)}${method.slice(1).toLowerCase()}${idOf(path)}`;
    if (kind === 'rest') {
      generate(out, {
        id: `${id}Method${suffix}`,
        type: 'AWS::ApiGateway::Method',
        place,
        condition,
        properties: {
          RestApiId: ref(id),
          ResourceId: path,
          HttpMethod: method,
          AuthorizationType: auth.type,
          AuthorizerId: authorizerRef,
          AuthorizationScopes: auth.scopes,
          ApiKeyRequired: auth.apiKey === true,
          ...addRequest(operation, `${id}${suffix}`, api, out),
          Integration: {
            Type: integration.type,
            Uri: integration.uri,
            TimeoutInMillis: integration.timeoutMillis,
            IntegrationResponses: integration.responseParameters && [
              { StatusCode: '200', ResponseParameters: integration.responseParameters },
            ],
          },
        },
      });
      continue;
    }
    const integrationId = `${id}Integration${suffix}`;
    generate(out, {
      id: integrationId,
      type: 'AWS::ApiGatewayV2::Integration',
      place,
      condition,
      properties: {
        ApiId: ref(id),
        IntegrationType: integration.type,
        IntegrationUri: integration.uri,
        PayloadFormatVersion: integration.payloadVersion,
        TimeoutInMillis: integration.timeoutMillis,
      },
    });
    generate(out, {
      id: `${id}Route${suffix}`,
      type: 'AWS::ApiGatewayV2::Route',
      place,
      condition,
      properties: {
        ApiId: ref(id),
        RouteKey: path === '$default' ? '$default' : `${method} ${path}`,
        AuthorizationType: auth.type,
        AuthorizerId: authorizerRef,
        AuthorizationScopes: auth.scopes,
        Target: join('/', 'integrations', ref(integrationId)),
      },
    });
  }
}

interface Api {
  readonly id: string;
  readonly condition: string | undefined;
}

/** Named schemas, and the one validator that stands for all which check bodies. */
function addSchemas(
  { id, condition }: Api,
  schemas: ReadonlyMap<string, Tree> = new Map(),
  place: SourcePlace,
  out: Map<string, ExpandedResource>,
): void {
  generate(out, {
    id: validatorId(id),
    type: 'AWS::ApiGateway::RequestValidator',
    place,
    condition,
    properties: { RestApiId: ref(id), ValidateRequestBody: true },
  });
  for (const [name, schema] of schemas) {
    generate(out, {
      id: modelId(id, name),
      type: 'AWS::ApiGateway::Model',
      place: schema.place,
      condition,
      properties: { RestApiId: ref(id), Name: name, Schema: schema },
    });
  }
}

/** Validator and models of one method; a schema that is written in its place becomes a model of its own. */
function addRequest(
  { request }: ApiOperation,
  own: string,
  { id, condition }: Api,
  out: Map<string, ExpandedResource>,
): Readonly<Record<string, Buildable>> {
  if (!request) return {};
  const models: Record<string, Buildable> = {};
  for (const [mediaType, schema] of request.models) {
    const model = modelId(own, mediaType);
    generate(out, {
      id: model,
      type: 'AWS::ApiGateway::Model',
      place: schema.place,
      condition,
      properties: { RestApiId: ref(id), ContentType: mediaType, Schema: schema },
    });
    models[mediaType] = ref(model);
  }
  return { RequestValidatorId: ref(validatorId(id)), RequestModels: models };
}

function validatorId(api: string): string {
  return `${api}BodyValidator`;
}

function modelId(api: string, name: string): string {
  return `${api}Model${name.replace(/[^A-Za-z0-9]/g, '')}`;
}

function authorizerId(api: string, name: string): string {
  return `${api}Authorizer${name.replace(/[^A-Za-z0-9]/g, '')}`;
}

/** `/orders/{id}` is `OrdersIdVar`, in the manner of the Serverless Framework. */
function idOf(path: string): string {
  return path
    .split('/')
    .map((part) => part.replace(/\{(.*?)\+?\}/g, '$1Var').replace(/[^A-Za-z0-9]/g, ''))
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join('');
}
