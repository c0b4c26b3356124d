import type { AlbTrigger, App, FunctionUrlTrigger, HttpTrigger } from '@bulkhead/core';
import { decodePercent } from './percent.ts';

export interface ApiRoute {
  readonly functionId: string;
  readonly trigger: HttpTrigger;
}

export interface ApiMatch extends ApiRoute {
  /** As the source hands them over; null where the route has none. */
  readonly parameters: Readonly<Record<string, string>> | null;
  /** True where `{proxy+}` or `$default` took the request. */
  readonly greedy: boolean;
}

export interface AlbRoute {
  readonly functionId: string;
  readonly trigger: AlbTrigger;
}

export interface UrlRoute {
  readonly functionId: string;
  readonly trigger: FunctionUrlTrigger;
}

export interface Routes {
  readonly rest: readonly ApiRoute[];
  readonly http: readonly ApiRoute[];
  readonly alb: readonly AlbRoute[];
  readonly url: readonly UrlRoute[];
}

export function collectRoutes(app: App): Routes {
  const routes = { rest: [] as ApiRoute[], http: [] as ApiRoute[], alb: [] as AlbRoute[], url: [] as UrlRoute[] };
  for (const fn of app.functions) {
    for (const trigger of fn.triggers) {
      const functionId = fn.id;
      if (trigger.type === 'apigateway-v1') routes.rest.push({ functionId, trigger });
      else if (trigger.type === 'apigateway-v2') routes.http.push({ functionId, trigger });
      else if (trigger.type === 'alb') routes.alb.push({ functionId, trigger });
      else if (trigger.type === 'function-url') routes.url.push({ functionId, trigger });
    }
  }
  return routes;
}

/**
 * REST API: the path picks the resource first, then the method is looked up there, so a more exact resource without the
 * method hides `/{proxy+}`. A trailing slash is ignored. Path parameters stay percent-encoded as sent, as the Lambda
 * test tool of aws/aws-lambda-dotnet recorded from live APIs (`V1_SpecialCharactersInPath`).
 */
export function matchRest(routes: readonly ApiRoute[], path: string, method: string): ApiMatch | undefined {
  return pickMethod(restResource(routes, path), method);
}

/** Every route of the REST resource that a path picks; empty where there is none. */
export function restResource(routes: readonly ApiRoute[], path: string): ApiMatch[] {
  const segments = (path.length > 1 ? path.replace(/\/$/, '') : path).split('/').slice(1);
  const same = (template: string, segment: string): boolean => template === decodePercent(segment);
  const found = candidates(routes, segments, same, false);
  return found.filter(({ rank }) => rank === found[0]!.rank).map(({ match }) => match);
}

/**
 * HTTP API: the most exact route that has the method; `ANY` counts for each method not defined, `$default` last. The
 * path is decoded before it is matched, so `%2F` is a slash.
 * Priorities: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 * @param path decoded
 */
export function matchHttp(routes: readonly ApiRoute[], path: string, method: string): ApiMatch | undefined {
  const found = candidates(routes, path.split('/').slice(1), (template, segment) => template === segment, true);
  for (const { rank } of found) {
    const same = found.filter((candidate) => candidate.rank === rank);
    const match = pickMethod(
      same.map((candidate) => candidate.match),
      method,
    );
    if (match) return match;
  }
  const fallback = routes.find((route) => route.trigger.path === '$default');
  return fallback && { ...fallback, parameters: null, greedy: true };
}

/**
 * Load balancer: the first rule that fits, in the order of the template (the app model has no rule priorities). `*`
 * stands for any characters and `?` for one, both across slashes; case matters.
 */
export function matchAlb(routes: readonly AlbRoute[], path: string, method: string): AlbRoute | undefined {
  return routes.find(
    ({ trigger }) =>
      (trigger.methods.length === 0 || trigger.methods.includes(method)) &&
      (trigger.paths.length === 0 || trigger.paths.some((pattern) => matchesPattern(pattern, path))),
  );
}

/** Wildcard match in time linear in pattern times text: no regular expression made from a template. */
export function matchesPattern(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    if (p < pattern.length && pattern[p] === '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++mark;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

interface Candidate {
  /** One digit a segment: 2 exact, 1 `{name}`, 0 `{name+}`. Compares as text, most exact first. */
  readonly rank: string;
  readonly match: ApiMatch;
}

function candidates(
  routes: readonly ApiRoute[],
  segments: readonly string[],
  same: (template: string, segment: string) => boolean,
  greedyTakesNothing: boolean,
): Candidate[] {
  const found: Candidate[] = [];
  for (const route of routes) {
    if (route.trigger.path === '$default') continue;
    const candidate = matchSegments(route, segments, same, greedyTakesNothing);
    if (candidate) found.push(candidate);
  }
  return found.sort((a, b) => (a.rank < b.rank ? 1 : a.rank > b.rank ? -1 : 0));
}

function matchSegments(
  route: ApiRoute,
  segments: readonly string[],
  same: (template: string, segment: string) => boolean,
  greedyTakesNothing: boolean,
): Candidate | undefined {
  const path = route.trigger.path;
  const template = (path.length > 1 ? path.replace(/\/$/, '') : path).split('/').slice(1);
  const parameters: [string, string][] = [];
  let rank = '';
  for (let i = 0; i < template.length; i++) {
    const part = template[i]!;
    const greedy = /^\{([^{}]+)\+\}$/.exec(part);
    if (greedy) {
      const rest = segments.slice(i).join('/');
      // `/{proxy+}` takes the root of an HTTP API but not of a REST API.
      if (rest === '' && !greedyTakesNothing) return undefined;
      if (i > segments.length - 1) return undefined;
      parameters.push([greedy[1]!, rest]);
      return { rank: `${rank}0`, match: { ...route, parameters: Object.fromEntries(parameters), greedy: true } };
    }
    const segment = segments[i];
    if (segment === undefined) return undefined;
    const variable = /^\{([^{}]+)\}$/.exec(part);
    if (variable) {
      if (segment === '') return undefined;
      parameters.push([variable[1]!, segment]);
      rank += '1';
    } else if (same(part, segment)) rank += '2';
    else return undefined;
  }
  if (segments.length !== template.length) return undefined;
  return {
    rank,
    match: { ...route, parameters: parameters.length > 0 ? Object.fromEntries(parameters) : null, greedy: false },
  };
}

function pickMethod(found: readonly ApiMatch[], method: string): ApiMatch | undefined {
  return (
    found.find(({ trigger }) => trigger.method === method) ?? found.find(({ trigger }) => trigger.method === 'ANY')
  );
}
