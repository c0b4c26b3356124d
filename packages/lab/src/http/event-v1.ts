import { randomUUID } from 'node:crypto';
import { headerValue, viewHeaders } from './headers.ts';
import { type ApiIdentity, extendedRequestId, formatRequestTime, stableId } from './identity.ts';
import { encodeBody, isTextType, matchesMedia, mediaType } from './media.ts';
import { decodePercent } from './percent.ts';
import { decodeQuery, groupPairs, lastOf, mapValues } from './query.ts';
import type { ApiMatch } from './routes.ts';
import type { Authorization, HttpRequest, LambdaEvent } from './types.ts';

/**
 * Event of a REST API's Lambda proxy integration.
 * `path` and `pathParameters` stay percent-encoded, the query is decoded (aws/aws-lambda-dotnet, LambdaTestTool-v2,
 * compared with live APIs); a raw `;` splits the query like `&` (API Gateway's "important notes").
 * @param path as sent, without the stage
 */
export function buildRestEvent(
  request: HttpRequest,
  match: ApiMatch,
  path: string,
  api: ApiIdentity,
  authorization: Authorization = {},
): LambdaEvent {
  const { trigger } = match;
  // Samples of live REST events have no Content-Length; the sample of a REQUEST authorizer has.
  const headers = viewHeaders(request, { lower: false, drop: ['content-length'] });
  const query = groupPairs(decodeQuery(request.query, /[&;]/));
  const binary = trigger.binaryMediaTypes ?? [];
  const type = mediaType(headerValue(request.headers, 'content-type')) || 'application/json';
  const requestId = randomUUID();
  return {
    resource: trigger.path,
    path,
    httpMethod: request.method,
    ...multiValue(headers, query),
    pathParameters: match.parameters,
    stageVariables: null,
    requestContext: {
      resourceId: stableId(trigger.path, 6),
      ...(authorization.authorizer && { authorizer: authorization.authorizer }),
      resourcePath: trigger.path,
      httpMethod: request.method,
      extendedRequestId: extendedRequestId(),
      requestTime: formatRequestTime(request.time),
      path: `/${api.stage}${path}`,
      accountId: api.accountId,
      protocol: request.protocol,
      stage: api.stage,
      domainPrefix: api.apiId,
      requestTimeEpoch: request.time,
      requestId,
      identity: { ...identityOf(request), ...authorization.identity },
      domainName: api.domainName,
      deploymentId: stableId(`deployment ${api.apiId}`, 6),
      apiId: api.apiId,
    },
    ...encodeBody(request.body, !matchesMedia(type, binary)),
  };
}

/**
 * Event of an HTTP API with payload format 1.0: as a REST API's, with `version`, decoded path parameters and the base64
 * rule of HTTP APIs. `path` stays encoded (aws/aws-lambda-dotnet, `V1_SpecialCharactersInPath`, mode HttpV1).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function buildHttpV1Event(
  request: HttpRequest,
  match: ApiMatch,
  path: string,
  api: ApiIdentity,
  authorization: Authorization = {},
): LambdaEvent {
  const { trigger } = match;
  const headers = viewHeaders(request, { lower: false, drop: ['content-length'] });
  headers.set('Content-Length', [String(request.body.length)]);
  const resource = trigger.path;
  const id = extendedRequestId();
  return {
    version: '1.0',
    resource,
    path,
    httpMethod: request.method,
    ...multiValue(headers, groupPairs(decodeQuery(request.query))),
    requestContext: {
      accountId: api.accountId,
      apiId: api.apiId,
      ...(authorization.authorizer && { authorizer: authorization.authorizer }),
      domainName: api.domainName,
      domainPrefix: api.apiId,
      extendedRequestId: id,
      httpMethod: request.method,
      identity: { ...identityOf(request), ...authorization.identity },
      path,
      protocol: request.protocol,
      requestId: id,
      requestTime: formatRequestTime(request.time),
      requestTimeEpoch: request.time,
      resourceId: routeKey(match),
      resourcePath: resource,
      stage: api.stage,
    },
    pathParameters: decodeParameters(match.parameters),
    stageVariables: null,
    ...encodeBody(request.body, isTextType(headerValue(request.headers, 'content-type'))),
  };
}

/** `GET /pets/{id}`, or `$default`. */
export function routeKey(match: ApiMatch): string {
  return match.trigger.path === '$default' ? '$default' : `${match.trigger.method} ${match.trigger.path}`;
}

function decodeParameters(parameters: ApiMatch['parameters']): Record<string, string> | null {
  return (
    parameters && Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decodePercent(value)]))
  );
}

function multiValue(headers: ReadonlyMap<string, string[]>, query: ReadonlyMap<string, string[]>) {
  const none = query.size === 0;
  return {
    headers: mapValues(headers, lastOf),
    multiValueHeaders: mapValues(headers, (values) => values),
    queryStringParameters: none ? null : mapValues(query, lastOf),
    multiValueQueryStringParameters: none ? null : mapValues(query, (values) => values),
  };
}

function identityOf(request: HttpRequest): Record<string, string | null> {
  return {
    cognitoIdentityPoolId: null,
    accountId: null,
    cognitoIdentityId: null,
    caller: null,
    sourceIp: request.sourceIp,
    principalOrgId: null,
    accessKey: null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: null,
    userAgent: headerValue(request.headers, 'user-agent') ?? null,
    user: null,
  };
}
