import { randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT } from '@bulkhead/core';
import { routeKey } from './event-v1.ts';
import { headerValue, viewHeaders } from './headers.ts';
import { type ApiIdentity, extendedRequestId, formatRequestTime, stableId } from './identity.ts';
import { encodeBody, isTextType } from './media.ts';
import { decodePercent } from './percent.ts';
import { decodeQuery, groupPairs, mapValues } from './query.ts';
import type { ApiMatch } from './routes.ts';
import type { Authorization, HttpRequest, LambdaEvent } from './types.ts';

/**
 * `rawPath` of an HTTP API: decoded, in spite of its name, and cut at a decoded `?`
 * (live captures: hotsock/voker#8, aws/aws-lambda-dotnet `V2_SpecialCharactersInPath`).
 */
export function decodeRawPath(path: string): string {
  const decoded = decodePercent(path);
  const cut = decoded.indexOf('?');
  return cut < 0 ? decoded : decoded.slice(0, cut);
}

/** Event of an HTTP API, payload format 2.0. Keys without a value are left out, never null. */
export function buildHttpV2Event(
  request: HttpRequest,
  match: ApiMatch,
  path: string,
  api: ApiIdentity,
  authorization: Authorization = {},
): LambdaEvent {
  const key = routeKey(match);
  const rawPath = decodeRawPath(path);
  const { headers, ...rest } = common(request);
  if (headers['content-length'] === undefined) headers['content-length'] = String(request.body.length);
  return {
    version: '2.0',
    routeKey: key,
    rawPath,
    ...rest.query,
    headers,
    ...rest.parameters,
    requestContext: {
      accountId: api.accountId,
      apiId: api.apiId,
      ...(authorization.authorizer && { authorizer: authorization.authorizer }),
      domainName: api.domainName,
      domainPrefix: api.apiId,
      http: httpContext(request, rawPath),
      requestId: extendedRequestId(),
      routeKey: key,
      stage: api.stage,
      time: formatRequestTime(request.time),
      timeEpoch: request.time,
    },
    ...(match.parameters && { pathParameters: match.parameters }),
    ...rest.body,
  };
}

/**
 * Event of a function URL: format 2.0 with `$default` as route. `rawPath` stays percent-encoded (live captures:
 * hotsock/voker#8).
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function buildUrlEvent(
  request: HttpRequest,
  functionId: string,
  path: string,
  region: string,
  authorization: Authorization = {},
): LambdaEvent {
  const urlId = stableId(`url ${functionId}`, 32);
  const { headers, query, parameters, body } = common(request);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    ...query,
    headers,
    ...parameters,
    requestContext: {
      accountId: authorization.authorizer ? LOCAL_ACCOUNT : 'anonymous',
      apiId: urlId,
      ...(authorization.authorizer && { authentication: null, authorizer: authorization.authorizer }),
      domainName: `${urlId}.lambda-url.${region}.on.aws`,
      domainPrefix: urlId,
      http: httpContext(request, path),
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: formatRequestTime(request.time),
      timeEpoch: request.time,
    },
    ...body,
  };
}

function httpContext(request: HttpRequest, path: string) {
  return {
    method: request.method,
    path,
    protocol: request.protocol,
    sourceIp: request.sourceIp,
    userAgent: headerValue(request.headers, 'user-agent') ?? '',
  };
}

function common(request: HttpRequest) {
  const cookies = request.headers
    .filter(([name]) => name.toLowerCase() === 'cookie')
    .flatMap(([, value]) => value.split(';'))
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie !== '');
  const parameters = groupPairs(decodeQuery(request.query));
  const { body, isBase64Encoded } = encodeBody(request.body, isTextType(headerValue(request.headers, 'content-type')));
  return {
    headers: mapValues(viewHeaders(request, { lower: true, drop: ['cookie'] }), (values) => values.join(',')),
    query: { rawQueryString: request.query, ...(cookies.length > 0 && { cookies }) },
    parameters: parameters.size > 0 && { queryStringParameters: mapValues(parameters, (values) => values.join(',')) },
    body: { ...(body !== null && { body }), isBase64Encoded },
  };
}
