import type { DeployedResource, SourcePlace, TemplateValue } from '@bulkhead/core';
import type { PostureModel, TemplateModel } from '../rule.ts';
import { ofType, resourceById } from './resources.ts';
import { field, isTrue, itemsOf, literal, refsOf, textOf } from './values.ts';

/** Who gets through: anybody, who proves who they are, or who is inside of a network or account already. */
export type RouteAccess = 'public' | 'authenticated' | 'internal' | 'unknown';

/** One way into an application over HTTP. */
export interface Route {
  /** Logical id of the API, or of the function for its URL. */
  readonly api: string;
  readonly kind: 'REST' | 'HTTP' | 'WebSocket' | 'function URL';
  /** `GET`; `*` for a function URL, `ANY` where the API says so. */
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess;
  /** How: `nothing`, `API key only`, `IAM`, `Cognito`, `JWT`, `Lambda authorizer NAME`, `private endpoint`. */
  readonly by: string;
  /** Id of the function behind it; left out for another integration. */
  readonly function?: string;
  readonly place: SourcePlace;
}

/** Every route of an application, by API, path and method. */
export function routesOf(model: PostureModel): readonly Route[] {
  return [...restRoutes(model), ...v2Routes(model), ...functionUrls(model)].sort(
    (a, b) => order(a.api, b.api) || order(a.path, b.path) || order(a.method, b.method),
  );
}

function restRoutes(model: PostureModel): Route[] {
  return ofType(model, 'AWS::ApiGateway::Method').map((method): Route => {
    const { properties } = method;
    const [api = '?'] = refsOf(field(properties, 'RestApiId'));
    const type = literal(field(properties, 'AuthorizationType')) ?? 'NONE';
    const needsKey = isTrue(field(properties, 'ApiKeyRequired')) === 'yes';
    const isPrivate = itemsOf(field(resourceById(model, api)?.properties, 'EndpointConfiguration', 'Types')).some(
      (one) => literal(one) === 'PRIVATE',
    );
    const auth = authOf(model, type, field(properties, 'AuthorizerId'));
    const open = auth.access === 'public' && needsKey ? { access: 'public' as const, by: 'API key only' } : auth;
    const target = functionBehind(model, field(properties, 'Integration', 'Uri'));
    return {
      api,
      kind: 'REST',
      method: literal(field(properties, 'HttpMethod')) ?? '?',
      path: restPath(model, field(properties, 'ResourceId')),
      ...(isPrivate && open.access === 'public' ? { access: 'internal' as const, by: 'private endpoint' } : open),
      ...(target === undefined ? {} : { function: target }),
      place: method.place,
    };
  });
}

/** A resource knows its own part of the path and its parent; what a framework derived has the path as text. */
function restPath(model: PostureModel, value: TemplateValue | undefined): string {
  const parts: string[] = [];
  let here = value;
  // API Gateway allows fewer levels; a circle ends here.
  for (let depth = 0; depth < 30; depth++) {
    const text = literal(here);
    if (text !== undefined) return `${text === '/' ? '' : text}/${parts.join('/')}`.replace(/(?<=.)\/$/, '');
    const resource = resourceById(model, refsOf(here)[0]);
    if (resource?.type !== 'AWS::ApiGateway::Resource') break;
    parts.unshift(literal(field(resource.properties, 'PathPart')) ?? '?');
    here = field(resource.properties, 'ParentId');
  }
  return `/${parts.join('/')}`;
}

function v2Routes(model: PostureModel): Route[] {
  return ofType(model, 'AWS::ApiGatewayV2::Route').map((route): Route => {
    const { properties } = route;
    const [api = '?'] = refsOf(field(properties, 'ApiId'));
    const isWebSocket = literal(field(resourceById(model, api)?.properties, 'ProtocolType')) === 'WEBSOCKET';
    const key = literal(field(properties, 'RouteKey')) ?? '?';
    const [method, path] = isWebSocket || !key.includes(' ') ? ['ANY', key] : (key.split(' ') as [string, string]);
    const type = literal(field(properties, 'AuthorizationType')) ?? 'NONE';
    // Of a WebSocket API only the connection is asked for a proof; what comes later belongs to it.
    const connect = isWebSocket && key !== '$connect' ? connectRoute(model, api) : undefined;
    const auth = connect
      ? authOf(
          model,
          literal(field(connect.properties, 'AuthorizationType')) ?? 'NONE',
          field(connect.properties, 'AuthorizerId'),
        )
      : authOf(model, type, field(properties, 'AuthorizerId'));
    const integration = resourceById(model, refsOf(field(properties, 'Target'))[0]);
    const target = functionBehind(model, field(integration?.properties, 'IntegrationUri'));
    return {
      api,
      kind: isWebSocket ? 'WebSocket' : 'HTTP',
      method,
      path,
      ...auth,
      ...(target === undefined ? {} : { function: target }),
      place: route.place,
    };
  });
}

function connectRoute(model: PostureModel, api: string): DeployedResource | undefined {
  return ofType(model, 'AWS::ApiGatewayV2::Route').find(
    ({ properties }) =>
      refsOf(field(properties, 'ApiId'))[0] === api && literal(field(properties, 'RouteKey')) === '$connect',
  );
}

function functionUrls(model: PostureModel): Route[] {
  return ofType(model, 'AWS::Lambda::Url').map((url): Route => {
    const target = functionBehind(model, field(url.properties, 'TargetFunctionArn'));
    const isOpen = literal(field(url.properties, 'AuthType')) === 'NONE';
    return {
      api: target ?? url.id,
      kind: 'function URL',
      method: '*',
      path: '/',
      access: isOpen ? 'public' : 'authenticated',
      by: isOpen ? 'nothing' : 'IAM',
      ...(target === undefined ? {} : { function: target }),
      place: url.place,
    };
  });
}

function authOf(
  model: PostureModel,
  type: string,
  authorizer: TemplateValue | undefined,
): Pick<Route, 'access' | 'by'> {
  switch (type) {
    case 'NONE':
      return { access: 'public', by: 'nothing' };
    case 'AWS_IAM':
      return { access: 'authenticated', by: 'IAM' };
    case 'COGNITO_USER_POOLS':
      return { access: 'authenticated', by: 'Cognito' };
    case 'JWT':
      return { access: 'authenticated', by: 'JWT' };
    case 'CUSTOM': {
      const resource = resourceById(model, refsOf(authorizer)[0]);
      const uri = field(resource?.properties, 'AuthorizerUri');
      return {
        access: 'authenticated',
        by: `Lambda authorizer ${functionBehind(model, uri) ?? resource?.id ?? ''}`.trimEnd(),
      };
    }
    default:
      return { access: 'unknown', by: type };
  }
}

/** The function that an integration's URI names. */
export function functionBehind(model: TemplateModel, value: TemplateValue | undefined): string | undefined {
  for (const ref of refsOf(value)) {
    const found = model.app.functions.find(({ id, logicalId }) => (logicalId ?? id) === ref || id === ref);
    if (found) return found.id;
    // An alias stands before its function.
    const alias = resourceById(model, ref);
    if (alias?.type === 'AWS::Lambda::Alias') return functionBehind(model, field(alias.properties, 'FunctionName'));
  }
  const name = /:function:([\w-]+)/.exec(textOf(value))?.[1];
  return name === undefined ? undefined : model.app.functions.find((fn) => fn.name === name)?.id;
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
