import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { argument, constantText, each, models } from './helpers.ts';

/*
 * Classes as routes: Flask's own `MethodView`, and the resources of flask-restful and flask-restx, whose parsers of
 * arguments stand beside them.
 */

/** A rule and what runs for it; `self`: the instance whose method that is. */
export interface Route {
  readonly rule: string;
  readonly callee: AbstractValue;
  readonly self?: AbstractValue;
  /** A request and a response come before what the path holds. */
  readonly isFalcon?: true;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'dispatch_request'];

/** A method of the class for each verb, on an instance of it. */
export function routesOfView(engine: Engine, view: AbstractValue, rule: string, place: SourcePlace): readonly Route[] {
  const self = engine.call(view, [], place, { isNew: true });
  return METHODS.flatMap((name) => {
    const method = engine.field(view, name, place);
    const own = method.shapes.filter(({ kind }) => kind === 'closure');
    return own.length === 0 ? [] : [{ rule, callee: { shapes: own, taint: [] }, self }];
  });
}

interface View {
  readonly kind: 'flask-view';
  readonly view: AbstractValue;
}

/** The class behind `view_func=Items.as_view('items')`, or the class itself. */
export function viewOf(engine: Engine, value: AbstractValue | undefined): AbstractValue | undefined {
  if (value?.shapes.some(({ kind }) => kind === 'class')) return value;
  for (const { state } of value ? engine.externalsOf(value) : [])
    if ((state as View | undefined)?.kind === 'flask-view') return (state as View).view;
  return undefined;
}

const asView: Model = (call, engine) => {
  if (call.receiver === undefined) return undefined;
  const state: View = { kind: 'flask-view', view: call.receiver };
  return engine.external('flask', 'view#', state);
};

/** Where a parser of arguments looks; without a place in the query and in the body. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  args: ['args'],
  values: ['args', 'form'],
  json: ['json'],
  form: ['form'],
  headers: ['headers'],
  cookies: ['cookies'],
};

interface Declared {
  readonly name: string;
  readonly places: readonly string[];
  readonly isNarrow: boolean;
}

const addArgument: Model = (call, engine) => {
  const declared = call.callee.state as Declared[] | undefined;
  const name = constantText(engine, argument(call, 0, 'name'));
  if (!Array.isArray(declared) || name === undefined || declared.length >= 200) return undefined;
  const place = constantText(engine, call.named.get('location')) ?? '';
  const type = call.named.get('type');
  const isNarrow = type !== undefined && engine.externalsOf(type).some(({ path }) => /^(int|float|bool)$/.test(path));
  const places = (Object.hasOwn(PLACES, place) ? PLACES[place] : undefined) ?? ['args', 'json'];
  declared.push({ name: name.replace(/^--?/, ''), places, isNarrow: isNarrow || call.named.has('choices') });
  return engine.constant(null);
};

/** Parsers of arguments; `part` gives a part of the request that is being answered. */
export function parserModels(
  part: (engine: Engine, name: string, call: CallSite) => AbstractValue | undefined,
): readonly ModelSet[] {
  const parse: Model = (call, engine) => {
    const declared = call.callee.state as Declared[] | undefined;
    if (!Array.isArray(declared)) return undefined;
    const fields = declared.map(({ name, places, isNarrow }) => {
      const found = places.flatMap((each) => part(engine, each, call) ?? []);
      const value = engine.join(found.map((each) => engine.field(each, name, call.place)));
      return [name, isNarrow ? engine.cleaned(value, 'all') : value] as const;
    });
    return engine.object(Object.fromEntries(fields), call.place);
  };
  return ['flask_restful', 'flask_restx', 'flask_restplus'].map((module) =>
    models(module, {
      'reqparse.RequestParser': (_, engine) => engine.external(module, 'parser#', []),
      'parser#.add_argument': addArgument,
      'parser#.parse_args': parse,
    }),
  );
}

export const viewModels: readonly ModelSet[] = [
  models('flask', each(['views.MethodView.as_view', 'views.View.as_view', 'MethodView.as_view'], asView)),
];
