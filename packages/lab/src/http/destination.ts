import type { App } from '@bulkhead/core';
import { answerPreflight, answerRestPreflight, type CorsConfig, httpApiCors, isPreflight, URL_CORS } from './cors.ts';
import { decodeRawPath } from './event-v2.ts';
import { decodePercent } from './percent.ts';
import {
  type AlbRoute,
  type ApiMatch,
  collectRoutes,
  matchAlb,
  matchHttp,
  matchRest,
  type Routes,
  restResource,
  type UrlRoute,
} from './routes.ts';
import type { HttpAnswer, HttpRequest, HttpSource } from './types.ts';

/** Where a request goes. `path` is what is left of the local URL's path: what AWS would have been asked for. */
export type Destination =
  | { readonly source: 'rest' | 'http'; readonly match: ApiMatch; readonly path: string; readonly cors?: CorsConfig }
  | { readonly source: 'url'; readonly route: UrlRoute; readonly path: string; readonly cors?: CorsConfig }
  | { readonly source: 'alb'; readonly route: AlbRoute; readonly path: string }
  /** The gateway answers by itself: a preflight. */
  | { readonly source: HttpSource; readonly answer: HttpAnswer }
  | { readonly source: HttpSource; readonly fault: 'no-route' };

export interface Router {
  readonly routes: Routes;
  resolve(request: Pick<HttpRequest, 'method' | 'path' | 'headers'>): Destination;
}

/**
 * All of an app's sources on one port. REST and HTTP API routes stand at their own path, REST routes below `/<stage>` as
 * well; then come the load balancer's rules. `/_rest`, `/_http` and `/_alb` reach one source alone, whatever the others
 * have; a function URL is `/_url/<function id>`.
 */
export function createRouter(app: App): Router {
  const routes = collectRoutes(app);
  const cors = httpApiCors(app, routes);
  const main: HttpSource =
    routes.rest.length > 0 ? 'rest' : routes.http.length > 0 || routes.alb.length === 0 ? 'http' : 'alb';

  const resolveRest = (request: Wanted, path: string): Destination | undefined => {
    const resource = restResource(routes.rest, path);
    if (request.method === 'OPTIONS' && !resource.some(({ trigger }) => trigger.method === 'OPTIONS')) {
      const answer = answerRestPreflight(resource);
      if (answer) return { source: 'rest', answer };
    }
    const match = matchRest(routes.rest, path, request.method);
    return match && { source: 'rest', match, path };
  };

  /** Below `/<stage>` first, unless only `{proxy+}` would take the rest and the whole path is a route of its own. */
  const resolveStaged = (request: Wanted, path: string): Destination | undefined => {
    const plain = resolveRest(request, path);
    const prefix = `/${app.stage}`;
    if (path !== prefix && !path.startsWith(`${prefix}/`)) return plain;
    if (plain && !isGreedy(plain)) return plain;
    return resolveRest(request, path.slice(prefix.length) || '/') ?? plain;
  };

  const resolveHttp = (request: Wanted, path: string): Destination | undefined => {
    if (routes.http.length === 0) return undefined;
    if (cors && isPreflight(request)) return { source: 'http', answer: answerPreflight(cors, request, 204) };
    const match = matchHttp(routes.http, decodeRawPath(path), request.method);
    return match && { source: 'http', match, path, ...(cors && { cors }) };
  };

  const resolveAlb = (request: Wanted, path: string): Destination | undefined => {
    const route = matchAlb(routes.alb, path, request.method);
    return route && { source: 'alb', route, path };
  };

  const resolveUrl = (request: Wanted, functionId: string, path: string): Destination | undefined => {
    const route = routes.url.find((candidate) => candidate.functionId === functionId);
    if (!route) return undefined;
    if (!route.trigger.cors) return { source: 'url', route, path };
    if (isPreflight(request)) return { source: 'url', answer: answerPreflight(URL_CORS, request, 200) };
    return { source: 'url', route, path, cors: URL_CORS };
  };

  return {
    routes,
    resolve(request) {
      const url = /^\/_url\/([^/]+)(\/.*)?$/.exec(request.path);
      if (url) {
        const found = resolveUrl(request, decodePercent(url[1]!), url[2] ?? '/');
        return found ?? { source: 'url', fault: 'no-route' };
      }
      const single = /^\/_(rest|http|alb)(\/.*)?$/.exec(request.path);
      if (single && routes[single[1] as 'rest'].length > 0) {
        const source = single[1] as 'rest' | 'http' | 'alb';
        const resolveOne = { rest: resolveStaged, http: resolveHttp, alb: resolveAlb }[source];
        return resolveOne(request, single[2] ?? '/') ?? { source, fault: 'no-route' };
      }
      const rest = resolveStaged(request, request.path);
      const http = resolveHttp(request, request.path);
      if (rest && !(isGreedy(rest) && http && !isGreedy(http))) return rest;
      return http ?? resolveAlb(request, request.path) ?? { source: main, fault: 'no-route' };
    },
  };
}

type Wanted = Pick<HttpRequest, 'method' | 'headers'>;

function isGreedy(destination: Destination): boolean {
  return 'match' in destination && destination.match.greedy;
}
