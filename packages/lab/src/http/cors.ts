import type { App } from '@bulkhead/core';
import { headerValue } from './headers.ts';
import type { ApiRoute, Routes } from './routes.ts';
import type { HttpAnswer, HttpRequest } from './types.ts';

export interface CorsConfig {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds. */
  readonly maxAge?: number;
}

/** What the Serverless Framework writes for `cors: true`; the app model has no more than that flag. */
const DEFAULT_HEADERS = [
  'Content-Type',
  'X-Amz-Date',
  'Authorization',
  'X-Api-Key',
  'X-Amz-Security-Token',
  'X-Amz-User-Agent',
  'X-Amzn-Trace-Id',
];

const OPEN: CorsConfig = {
  allowOrigins: ['*'],
  allowMethods: ['*'],
  allowHeaders: DEFAULT_HEADERS,
  exposeHeaders: [],
  allowCredentials: false,
};

export const URL_CORS: CorsConfig = { ...OPEN, allowHeaders: ['*'] };

/** CORS of the whole HTTP API: the template's own `CorsConfiguration` where it is literal, otherwise open to all. */
export function httpApiCors(app: App, routes: Routes): CorsConfig | undefined {
  if (!routes.http.some(({ trigger }) => trigger.cors)) return undefined;
  const methods = [...new Set(['OPTIONS', ...routes.http.map(({ trigger }) => trigger.method)])];
  const open: CorsConfig = { ...OPEN, allowMethods: methods.includes('ANY') ? ['*'] : methods };
  for (const resource of app.resources) {
    if (resource.type !== 'AWS::Serverless::HttpApi' && resource.type !== 'AWS::ApiGatewayV2::Api') continue;
    const config = resource.properties['CorsConfiguration'];
    if (typeof config === 'object' && config !== null) return readConfig(config as Record<string, unknown>, open);
  }
  return open;
}

function readConfig(config: Record<string, unknown>, open: CorsConfig): CorsConfig {
  const list = (key: string): string[] | undefined => {
    const value = config[key];
    return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
  };
  const maxAge = config['MaxAge'];
  return {
    allowOrigins: list('AllowOrigins') ?? open.allowOrigins,
    allowMethods: list('AllowMethods') ?? open.allowMethods,
    allowHeaders: list('AllowHeaders') ?? open.allowHeaders,
    exposeHeaders: list('ExposeHeaders') ?? [],
    allowCredentials: config['AllowCredentials'] === true,
    ...(typeof maxAge === 'number' && { maxAge }),
  };
}

export function isPreflight(request: Pick<HttpRequest, 'method' | 'headers'>): boolean {
  return (
    request.method === 'OPTIONS' &&
    headerValue(request.headers, 'origin') !== undefined &&
    headerValue(request.headers, 'access-control-request-method') !== undefined
  );
}

/** Answer to a preflight without the function: 204 from an HTTP API, 200 from a function URL. */
export function answerPreflight(
  config: CorsConfig,
  request: Pick<HttpRequest, 'headers'>,
  status: 200 | 204,
): HttpAnswer {
  const origin = originHeaders(config, headerValue(request.headers, 'origin'));
  const headers: [string, string][] | undefined = origin && [
    ...origin,
    ['Access-Control-Allow-Methods', config.allowMethods.join(',')],
    ['Access-Control-Allow-Headers', config.allowHeaders.join(',')],
    ...(config.maxAge === undefined ? [] : ([['Access-Control-Max-Age', String(config.maxAge)]] as [string, string][])),
  ];
  return { status, headers: headers ?? [], body: Buffer.alloc(0) };
}

/**
 * A configured API ignores the function's own CORS headers and adds its own to answers to a request with `Origin`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function applyCors(config: CorsConfig, request: Pick<HttpRequest, 'headers'>, answer: HttpAnswer): HttpAnswer {
  const kept = answer.headers.filter(([name]) => !name.toLowerCase().startsWith('access-control-'));
  const origin = originHeaders(config, headerValue(request.headers, 'origin'));
  const exposed: [string, string][] =
    origin && config.exposeHeaders.length > 0
      ? [['Access-Control-Expose-Headers', config.exposeHeaders.join(',')]]
      : [];
  return { ...answer, headers: [...kept, ...(origin ?? []), ...exposed] };
}

/** Undefined where the origin is absent or not allowed. */
function originHeaders(config: CorsConfig, origin: string | undefined): [string, string][] | undefined {
  if (origin === undefined) return undefined;
  const any = config.allowOrigins.includes('*');
  if (!any && !config.allowOrigins.includes(origin)) return undefined;
  const headers: [string, string][] = [['Access-Control-Allow-Origin', any ? '*' : origin]];
  if (!any) headers.push(['Vary', 'Origin']);
  if (config.allowCredentials) headers.push(['Access-Control-Allow-Credentials', 'true']);
  return headers;
}

const ALL_METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];

/**
 * Answer of the mock `OPTIONS` method that frameworks put beside a REST resource with CORS. The function's own answers
 * stay as they are: a REST API adds no CORS headers to a proxy integration.
 */
export function answerRestPreflight(resource: readonly ApiRoute[]): HttpAnswer | undefined {
  const open = resource.filter(({ trigger }) => trigger.cors);
  if (open.length === 0) return undefined;
  const methods = open.flatMap(({ trigger }) => (trigger.method === 'ANY' ? ALL_METHODS : [trigger.method]));
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json'],
      ['Access-Control-Allow-Origin', '*'],
      ['Access-Control-Allow-Headers', DEFAULT_HEADERS.join(',')],
      ['Access-Control-Allow-Methods', [...new Set(['OPTIONS', ...methods])].join(',')],
    ],
    body: Buffer.alloc(0),
  };
}
