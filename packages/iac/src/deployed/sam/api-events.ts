import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, sub } from '../build.ts';
import { generate, peekId, peekText, type SamExpansion } from './expansion.ts';
import type { EventTarget, SamEventTree } from './role.ts';

export const IMPLICIT_REST = 'ServerlessRestApi';
export const IMPLICIT_HTTP = 'ServerlessHttpApi';
/** How OpenAPI documents of API Gateway write "any method". */
export const ANY_METHOD = 'x-amazon-apigateway-any-method';

/** A route of a REST API, and the permission for it. */
export function addRestRoute(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  const { id, properties, place } = event;
  const path = peekText(get(properties, 'Path'), expansion);
  const method = peekText(get(properties, 'Method'), expansion)?.toLowerCase();
  if (path === undefined || method === undefined) return;
  const given = get(properties, 'RestApiId');
  const api = given ? peekId(given, expansion) : IMPLICIT_REST;
  const own = api !== undefined && (api === IMPLICIT_REST || expansion.written.has(api)) ? api : undefined;
  addRoute(own, { path, method: method === 'any' ? ANY_METHOD : method }, event, target, expansion);
  const stage = own === undefined ? undefined : get(expansion.written.get(own)?.properties, 'StageName');
  const suffix =
    own === IMPLICIT_REST
      ? 'Prod'
      : stage?.kind === 'scalar' && /^[A-Za-z0-9]+$/.test(String(stage.value))
        ? String(stage.value)
        : own === undefined
          ? 'AllStages'
          : 'Stage';
  permitApi(`${id}Permission${suffix}`, method === 'any' ? '*' : method.toUpperCase(), trimmed(path), {
    api: own === undefined ? (given ?? '*') : { Ref: own },
    place,
    target,
    expansion,
  });
}

/** A route of an HTTP API; without a path it is the catch-all. */
export function addHttpRoute(event: SamEventTree, target: EventTarget, expansion: SamExpansion): void {
  const { id, properties, place } = event;
  const path = get(properties, 'Path') ? peekText(get(properties, 'Path'), expansion) : '$default';
  const written = get(properties, 'Method') ? peekText(get(properties, 'Method'), expansion) : 'any';
  const method = written?.toLowerCase();
  if (path === undefined || method === undefined) return;
  const given = get(properties, 'ApiId');
  const api = given ? peekId(given, expansion) : IMPLICIT_HTTP;
  const own = api !== undefined && (api === IMPLICIT_HTTP || expansion.written.has(api)) ? api : undefined;
  const isAny = method === 'any' || method === ANY_METHOD;
  addRoute(own, { path, method: isAny ? ANY_METHOD : method }, event, target, expansion);
  permitApi(`${id}Permission`, isAny ? '*' : method.toUpperCase(), path === '$default' ? '' : trimmed(path), {
    api: own === undefined ? (given ?? '*') : { Ref: own },
    place,
    target,
    expansion,
  });
}

function addRoute(
  api: string | undefined,
  { path, method }: { readonly path: string; readonly method: string },
  { properties, place }: SamEventTree,
  target: EventTarget,
  { routes }: SamExpansion,
): void {
  if (api === undefined) return;
  const known = routes.get(api) ?? [];
  known.push({ path, method, target: target.arn, event: properties, place });
  routes.set(api, known);
}

function permitApi(
  id: string,
  method: string,
  path: string,
  {
    api,
    place,
    target,
    expansion,
  }: {
    readonly api: Buildable;
    readonly place: Tree['place'];
    readonly target: EventTarget;
    readonly expansion: SamExpansion;
  },
): void {
  generate(expansion.out, {
    id,
    type: 'AWS::Lambda::Permission',
    place,
    condition: target.condition,
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: target.name,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: sub(
        `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/*/${method}${path.replaceAll('${', '${!')}`,
        { __ApiId__: api },
      ),
    },
  });
}

/** API Gateway takes `/a/` for `/a`, and a permission names a path variable as `*`. */
function trimmed(path: string): string {
  const text = path.length > 1 ? path.replace(/\/$/, '') : path;
  return text.replace(/\{[^{}]*\}/g, '*');
}

/** How API Gateway names a function that it calls. */
export function invocationUri(target: Buildable): Buildable {
  const path = 'arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${__Function__}';
  return sub(`${path}/invocations`, { __Function__: target });
}
