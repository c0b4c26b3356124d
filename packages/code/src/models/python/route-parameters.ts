import type { AbstractValue, CallSite, Engine, Parameter } from '../../engine/types.ts';
import { cleanByPattern } from '../schemas.ts';
import { instanceFrom } from './identity.ts';

/*
 * What a route of a web framework is called with: a parameter of the path, else of the query; a model of the project comes
 * from the body; a type that lets no text through makes harmless; a dependency is called, and has parameters of its own.
 */

/** The request behind a call of a route. */
export interface RouteRequest {
  readonly event: AbstractValue;
  /** The body as data. */
  readonly body: () => AbstractValue | undefined;
  /** What stands for the whole request where a parameter asks for it. */
  readonly whole: AbstractValue;
  readonly inPath: ReadonlySet<string>;
}

const DEEPEST = 4;
/** Types of the standard library that refuse what is no number, date, id or address. */
const NARROW =
  /^(int|float|bool|Decimal|UUID\d?|date|datetime|time|timedelta|IPv\dAddress|Literal|number|float_number|decimal|smart_boolean|uuid)$/;
/** Where FastAPI's `Header(…)` and its like read from. */
const PLACES: Readonly<Record<string, string>> = { Header: 'headers', Cookie: 'headers' };

/** The arguments of a route, or of a dependency of it, by name. */
export function routeArguments(
  call: CallSite,
  engine: Engine,
  callee: AbstractValue,
  request: RouteRequest,
  depth = 0,
): ReadonlyMap<string, AbstractValue> {
  const named = new Map<string, AbstractValue>();
  for (const parameter of engine.signatureOf(callee)) {
    const value = routeArgument(call, engine, parameter, request, depth);
    if (value !== undefined) named.set(parameter.name, value);
  }
  return named;
}

function routeArgument(
  call: CallSite,
  engine: Engine,
  { name, type, otherwise }: Parameter,
  request: RouteRequest,
  depth: number,
): AbstractValue | undefined {
  const marker = otherwise && engine.externalsOf(otherwise).find(({ module }) => module === 'fastapi');
  const marked = marker?.path.replace(/#$/, '');
  if (marked === 'Depends' || marked === 'Security') {
    const dependency = (marker?.state as AbstractValue | undefined) ?? type;
    return dependency && depth < DEEPEST ? dependencyOf(call, engine, dependency, request, depth) : undefined;
  }
  const typeNames = (type ? engine.externalsOf(type) : []).map(({ path }) => path.slice(path.lastIndexOf('.') + 1));
  if (typeNames.includes('Request') || (name === 'request' && type === undefined)) return request.whole;
  if (typeNames.some((each) => /^(Response|BackgroundTasks|WebSocket)$/.test(each))) return undefined;
  const isOwnClass = type?.shapes.some(({ kind }) => kind === 'class') === true;
  const data = isOwnClass && !request.inPath.has(name) ? request.body() : undefined;
  const model = data && instanceFrom(call, engine, type, data);
  if (model !== undefined) return model;
  const isBody = marked !== undefined && /^(Body|Form|File)$/.test(marked);
  const from = isBody ? request.body() : engine.field(request.event, placeOf(name, marked, request), call.place);
  const value = from && engine.field(from, name, call.place);
  if (value === undefined) return undefined;
  // One of a fixed list: an enum of the project makes of a text one of its members, or refuses it.
  if (isOwnClass && type !== undefined) return engine.call(type, [value], call.place);
  const pattern = (marker?.state as { readonly pattern?: string } | undefined)?.pattern;
  const clean = pattern === undefined ? undefined : cleanByPattern(pattern);
  if (typeNames.some((each) => NARROW.test(each))) return engine.cleaned(value, 'all');
  return clean === undefined ? value : engine.cleaned(value, clean);
}

function placeOf(name: string, marked: string | undefined, { inPath }: RouteRequest): string {
  if (inPath.has(name)) return 'pathParameters';
  return (
    (marked !== undefined && Object.hasOwn(PLACES, marked) ? PLACES[marked] : undefined) ?? 'queryStringParameters'
  );
}

/** `Depends(f)`: what `f` gives, or what it yields. */
function dependencyOf(
  call: CallSite,
  engine: Engine,
  dependency: AbstractValue,
  request: RouteRequest,
  depth: number,
): AbstractValue {
  const result = engine.call(dependency, [], call.place, {
    named: routeArguments(call, engine, dependency, request, depth + 1),
  });
  const yields = dependency.shapes.some((shape) => shape.kind === 'closure' && shape.closure.function.isGenerator);
  return yields ? engine.item(result, call.place) : result;
}
